import PowerMeter
import Quantities

/// Numbers in a log that no board draws: below zero, or far above every limit.
struct AbsurdReadings: CustomStringConvertible {
  private let count: Int
  private let sample: String

  /// Those of some devices; nil when there are none.
  init?(of traces: [PowerTrace]) {
    count = traces.map(\.absurd).reduce(0, +)
    guard let first = traces.first(where: { $0.absurd > 0 }) else { return nil }
    sample = first.absurdText
  }

  /// How many there were, such as which, and what would have been none.
  var description: String {
    "\(count) \(count == 1 ? "reading was" : "readings were") absurd (found '\(sample)', expected 0 to "
      + "\(NumberFormat.significant(BoardSensor.highestPlausible)) W)"
  }

  /// Why a log gives no energy: one reading, or all of one moment; and how many were absurd.
  static func tooFew(_ traces: [PowerTrace]) -> String {
    let readings = traces.map(\.readings).reduce(0, +)
    let found = readings == 1 ? "there is one reading alone" : "all readings are of one moment"
    let absurd = AbsurdReadings(of: traces).map { "; \($0)" } ?? ""
    return "\(found); energy takes two readings of a device at least\(absurd)"
  }
}
