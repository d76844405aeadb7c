import Documents
import PowerMeter
import Quantities
import TrainingRun

/// What experiment trackers and pollers have in common: named GPUs with powers over time.
enum MetricTraces {
  /// A job of traces.
  ///
  /// - Throws: `DocumentError` when no device has two readings of different times.
  static func draft(
    _ traces: [PowerTrace], name: String, file: String, zone: String?
  ) throws(DocumentError) -> JobDraft {
    let read = traces.filter { $0.readings > 0 }
    guard let first = read.map(\.first).min(), let last = read.map(\.last).max(), last > first else {
      let text = read.isEmpty ? traces.first { !$0.unreadableText.isEmpty }?.unreadableText : nil
      throw DocumentError(
        .value, file: file,
        message: text.map { "no reading is a power: found '\($0)' throughout" }
          ?? AbsurdReadings.tooFew(traces))
    }
    var draft = JobDraft(name: name, startedAt: first, wallTime: Seconds(last - first))
    draft.acceleratorCount = traces.count
    draft.energy = traces.map { $0.energy(.accelerator, sensorError: BoardSensor.error) }
    draft.warnings = zone.map { [$0] } ?? []
    draft.keep(traces)
    return draft
  }

  /// A job whose metrics tell of training alone.
  ///
  /// - Parameter reason: why there is no power.
  static func draft(without reason: String, name: String, _ times: ClosedRange<Double>, zone: String?) -> JobDraft {
    let wallTime = Seconds(times.upperBound - times.lowerBound)
    var draft = JobDraft(name: name, startedAt: times.lowerBound, wallTime: wallTime)
    draft.energy = [
      DomainEnergy(domain: .accelerator, id: "accelerators", energy: nil, method: .missing, note: reason)
    ]
    draft.warnings = zone.map { [$0] } ?? []
    return draft
  }
}
