import Glibc
import HardwareProfiles
import Quantities

extension Validation {
  /// Constants fitted to the steps of grade A and A-, and the ranges of measured over predicted time that steps
  /// left out of the fit call for.
  public func fittedCalibration() -> FittedCalibration {
    let fit = self.fit
    var calibration = fit.fitted(from: fit.believed, iterations: 40)
    UnseenDeviations(self).setRanges(in: &calibration, from: cases.indices)
    calibration.setRange("open_layout", ofSources: openLayoutDeviations(calibration))
    calibration.values = calibration.values.filter { !$0.key.hasPrefix("steps.") }
    for item in cases + fittedRates { calibration.values[item.setting.name, default: 0] += 1 }
    let wholeRuns = WholeRunFit(wholeRuns, base: calibration)
    return FittedCalibration(values: wholeRuns.fitted().values, rows: cases.count, wholeRuns: wholeRuns.cases.count)
  }

  /// Rates of the accelerators whose share of the peak follows from them; they tell of a setting as steps do.
  var fittedRates: [StepCase] {
    runs.filter { $0.profile.calibration?.productShare != nil }
      .compactMap { StepCase(searching: $0, calibration: .shipped) }
  }
}

/// Constants fitted to measured runs, ready to be written into the files that hold them.
public struct FittedCalibration: Sendable {
  let values: [String: Double]
  /// The number of steps that they were fitted to.
  public let rows: Int
  /// The number of whole runs.
  public let wholeRuns: Int

  /// The accelerators that have a deviation of their own.
  public var accelerators: [String] {
    values.keys.filter { $0.hasSuffix(".deviation") }.map { String($0.dropLast(10)) }.sorted()
  }

  /// The text of `step-time.yaml`: its numbers replaced, and the steps of each setting counted.
  public func stepTime(replacing text: String) -> String {
    let title =
      "  # Published steps on each accelerator by framework: the settings that have the ranges of measured ones."
    return constants(replacing: text, before: title) + title + "\n  steps:\n"
      + entries { $0.hasPrefix("steps.") }.map { "    \($0.dropFirst(6)): \(Int($1))\n" }.joined()
  }

  /// The text of `whole-runs.yaml`: its numbers replaced, and a deviation for each accelerator.
  public func wholeRuns(replacing text: String) -> String {
    let title = "  # How much more of its peak than others each accelerator reaches."
    return constants(replacing: text, before: title) + title + "\n"
      + entries { $0.hasSuffix(".whole_run_deviation") }.map {
        "  \($0.dropLast(20)):\n    whole_run_deviation: \(Self.text(of: $1))\n"
      }.joined()
  }

  private func entries(where isWanted: (String) -> Bool) -> [(String, Double)] {
    values.filter { isWanted($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The part of a text before a title with its numbers replaced; what stands around them is kept.
  private func constants(replacing text: String, before title: String) -> String {
    let text = text.split(separator: title, maxSplits: 1).first.map(String.init) ?? text
    return constants(replacing: text)
  }

  private func constants(replacing text: String) -> String {
    var section = ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let indent = line.prefix { $0 == " " }.count
      let parts = line.drop { $0 == " " }.split(separator: ":", maxSplits: 1).map(String.init)
      guard let key = parts.first else { return String(line) }
      if line.hasPrefix("common:") { section = "common" }
      if indent == 2, line.hasSuffix(":") { section = key }
      guard let value = values["\(section).\(key)"], indent == (section == "common" ? 2 : 4) else {
        return String(line)
      }
      return String(repeating: " ", count: indent) + "\(key): \(Self.text(of: value))"
    }.joined(separator: "\n")
  }

  /// The text of an accelerator's profile with its deviation replaced.
  public func profile(_ id: String, replacing text: String) -> String {
    guard let value = values["\(id).deviation"] else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.hasPrefix("  deviation: { value: "), let comma = line.firstIndex(of: ",") else { return String(line) }
      return "  deviation: { value: \(Self.text(of: value))" + line[comma...]
    }.joined(separator: "\n")
  }

  /// Five significant digits.
  private static func text(of value: Double) -> String {
    let digits = max(0, 4 - Int(floor(log10(value))))
    let scale = pow(10, Double(digits))
    return "\((value * scale).rounded() / scale)"
  }
}
