/// Amounts side by side, drawn as bars of a common scale.
public struct BarChart: Sendable, Equatable {
  /// One amount.
  public struct Bar: Sendable, Equatable {
    /// What it is.
    public var label: String
    /// Its length; at least zero.
    public var value: Double
    /// The amount as text, printed behind the bar.
    public var caption: String

    /// A bar.
    public init(label: String, value: Double, caption: String) {
      self.label = label
      self.value = value
      self.caption = caption
    }
  }

  /// What the bars measure.
  public var title: String
  /// The bars, from top to bottom.
  public var bars: [Bar]

  /// A chart.
  public init(title: String, bars: [Bar]) {
    self.title = title
    self.bars = bars
  }
}
