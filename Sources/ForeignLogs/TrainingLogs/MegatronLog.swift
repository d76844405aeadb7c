import Documents
import Foundation
import Quantities
import TrainingRun

/// The log lines of Megatron-LM and its relatives, one an interval of iterations:
/// ` [time] iteration 10/100 | consumed samples: 640 | elapsed time per iteration (ms): 1234.5 | …`.
struct MegatronLog {
  /// One such line.
  private struct Interval {
    var iteration: Int
    var stamp: Double?
    var stepTime: Double
    var samples: Double?
    var tokens: Double?
    var batch: Double?
    var teraFLOPs: Double?
    /// Joules of one GPU in one iteration, with `--log-energy`.
    var energy: Double?
    var line: Int
  }

  private let file: String
  private var clock: TimestampReader
  private var intervals: [Interval] = []
  private var arguments: [String: String] = [:]
  private var restarts: [(from: Int, to: Int, line: Int)] = []

  private static let argumentNames: Set<String> = [
    "world_size", "seq_length", "global_batch_size", "micro_batch_size", "tensor_model_parallel_size",
    "pipeline_model_parallel_size", "num_layers", "hidden_size", "train_iters", "accelerator",
  ]

  static func jobs(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> [ForeignLog.Job] {
    var log = MegatronLog(file: path, clock: TimestampReader(options.zone))
    let reader = try LineReader(path)
    while let bytes = try reader.next() {
      if TextBytes(bytes).contains("elapsed time per iteration") {
        try log.take(String(decoding: bytes, as: UTF8.self), reader)
      } else if bytes.count < 400 {
        log.takeArgument(TextBytes(bytes))
      }
    }
    guard !log.intervals.isEmpty else {
      throw DocumentError(
        .malformed, file: path, line: 1,
        message: "no line holds 'elapsed time per iteration'; expected the log of a rank that prints (the last one)")
    }
    return [log.draft(options).job(.megatronLog, file: path)]
  }

  // MARK: Lines

  private mutating func take(_ line: String, _ reader: LineReader) throws(DocumentError) {
    guard let start = line.range(of: "iteration") else { return }
    func wrong(_ key: String, _ found: String) -> DocumentError {
      DocumentError(
        .value, file: file, line: reader.lineNumber, key: key, message: "found '\(found.prefix(40))', expected a number"
      )
    }
    let parts = line[start.lowerBound...].split(separator: "|").map { String($0).trimmingWhitespace() }
    let count = parts[0].dropFirst("iteration".count).prefix { $0 != "/" }
    guard let iteration = Int(String(count).trimmingWhitespace()) else { throw wrong("iteration", String(count)) }
    var interval = Interval(iteration: iteration, stepTime: .nan, line: reader.lineNumber)
    interval.stamp = stamp(line[..<start.lowerBound])
    for part in parts.dropFirst() {
      guard let colon = part.lastIndex(of: ":") else { continue }
      let key = String(part[..<colon]).trimmingWhitespace().lowercased()
      let text = String(part[part.index(after: colon)...]).trimmingWhitespace()
      // A rank that writes into the same line leaves its words behind the number.
      let number = Double(text) ?? Double(text.prefix { !$0.isWhitespace })
      func need() throws(DocumentError) -> Double {
        guard let number, number.isFinite, number >= 0 else { throw wrong(key, text) }
        return number
      }
      switch key {
      case "elapsed time per iteration (ms)": interval.stepTime = try need() / 1000
      case "elapsed time per iteration (s)": interval.stepTime = try need()
      case "consumed samples": interval.samples = try need()
      case "consumed tokens": interval.tokens = try need()
      case "global batch size": interval.batch = try need()
      case _ where key.hasPrefix("throughput per gpu") || key == "tflops" || key.hasPrefix("throughput (tflop"):
        interval.teraFLOPs = number
      case _ where key.hasPrefix("energy per gpu (j/iter"): interval.energy = number
      default: break
      }
    }
    guard interval.stepTime.isFinite else {
      // Cut off by the end of the file: nothing more follows.
      if reader.isCutOff || reader.hadNULs { return }
      throw wrong("elapsed time per iteration (ms)", parts.last ?? "")
    }
    try append(interval)
  }

  private mutating func append(_ interval: Interval) throws(DocumentError) {
    if let last = intervals.last {
      // Several ranks may print the same interval.
      if interval.iteration == last.iteration { return }
      if interval.iteration < last.iteration {
        restarts.append((last.iteration, interval.iteration, interval.line))
      }
      if let stamp = interval.stamp, let before = last.stamp, stamp < before - 1 {
        throw DocumentError(
          .value, file: file, line: interval.line,
          message: "the time goes back by \(Seconds(before - stamp).formatted); expected times that do not decrease")
      }
    }
    intervals.append(interval)
  }

  private mutating func stamp(_ prefix: Substring) -> Double? {
    guard let open = prefix.lastIndex(of: "["), let close = prefix.lastIndex(of: "]"), open < close else { return nil }
    return clock.time(String(prefix[prefix.index(after: open)..<close]))
  }

  /// `  world_size ...................................... 64`, or `using world size: 64, data-parallel size: 8, …`.
  private mutating func takeArgument(_ bytes: TextBytes) {
    let isDotted = bytes.contains(" ....")
    let isWorld = bytes.contains("using world size:")
    guard isDotted || isWorld else { return }
    let line = String(decoding: bytes, as: UTF8.self)
    if isWorld, let range = line.range(of: "using world size:") {
      arguments["world_size"] = String(line[range.upperBound...].prefix { $0 != "," }).trimmingWhitespace()
      return
    }
    let words = line.split(separator: " ")
    guard let dots = words.firstIndex(where: { $0.hasPrefix("...") }), dots > 0, dots + 1 < words.count else { return }
    let name = String(words[dots - 1])
    if Self.argumentNames.contains(name) { arguments[name] = String(words[dots + 1]) }
  }

  // MARK: The job

  private func argument(_ name: String) -> Double? { arguments[name].flatMap(Double.init) }

  /// Iterations of each interval: from the iteration logged before, or as many as intervals have otherwise.
  private var spans: [Int] {
    let steps = zip(intervals.dropFirst(), intervals).map { $0.iteration - $1.iteration }
    let usual = steps.filter { $0 > 0 }.sorted()
    let typical = usual.isEmpty ? 1 : usual[usual.count / 2]
    return intervals.indices.map { index in
      let step = index == 0 ? min(typical, intervals[0].iteration) : steps[index - 1]
      return step > 0 ? step : typical
    }
  }

  private func draft(_ options: ForeignLog.Options) -> JobDraft {
    let spans = spans
    let stepping = zip(intervals, spans).map { $0.stepTime * Double($1) }.reduce(0, +)
    let firstSpan = intervals[0].stepTime * Double(spans[0])
    var draft = JobDraft(name: ZeusLog.stem(file), startedAt: 0, wallTime: Seconds(stepping))
    if let first = intervals[0].stamp, let last = intervals[intervals.count - 1].stamp {
      draft.startedAt = first - firstSpan
      draft.wallTime = Seconds(max(last - draft.startedAt, stepping))
    } else {
      draft.startedAt = ZeusLog.modificationTime(of: file) - stepping
      draft.warnings.append("its lines hold no dates, so the file's own date tells when it ran")
    }
    if let zone = clock.zoneWarning { draft.warnings.append(zone) }
    for restart in restarts {
      draft.warnings.append(
        "line \(restart.line): it goes back from iteration \(restart.from) to \(restart.to), a restart; steps done twice are counted twice"
      )
    }
    let gpus = options.acceleratorCount ?? argument("world_size").map { Int($0) }
    draft.acceleratorCount = gpus
    if gpus == nil {
      draft.warnings.append(
        "it does not tell the world size, so the number of accelerators is unknown (--count N says it)")
    }
    draft.training = training(spans, stepping, options)
    draft.energy = [energy(spans, gpus)]
    return draft
  }

  private func training(_ spans: [Int], _ stepping: Double, _ options: ForeignLog.Options) -> MeasuredTraining {
    var training = MeasuredTraining()
    let steps = Double(spans.reduce(0, +))
    let batches = intervals.compactMap(\.batch)
    training.workload = "megatron"
    training.steps = steps
    training.stepTime = Seconds(intervals.map(\.stepTime).median)
    training.trainingTime = Seconds(stepping)
    training.globalBatchSize = batches.isEmpty ? argument("global_batch_size") : batches.median
    training.sequenceLength = argument("seq_length")
    training.workRate =
      intervals.contains { $0.teraFLOPs != nil }
      ? FLOPsPerSecond(intervals.compactMap(\.teraFLOPs).median * 1e12) : nil
    if batches.count == intervals.count {
      // The batch may grow over a run, so each interval counts its own.
      training.samples = Count(zip(batches, spans).map { $0 * Double($1) }.reduce(0, +))
    } else if let batch = training.globalBatchSize {
      training.samples = Count(batch * steps)
    } else if let first = intervals.first?.samples, let last = intervals.last?.samples, last > first {
      training.samples = Count((last - first) / (steps - Double(spans[0])) * steps)
    }
    if let samples = training.samples, let length = training.sequenceLength {
      training.tokens = Count(samples.value * length)
    } else if let first = intervals.first?.tokens, let last = intervals.last?.tokens, last > first {
      training.tokens = Count((last - first) / (steps - Double(spans[0])) * steps)
    }
    training.acceleratorCount = options.acceleratorCount ?? argument("world_size").map { Int($0) }
    return training
  }

  private func energy(_ spans: [Int], _ gpus: Int?) -> DomainEnergy {
    let told = zip(intervals, spans).compactMap { interval, span in interval.energy.map { $0 * Double(span) } }
    guard told.count == intervals.count, let gpus else {
      let reason =
        told.isEmpty
        ? "the log holds no energy: it was written without --log-energy"
        : gpus == nil
          ? "the log tells joules of one GPU but not how many there were" : "some of its lines hold no energy"
      return DomainEnergy(domain: .accelerator, id: "accelerators", energy: nil, method: .missing, note: reason)
    }
    return DomainEnergy(
      domain: .accelerator, id: "accelerators", energy: Joules(told.reduce(0, +) * Double(gpus)).asReadByBoard,
      method: .counter, samples: told.count, note: "the log's joules an iteration and GPU over all iterations and GPUs")
  }
}
