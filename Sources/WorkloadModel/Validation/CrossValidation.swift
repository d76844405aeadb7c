import Dispatch
import Glibc
import HardwareProfiles
import Quantities

/// A table of errors on rows that were left out of the fit.
public struct CrossTable: Sendable {
  /// `five_fold`, `leave_one_model_out`, …
  public let name: String
  /// Over all rows of grade A and A-, over those with routed experts, by file; and by group, grade B apart.
  public let overall: ErrorSummary
  public let withExperts: ErrorSummary?
  public let byFile: [String: ErrorSummary]
  public let byGroup: [String: ErrorSummary]
}

extension Validation {
  /// Errors of the steps under stated layouts when the constants are fitted anew without a part of the rows and judged on
  /// that part: five folds (repeats of a run stay together), one model, one group, one accelerator left out at a time.
  ///
  /// Every fit starts from the believed values, not from the fitted ones, so that nothing of the left-out rows is kept; and
  /// the ranges that rows are judged by have the widths that the other parts' rows call for.
  public func crossValidated() -> [CrossTable] {
    let unseen = UnseenDeviations(self)
    return LeftOutPart.allCases.compactMap { part in
      let evidence = evidence(leavingOut: part.key)
      return CrossTable(
        name: part.rawValue, cases: cases,
        deviations: unseen.deviations[part] ?? deviations(leavingOut: part.key),
        ranges: unseen.ranges(leavingOut: part, evidence: evidence))
    }
  }

  /// What the steps that do not share a case's key tell of its setting.
  func evidence(leavingOut key: (StepCase) -> String) -> [SettingEvidence] {
    /// Steps of each setting and each accelerator, in all and within one part.
    var counts: [[String]: Double] = [:]
    func names(_ item: StepCase) -> [[String]] { [[item.setting.name], [item.machine.accelerator]] }
    for item in cases {
      for name in names(item) {
        counts[name, default: 0] += 1
        counts[name + [key(item)], default: 0] += 1
      }
    }
    return cases.map { item in
      let elsewhere = names(item).map { counts[$0, default: 0] - counts[$0 + [key(item)], default: 0] }
      return SettingEvidence(ofSetting: elsewhere[0], ofAccelerator: elsewhere[1])
    }
  }

  /// Deviations of each case under constants fitted without the cases that share its key.
  func deviations(leavingOut key: (StepCase) -> String) -> [Double] {
    let keys = cases.map(key)
    let parts = Set(keys).sorted()
    let fit = self.fit
    let results = Synchronized([Double](repeating: 0, count: cases.count))
    DispatchQueue.concurrentPerform(iterations: parts.count) { index in
      let kept = cases.indices.filter { keys[$0] != parts[index] }
      let left = cases.indices.filter { keys[$0] == parts[index] }
      let part = CalibrationFit(cases: kept.map { cases[$0] }, parameters: fit.parameters, base: fit.base)
      let fitted = part.fitted(from: fit.believed, iterations: 12)
      let deviations = CalibrationFit(
        cases: left.map { cases[$0] }, parameters: fit.parameters, base: fit.base
      ).deviations(fitted)
      results.update { values in
        for (position, original) in left.enumerated() { values[original] = deviations[position] }
      }
    }
    return results.value
  }

  /// One of five folds, by what was run, so that repeats of a run fall into one.
  static func fold(of item: StepCase) -> Int {
    let text =
      "\(item.run.name)|\(item.machine.accelerator)|\(item.run.count)|\(item.plan)|\(item.shape.sequence)|"
      + "\(item.software.format)|\(item.shape.layers)|\(item.shape.heads)"
    return stableFold(text)
  }
}

/// One of five folds by a text, the same on every run of the program: FNV-1a.
func stableFold(_ text: String) -> Int {
  let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  return Int((hash >> 20) % 5)
}

extension CrossTable {
  init?(name: String, cases: [StepCase], deviations: [Double], ranges: [Range90<Double>]) {
    func summary(_ indices: [Int]) -> ErrorSummary? {
      ErrorSummary(
        errors: indices.map { exp(deviations[$0]) - 1 },
        withinRange: indices.map { (ranges[$0].low...ranges[$0].high).contains(exp(-deviations[$0])) })
    }
    let judged = cases.indices.filter { cases[$0].isOfGradeA }
    guard let overall = summary(judged) else { return nil }
    self.name = name
    self.overall = overall
    withExperts = summary(judged.filter { cases[$0].shape.routedShare > 0 })
    byFile = Dictionary(grouping: judged) { cases[$0].run.file }.compactMapValues(summary)
    byGroup = Dictionary(grouping: cases.indices) { cases[$0].run.group + (cases[$0].isOfGradeA ? "" : ", grade B") }
      .compactMapValues(summary)
  }
}

/// A value that several threads write.
private final class Synchronized<Value>: @unchecked Sendable {
  private var stored: Value
  private var lock = pthread_mutex_t()

  init(_ value: Value) {
    stored = value
    pthread_mutex_init(&lock, nil)
  }

  func update(_ change: (inout Value) -> Void) {
    pthread_mutex_lock(&lock)
    change(&stored)
    pthread_mutex_unlock(&lock)
  }

  var value: Value { stored }
}
