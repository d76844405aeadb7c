import Glibc
import Quantities

/// What is left out of a fit at a time.
enum LeftOutPart: String, CaseIterable, Sendable {
  /// One of five folds; repeats of a run fall into one.
  case fold = "five_fold"
  case model = "leave_one_model_out"
  case source = "leave_one_group_out"
  case accelerator = "leave_one_accelerator_out"

  /// What the steps of a part share.
  func key(_ item: StepCase) -> String {
    switch self {
    case .fold: String(Validation.fold(of: item))
    case .model: item.run.name
    case .source: item.run.group
    case .accelerator: item.machine.accelerator
    }
  }
}

/// How far steps deviate that the fit did not see, from which the widths of ranges are taken: those of a class of runs from
/// folds, those of a setting that no measured step tells of from sources and accelerators left out.
struct UnseenDeviations: Sendable {
  let cases: [StepCase]
  /// Logarithms of predicted over measured time by what was left out.
  let deviations: [LeftOutPart: [Double]]
  /// What the steps that were not left out with a case tell of its setting.
  let evidence: [LeftOutPart: [SettingEvidence]]
}

extension UnseenDeviations {
  init(_ validation: Validation) {
    let parts: [LeftOutPart] = [.fold, .source, .accelerator]
    func of<Value>(_ value: (LeftOutPart) -> [Value]) -> [LeftOutPart: [Value]] {
      Dictionary(uniqueKeysWithValues: parts.map { ($0, value($0)) })
    }
    self.init(
      cases: validation.cases, deviations: of { validation.deviations(leavingOut: $0.key) },
      evidence: of { validation.evidence(leavingOut: $0.key) })
  }

  /// The range of each case that the steps of other parts call for, so that no step widens the range it is judged by.
  func ranges(leavingOut part: LeftOutPart, evidence: [SettingEvidence]) -> [Range90<Double>] {
    var result = cases.map { _ in Range90(exactly: 1.0) }
    let keys = cases.map(part.key)
    for (key, members) in Dictionary(grouping: cases.indices, by: { keys[$0] }) {
      var calibration = Calibration.shipped
      calibration.values = calibration.values.filter { !$0.key.hasPrefix("range.") }
      setRanges(in: &calibration, from: cases.indices.filter { keys[$0] != key })
      for index in members { result[index] = cases[index].relativeRange(calibration, evidence: evidence[index]) }
    }
    return result
  }

  /// Sets the ranges of classes and of unseen settings by some of the cases.
  func setRanges(in calibration: inout Calibration, from indices: some Sequence<Int>) {
    var classes: [RangeClass: [Double]] = [:]
    /// By name and source.
    var unseen: [String: [String: [Double]]] = [:]
    for index in indices {
      classes[cases[index].rangeClass, default: []].append(-(deviations[.fold]?[index] ?? 0))
      for part in [LeftOutPart.source, .accelerator] {
        guard let name = evidence[part]?[index].rangeName, let deviation = deviations[part]?[index] else { continue }
        unseen[name, default: [:]][cases[index].run.group, default: []].append(-deviation)
      }
    }
    for (kind, ratios) in classes where ratios.count >= 10 { calibration.setRange(kind.rawValue, of: ratios) }
    for (name, sources) in unseen { calibration.setRange(name, ofSources: sources) }
  }
}

extension Calibration {
  /// The range of a kind of runs in which each source counts alike, however many steps it published.
  mutating func setRange(_ name: String, ofSources sources: [String: [Double]]) {
    let shares = (0..<20).map { (Double($0) + 0.5) / 20 }
    setRange(name, of: sources.values.flatMap { source in shares.map(source.quantile) })
  }

  /// The range of a kind of runs: a little wider than the 5th and 95th percentile of measured over predicted time, which half
  /// of the rows fitted and the other half judged called for.
  fileprivate mutating func setRange(_ name: String, of logarithms: [Double]) {
    values["range.\(name)_low"] = exp(logarithms.quantile(0.045))
    values["range.\(name)_high"] = exp(logarithms.quantile(0.955))
  }
}
