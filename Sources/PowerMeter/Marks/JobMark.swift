/// What a job says about itself: a datagram of text to the socket in TRAINCOST_SOCKET.
public enum JobMark: Sendable, Equatable {
  /// A phase of this name begins.
  case phase(String)
  /// The share of the work that is done, 0 to 1.
  case progress(Double)

  /// The longest name of a phase that is kept.
  public static let longestName = 200

  /// Reads `mark NAME` or `progress 0.35`; nil for anything else.
  public init?(_ message: String) {
    let text = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    guard let space = text.firstIndex(of: " ") else { return nil }
    let value = text[text.index(after: space)...].drop { $0 == " " }
    switch text[..<space] {
    case "mark":
      let name = value.filter { !$0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
      guard !name.isEmpty else { return nil }
      self = .phase(String(name.prefix(Self.longestName)))
    case "progress":
      guard let share = Double(value), (0...1).contains(share) else { return nil }
      self = .progress(share)
    default: return nil
    }
  }

  /// The message as it is sent.
  public var message: String {
    switch self {
    case .phase(let name): "mark \(name)"
    case .progress(let share): "progress \(share)"
    }
  }
}
