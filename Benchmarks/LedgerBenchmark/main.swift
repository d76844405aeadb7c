import CostCore
import Foundation
import Quantities
import RunLedger
import TrainingRun

// Fills a ledger as large as one gets: `LedgerBenchmark LEDGER EXPORT RUNS`. EXPORT holds a few real runs, which are
// stored again and again under other ids, names, times and figures; then a curve of 30 days, 8 devices and 1 Hz.

let arguments = CommandLine.arguments
guard arguments.count == 4, let count = Int(arguments[3]) else {
  print("usage: LedgerBenchmark LEDGER EXPORT RUNS")
  exit(64)
}
let text = try String(contentsOfFile: arguments[2], encoding: .utf8)
let templates = try RunArchive.archives(ofExport: text, file: arguments[2]).map(\.run)
let ledger = try RunLedger(file: arguments[1])

/// The ledger at another time, by which its curves age.
func ledger(at time: Double) throws -> RunLedger { try RunLedger(file: arguments[1]) { time } }

let accelerators = ["nvidia-h100-sxm5-80gb", "nvidia-a100-sxm4-80gb", "amd-mi300x-oam-192gb"]
var generator = SystemRandomNumberGenerator()
let clock = ContinuousClock()
let end = 1_795_484_405.0

let writing = try clock.measure {
  for start in stride(from: 0, to: count, by: 1000) {
    let batch = (start..<min(start + 1000, count)).map { index -> RunRecord in
      var record = templates[index % templates.count]
      let time = end - Double(count - index) * 300
      let factor = Double.random(in: 0.5...2, using: &generator)
      record.id = RunRecord.makeID(startedAt: time, using: &generator)
      record.startedAt = time
      record.name = "\(record.name) \(index % 977)"
      record.accelerator = accelerators[index % 3]
      record.tags = index % 50 == 0 ? ["sweep-\(index % 20)"] : []
      record.wallTime = record.wallTime.map { $0 * factor }
      record.acceleratorTime = record.acceleratorTime.map { $0 * factor }
      record.energy = record.energy.map { domain in
        var domain = domain
        domain.energy = domain.energy.map { $0 * Double.random(in: 0.5...2, using: &generator) }
        return domain
      }
      record.inputs?.fingerprint = RunInputs.fingerprint(text: "\(index % 5000)", overrides: [])
      return record
    }
    try ledger.add(batch)
  }
}
print("wrote \(count) runs in \(writing)")

let id = try ledger.runs(RunFilter(limit: 1))[0].id
let month = 30 * 86_400
let folding = try clock.measure {
  for device in 0..<8 {
    for day in 0..<30 {
      let points = (0..<86_400).map { second -> PowerPoint in
        let time = end - Double(month - day * 86_400 - second)
        return PowerPoint(time: time, power: Watts(Double.random(in: 300...700, using: &generator)))
      }
      let today = try ledger(at: points[points.count - 1].time)
      try today.addCurve(points, device: "0000:\(device)7:00.0", to: id)
      try today.compactCurves()
    }
  }
}
print("wrote 8 curves of 30 days at 1 Hz, folding as the days went, in \(folding)")
for _ in 0..<3 {
  var buckets = 0
  let reading = try clock.measure {
    buckets = try ledger.curves(of: id, buckets: 500).values.map(\.count).reduce(0, +)
  }
  print("chart of the 8 curves in \(buckets) buckets: \(reading)")
}
