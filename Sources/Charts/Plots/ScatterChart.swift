/// Choices by two quantities of which less is better, with the front of those that no other beats in both.
public struct ScatterChart: Sendable, Equatable {
  /// One choice.
  public struct Point: Sendable, Equatable {
    /// What it is.
    public var label: String
    /// Its place.
    public var x: Double
    public var y: Double
    /// Whether it is the one that the reader asked about.
    public var isChosen: Bool

    /// A choice.
    public init(label: String, x: Double, y: Double, isChosen: Bool = false) {
      self.label = label
      self.x = x
      self.y = y
      self.isChosen = isChosen
    }
  }

  /// What the chart shows.
  public var title: String
  /// The quantity to the right.
  public var x: Axis
  /// The quantity upwards.
  public var y: Axis
  /// The choices.
  public var points: [Point]

  /// A chart of choices.
  public init(title: String, x: Axis, y: Axis, points: [Point]) {
    self.title = title
    self.x = x
    self.y = y
    self.points = points
  }

  /// Whether no other choice is at least as good in both quantities and better in one.
  public func isOnFront(_ point: Point) -> Bool {
    !points.contains { $0.x <= point.x && $0.y <= point.y && ($0.x < point.x || $0.y < point.y) }
  }

  /// The choices that no other beats, from left to right.
  public var front: [Point] {
    points.filter(isOnFront).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  }

  func summary(wording: Wording) -> String {
    let best = front.map(\.label).joined(separator: ", ")
    return wording("\(points.count) choices by \(x.title) and \(y.title); none beats \(best)")
  }
}
