import Documents
import Foundation
import Quantities
import TrainingRun

/// What the `:::MLLOG` lines of a file tell, whether of a power meter, of a run or of both.
struct MLPerfEvents {
  let file: String
  /// Power readings.
  private(set) var trace: PowerTrace
  /// When the power meter started; nil when it does not tell.
  private(set) var meterStart: Double?
  /// The share of the metered power that reaches the machine; 1 unless told.
  private(set) var conversionEfficiency = 1.0
  /// Estimated power of switches, summed.
  private(set) var switchPower: Double?
  private(set) var runStart: Double?
  private(set) var runStop: Double?
  private(set) var status: String?
  private(set) var benchmark: String?
  private(set) var batchSize: Double?
  private(set) var trainSamples: Double?
  private(set) var samplesCount: Double?
  private(set) var epoch: Double?
  private(set) var steps: Double?
  /// Σ Pᵢ (tᵢ − tᵢ₋₁) from the meter's start on, as MLPerf's summariser adds it.
  private(set) var rectangles = 0.0

  private static let keys: [StaticString] = [
    "power_reading", "power_measurement_start", "conversion_eff", "interconnect_power_est", "run_start", "run_stop",
    "submission_benchmark", "global_batch_size", "train_samples", "eval_accuracy", "epoch_stop", "block_stop",
  ]

  /// Reads a file.
  ///
  /// - Throws: `DocumentError` for a line that is no JSON, a reading that is no power and times that go back.
  init(_ path: String, id: String) throws(DocumentError) {
    file = path
    trace = PowerTrace(id: id)
    let reader = try LineReader(path)
    while let bytes = try reader.next() {
      guard let mark = TextBytes(bytes).offset(of: ":::MLLOG") else { continue }
      let rest = TextBytes(rebasing: TextBytes(bytes)[(mark + 8)...])
      guard Self.keys.contains(where: rest.contains) else { continue }
      guard let event = JSONText.object(rest), let key = event["key"] as? String,
        let time = JSONText.number(event["time_ms"])
      else {
        if reader.isCutOff || reader.hadNULs { break }
        throw DocumentError(
          .malformed, file: path, line: reader.lineNumber,
          message: "found '\(String(decoding: rest.prefix(60), as: UTF8.self))', expected JSON with key and time_ms")
      }
      try take(key, event, time / 1000, reader.lineNumber)
    }
  }

  private mutating func take(
    _ key: String, _ event: [String: Any], _ time: Double, _ line: Int
  ) throws(DocumentError) {
    let metadata = event["metadata"] as? [String: Any] ?? [:]
    func number(_ range: ClosedRange<Double>) throws(DocumentError) -> Double {
      guard let value = JSONText.number(event["value"]), range.contains(value) else {
        throw DocumentError(
          .value, file: file, line: line, key: key,
          message:
            "found '\(event["value"] ?? "nothing")', expected a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    switch key {
    case "power_reading":
      let watts = try number(0...1e6)
      let before = trace.readings > 0 ? trace.last : meterStart
      try trace.add(watts, at: time, file: file, line: line)
      if let before { rectangles += watts * max(trace.last - before, 0) }
    case "power_measurement_start": meterStart = meterStart ?? time
    case "conversion_eff": conversionEfficiency = try number(0.01...1)
    case "interconnect_power_est": switchPower = (switchPower ?? 0) + (try number(0...1e9))
    case "run_start": runStart = runStart ?? time
    case "run_stop":
      runStop = time
      status = metadata["status"] as? String
      steps = JSONText.number(metadata["step_num"])
      takeProgress(metadata)
    case "submission_benchmark": benchmark = event["value"] as? String
    case "global_batch_size": batchSize = JSONText.number(event["value"])
    case "train_samples": trainSamples = JSONText.number(event["value"])
    default: if runStop == nil { takeProgress(metadata) }
    }
  }

  private mutating func takeProgress(_ metadata: [String: Any]) {
    if let count = JSONText.number(metadata["samples_count"]) { samplesCount = max(samplesCount ?? 0, count) }
    if let number = JSONText.number(metadata["epoch_num"]) { epoch = max(epoch ?? 0, number) }
  }

  /// The time to train, from `run_start` to `run_stop`.
  var timeToTrain: Double? {
    guard let runStart, let runStop, runStop > runStart else { return nil }
    return runStop - runStart
  }

  /// What the run's log tells of training.
  var training: MeasuredTraining? {
    guard let time = timeToTrain else { return nil }
    var training = MeasuredTraining()
    training.workload = "mlperf" + (benchmark.map { " \($0)" } ?? "")
    training.trainingTime = Seconds(time)
    training.globalBatchSize = batchSize
    // Language benchmarks count samples where others count epochs.
    let counted =
      steps.flatMap { steps in batchSize.map { steps * $0 } } ?? samplesCount
      ?? epoch.flatMap { epoch in epoch > 1000 ? epoch : trainSamples.map { $0 * epoch } }
    training.samples = counted.map { Count($0) }
    training.steps = steps ?? counted.flatMap { samples in batchSize.map { (samples / $0).rounded() } }
    training.stepTime = training.steps.flatMap { $0 > 0 ? Seconds(time / $0) : nil }
    return training
  }
}
