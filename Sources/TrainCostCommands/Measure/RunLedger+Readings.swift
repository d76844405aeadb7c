import ForeignLogs
import PowerMeter
import Quantities
import RunLedger

extension RunLedger {
  /// Keeps what the devices of a measured run drew over time, at the rate at which they were read.
  ///
  /// - Throws: `LedgerError` when there is no such run or the ledger cannot be written.
  func add(_ readings: JournalReadings, to record: RunRecord) throws {
    try readings.forEachStretch { stretch in
      // One device's points at a time: measuring should take little memory to its very end.
      let curves = stretch.lazy.map { device, readings in
        (device: device, points: readings.map { PowerPoint(time: record.startedAt + $0.time.value, power: $0.power) })
      }
      try addCurves(curves, to: record.id)
    }
  }

  /// Keeps imported runs with the readings of their logs, all or none. A run that is imported again stays one, with its
  /// tags.
  ///
  /// - Throws: `LedgerError` when the ledger cannot be written.
  func add(_ records: [RunRecord], curves: [[ForeignLog.DeviceCurve]]) throws {
    try add(records) { index, add in
      for curve in curves[index] {
        try add(curve.device, zip(curve.times, curve.watts).map { PowerPoint(time: $0, power: Watts(Double($1))) })
      }
    }
  }
}
