/// A row of blocks whose heights follow values.
public enum Sparkline {
  /// One character a value, from the least block at zero to the highest at the largest value; a space where nothing is
  /// known.
  ///
  /// - Parameters:
  ///   - values: the values, at least zero; nil for unknown.
  ///   - largest: what the highest block stands for; the largest value when nil.
  ///   - ascii: draws with ASCII signs instead of blocks.
  public static func text(_ values: [Double?], largest: Double? = nil, ascii: Bool = false) -> String {
    let signs: [Character] =
      ascii ? ["_", ".", "-", "~", "=", "*", "#", "@"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let top = largest ?? values.compactMap(\.self).max() ?? 0
    return String(
      values.map { value in
        guard let value, value.isFinite else { return " " }
        guard top > 0 else { return signs[0] }
        return signs[min(max(Int(value / top * 7.999), 0), 7)]
      })
  }
}
