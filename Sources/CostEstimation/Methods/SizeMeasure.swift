import Glibc
import Quantities

func logarithm(_ value: Double) -> Double { log(value) }

/// What a run's size is measured by.
enum SizeMeasure: CaseIterable {
  case acceleratorTime, work, tokens

  var unitName: String {
    switch self {
    case .acceleratorTime: "accelerator-hour"
    case .work: "FLOP"
    case .tokens: "token"
    }
  }

  /// The logarithm of the size; nil when it is unknown.
  func logSize(_ features: RunFeatures) -> Double? {
    let size: Double? =
      switch self {
      case .acceleratorTime: features.acceleratorTime?.hours
      case .work: features.work?.value
      case .tokens: features.tokens?.value
      }
    guard let size, size > 0, size.isFinite else { return nil }
    return log(size)
  }

  /// The measures that the target and at least so many runs know, each with those runs.
  static func usable(
    for target: RunFeatures, in history: [HistoricalRun], atLeast minimum: Int
  ) throws(Refusal) -> [(measure: SizeMeasure, size: Double, runs: [HistoricalRun])] {
    var usable: [(SizeMeasure, Double, [HistoricalRun])] = []
    var most = 0
    for measure in allCases {
      guard let size = measure.logSize(target) else { continue }
      let known = history.filter { measure.logSize($0.features) != nil }
      most = max(most, known.count)
      if known.count >= minimum { usable.append((measure, size, known)) }
    }
    guard !usable.isEmpty else {
      throw Refusal(
        reason:
          "\(most) of \(history.count) runs tell a size (accelerator-hours, FLOP or tokens) that this run tells too; "
          + "at least \(minimum) are needed")
    }
    return usable
  }
}

extension RunFeatures {
  /// The start in years of 365.25 days since 1970; nil when unknown.
  var year: Double? { startedAt.map { Seconds($0).years } }
}
