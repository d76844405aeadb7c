import Documents
import Foundation
import Quantities
import TrainingRun

/// What Megatron-LM prints: lines of `iteration … | elapsed time per iteration (ms): … | …`, with joules of a GPU when it
/// runs with `--log-energy`.
struct MegatronLog {
  private let path: String
  private let devices: Int?

  init(_ path: String, devices: Int?) {
    self.path = path
    self.devices = devices
  }

  func job() throws(DocumentError) -> ForeignLog.Job {
    var worldSize = devices
    var wall = Seconds.zero
    var energy: Joules?
    var lines = 0
    var lastIteration: Int?
    var startedAt: Double?
    var throughput: [Double] = []
    for line in try TextFile.read(path).split(whereSeparator: \.isNewline) {
      if worldSize == nil { worldSize = Self.number(line, after: "world size: ").map { Int($0) } }
      guard let milliseconds = Self.number(line, after: "elapsed time per iteration (ms):"),
        let iteration = Self.number(line, after: "iteration ").map({ Int($0) })
      else { continue }
      lines += 1
      // A line is the mean over all iterations since the line before; a restart begins at its checkpoint.
      let step = lastIteration.map { iteration > $0 ? iteration - $0 : 1 } ?? Self.interval(iteration)
      lastIteration = iteration
      let time = Seconds(milliseconds / 1000 * Double(step))
      wall += time
      if startedAt == nil, let bracket = line.firstIndex(of: "["),
        let printed = CalendarTime.seconds(line[line.index(after: bracket)...])
      {
        startedAt = printed - time.value
      }
      if let joules = Self.number(line, after: "energy per GPU (J/iter/GPU):") {
        energy = (energy ?? .zero) + Joules(joules * Double(step))
      } else if let watts = Self.number(line, after: "power per GPU (W/GPU):") {
        energy = (energy ?? .zero) + Watts(watts) * time
      }
      if let rate = Self.number(line, after: "throughput per GPU (TFLOP/s/GPU):") { throughput.append(rate) }
    }
    guard lines > 0 else {
      throw DocumentError(.value, file: path, message: "holds no line with 'elapsed time per iteration (ms):'")
    }
    let count = worldSize ?? 1
    let domain = DomainEnergy(
      domain: .accelerator, id: "accelerators", energy: energy.map { Range90(exactly: $0 * Double(count)) },
      method: energy == nil ? .missing : .counter,
      note: energy == nil
        ? "the log holds no energy: Megatron prints it with --log-energy"
        : "joules of one GPU as printed, times \(count)", source: "Megatron-LM's log")
    var job = MeasuredJob(
      importedFrom: path, startedAt: startedAt ?? 0, wallTime: wall, energy: [domain], acceleratorCount: count)
    var warnings: [String] = []
    if worldSize == nil {
      warnings.append("the log does not say how many GPUs took part; 1 is assumed (--devices overrides)")
    }
    if !throughput.isEmpty {
      let mean = throughput.reduce(0, +) / Double(throughput.count)
      job.notes.append("\(NumberFormat.significant(mean)) TFLOP/s a GPU on average, as printed")
    }
    job.notes += warnings
    return ForeignLog.Job(name: "megatron", job: job, product: nil, warnings: warnings)
  }

  /// The first line is of the first interval where its number is a usual one, else of one iteration of a resumed run.
  private static func interval(_ iteration: Int) -> Int {
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].contains(iteration) ? iteration : 1
  }

  /// The number that follows a text.
  private static func number(_ line: Substring, after text: String) -> Double? {
    guard let range = line.range(of: text) else { return nil }
    let rest = line[range.upperBound...].drop { $0 == " " }
    return Double(rest.prefix { $0.isNumber || ".eE+-".contains($0) })
  }
}
