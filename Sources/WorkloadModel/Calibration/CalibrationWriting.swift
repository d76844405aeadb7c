import Glibc
import Quantities

extension Validation {
  /// Constants fitted to the steps of grade A and A-, and the ranges of measured over predicted time that five-fold
  /// cross-validation leaves for each class of runs.
  public func fittedCalibration() -> FittedCalibration {
    let fit = self.fit
    var calibration = fit.fitted(from: fit.believed, iterations: 40)
    let deviations = deviations(leavingOut: { String(Self.fold(of: $0)) })
    for kind in RangeClass.allCases {
      let ratios = cases.indices.filter {
        RangeClass(
          shape: cases[$0].shape, plan: cases[$0].plan, domain: cases[$0].machine.domain,
          software: cases[$0].software) == kind
      }.map { -deviations[$0] }
      guard ratios.count >= 10 else { continue }
      // A little wider than the 5th and 95th percentile, which half of the rows fitted and the other half judged called for.
      calibration.values["range.\(kind.rawValue)_low"] = exp(ratios.quantile(0.045))
      calibration.values["range.\(kind.rawValue)_high"] = exp(ratios.quantile(0.955))
    }
    let wholeRuns = WholeRunFit(wholeRuns, base: calibration)
    return FittedCalibration(values: wholeRuns.fitted().values, rows: cases.count, wholeRuns: wholeRuns.cases.count)
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

  /// The text of `whole-runs.yaml`: its numbers replaced, and a deviation for each accelerator.
  public func wholeRuns(replacing text: String) -> String {
    let shared = constants(replacing: text).split(separator: Self.deviationsTitle, maxSplits: 1)[0]
    let deviations = values.filter { $0.key.hasSuffix(".whole_run_deviation") }.sorted { $0.key < $1.key }
    return shared + Self.deviationsTitle + "\n"
      + deviations.map { "  \($0.key.dropLast(20)):\n    whole_run_deviation: \(Self.text(of: $0.value))\n" }.joined()
  }

  private static let deviationsTitle = "  # How much more of its peak than others each accelerator reaches."

  /// The text of `step-time.yaml` or `whole-runs.yaml` with its numbers replaced; what stands around them is kept.
  public func constants(replacing text: String) -> String {
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
