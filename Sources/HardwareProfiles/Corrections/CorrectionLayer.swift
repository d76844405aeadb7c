public import Documents
public import Quantities

/// Corrections by accelerator and precision: a layer over the profiles, which `calibrate` writes and a user can delete.
public struct CorrectionLayer: Sendable, Equatable {
  /// The corrections by the profile's id.
  public var corrections: [String: [Precision: MeasuredCorrection]] = [:]

  /// A layer that changes nothing.
  public init() {}

  /// The correction of an accelerator in a precision; nil where there is none.
  public subscript(accelerator: String, precision: Precision) -> MeasuredCorrection? {
    get { corrections[accelerator]?[precision] }
    set { corrections[accelerator, default: [:]][precision] = newValue }
  }

  /// Reads a layer's file.
  ///
  /// - Throws: `DocumentError` with file, line and key of the first fault.
  public init(_ section: Section) throws(DocumentError) {
    let version = try section.required("schema_version")
    guard version.text == "1" else { throw version.wrong("found '\(version.text)', expected 1") }
    let date = try section.required("fitted").text
    let origin = try section.required("origin").text
    for entry in try section.sections("corrections") {
      let accelerator = try entry.required("accelerator").text
      let precision: Precision = try entry.required("precision").choice()
      self[accelerator, precision] = MeasuredCorrection(
        time: try Self.factor(entry, "time"), power: try Self.factor(entry, "power"),
        runs: try entry.required("runs").integer(in: 1...1_000_000_000),
        source: Source(title: "calibrated by \(origin)", date: date))
      try entry.rejectUnknownKeys()
    }
    try section.rejectUnknownKeys()
  }

  private static func factor(_ entry: Section, _ key: String) throws(DocumentError) -> Range90<Double>? {
    guard let factor = try entry.section(key) else { return nil }
    let bounds = 0.001...1000.0
    let (low, mid) = (try factor.required("low").number(in: bounds), try factor.required("mid").number(in: bounds))
    let high = try factor.required("high").number(in: bounds)
    guard low <= mid && mid <= high else {
      throw factor.wrong("low, mid and high must not decrease: \(low), \(mid), \(high)")
    }
    try factor.rejectUnknownKeys()
    return Range90(low: low, mid: mid, high: high)
  }

  /// The layer as its file, with a remark of how to be rid of it.
  ///
  /// - Parameters:
  ///   - date: the day of the fit.
  ///   - origin: the runs that it was fitted to, in words on one line.
  public func text(fitted date: String, origin: String) -> String {
    var lines = [
      "# Written by 'traincost calibrate': factors of measured over predicted, laid over the profiles.",
      "# Delete this file, or give --no-calibration, to go back to the shipped figures.",
      "schema_version: 1", "fitted: \(date)",
      "origin: \"\(origin.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline })\"", "corrections:",
    ]
    for (accelerator, byPrecision) in corrections.sorted(by: { $0.key < $1.key }) {
      for (precision, correction) in byPrecision.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        lines += [
          "  - accelerator: \(accelerator)", "    precision: \(precision.rawValue)", "    runs: \(correction.runs)",
        ]
        for (key, factor) in [("time", correction.time), ("power", correction.power)] {
          guard let factor else { continue }
          lines.append("    \(key): { low: \(factor.low), mid: \(factor.mid), high: \(factor.high) }")
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
