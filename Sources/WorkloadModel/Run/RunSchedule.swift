import Quantities
import TrainingRun

/// The run around its steps: start, evaluation, checkpoints, failures, and storage that may be too slow for the data.
struct RunSchedule: Sendable {
  /// The share of the time on the clock that is stepping.
  var goodput: Range90<Double>
  /// The factor by which waiting for data stretches a step; 1 when storage keeps up or is not known.
  var inputStretch: Double
  var assumptions: [Assumption] = []
  var warnings: [String] = []

  /// 419 unexpected interruptions in 54 days on 16,384 H100 (arXiv 2407.21783, table 5) are 50,700 accelerator-hours
  /// between two.
  static let failureInterval = Seconds(hours: 50_700)

  /// What a run of a day and more may lose at worst to what nobody plans, an estimate: of the whole runs that are published
  /// with hours and layers LLaMA 7B to 33B and Llama 3.1 405B took 0.8 to 1.05 times the hours predicted, OPT-175B 1.65.
  static let unplanned = 0.25

  /// The schedule of a run.
  ///
  /// - Parameters:
  ///   - operations: what the run file says; each figure it leaves open is assumed and listed.
  ///   - accelerators: how many can fail.
  ///   - stepping: the time of all steps.
  ///   - stepTime: the time of one.
  ///   - batch: samples of one.
  ///   - stateBytes: what a checkpoint holds.
  ///   - bytesPerSample: what is read of the data set for a sample; nil when its volume is unknown.
  init(
    _ operations: Operations, accelerators: Int, stepping: Seconds, stepTime: Seconds, batch: Double,
    stateBytes: Bytes, bytesPerSample: Bytes?
  ) {
    inputStretch = 1
    goodput = Range90(exactly: 1)
    if let bandwidth = operations.storageBandwidth, let bytesPerSample {
      let reading = bytesPerSample * batch / bandwidth
      if reading > stepTime {
        inputStretch = reading / stepTime
        warnings.append(
          "storage is too slow for the data: a step's samples take \(reading.formatted) to read and "
            + "\(stepTime.formatted) to train; \(BytesPerSecond((bytesPerSample * batch).value / stepTime.value).formatted) would keep up"
        )
      }
    }
    if let given = operations.goodput {
      goodput = Range90(exactly: given)
      return
    }
    setGoodput(
      operations, accelerators: accelerators, stepping: stepping * inputStretch, stepTime: stepTime * inputStretch,
      batch: batch, stateBytes: stateBytes)
  }

  private mutating func setGoodput(
    _ operations: Operations, accelerators: Int, stepping: Seconds, stepTime: Seconds, batch: Double,
    stateBytes: Bytes
  ) {
    let between = assume(
      operations.failureInterval, Self.failureInterval, low: 0.5, high: 2, "accelerator_hours_between_failures",
      text: "\(NumberFormat.significant(Self.failureInterval.hours)) h",
      "419 unexpected interruptions in 54 days on 16,384 H100 (Llama 3, arXiv 2407.21783, table 5)")
    // Sharded writers reach the storage's whole bandwidth; without a figure, training waits while states are copied to
    // the hosts' memory, half a minute.
    let writing = operations.storageBandwidth.map { stateBytes / $0 }
    let checkpoint = assume(
      operations.checkpointTime, writing ?? Seconds(30), low: 3, high: 1.0 / 3, "checkpoint_time",
      text: (writing ?? Seconds(30)).formatted,
      writing == nil ? "estimate" : "\(stateBytes.formatted) of weights and optimizer states over storage_bandwidth")
    let restart = assume(
      operations.restart, Seconds(300), low: 3, high: 0.4, "restart", text: "5 min", "estimate")
    let startup = assume(
      operations.startup, Seconds(300), low: 3, high: 0.4, "startup", text: "5 min", "estimate")
    var evaluation = Range90(exactly: 0.0)
    if let plan = operations.evaluation {
      // Forward only: a third of the step's work a sample.
      evaluation = Range90(exactly: plan.samples / batch / 3 / Double(plan.everySteps))
    } else {
      evaluation = Range90(low: 0.001, mid: 0.005, high: 0.02)
      add("evaluation", "0.5 % of the time (0.1 to 2 %)", "estimate")
    }
    func share(_ between: Seconds, _ checkpoint: Seconds, _ restart: Seconds, _ startup: Seconds, _ evaluation: Double)
      -> (share: Double, interval: Seconds)
    {
      let failures = FailureModel(
        meanTimeBetweenFailures: between / Double(accelerators), checkpointTime: checkpoint, restart: restart)
      // No checkpoint is further away than the run is long, nor nearer than one step.
      let best = max(min(failures.bestInterval, stepping), stepTime)
      let interval = operations.checkpointInterval ?? best
      let working = stepping * (1 + evaluation)
      let wall = working / max(failures.efficiency(interval: interval), 1e-6) + startup
      return (stepping / wall, interval)
    }
    let mid = share(between.mid, checkpoint.mid, restart.mid, startup.mid, evaluation.mid)
    let low = share(between.low, checkpoint.high, restart.high, startup.high, evaluation.high)
    let high = share(between.high, checkpoint.low, restart.low, startup.low, evaluation.low)
    if operations.checkpointInterval == nil {
      add(
        "checkpoint_interval", mid.interval.formatted,
        "the interval that loses least to \((between.mid / Double(accelerators)).formatted) between failures "
          + "(Young 1974, Daly 2006)")
    }
    goodput = Range90(low: min(low.share, mid.share), mid: mid.share, high: max(high.share, mid.share))
    guard operations.failureInterval == nil else { return }
    // A run of days is also stopped, restarted by hand and rolled back for reasons that no failure rate tells.
    let unplanned = mid.share / (1 + Self.unplanned * min(1, stepping / Seconds(86_400)))
    guard unplanned < goodput.low else { return }
    goodput = Range90(low: unplanned, mid: goodput.mid, high: goodput.high)
    add(
      "goodput",
      "\(NumberFormat.percent(mid.share / inputStretch)), \(NumberFormat.percent(unplanned / inputStretch)) at worst",
      "failures, checkpoints and evaluation as above; at worst 25 % more for what nobody plans, an estimate: published "
        + "runs took 0.8 (LLaMA 13B) to 1.65 times (OPT-175B) the hours predicted of them")
  }

  /// A figure as given, else its default with a range, listed as an assumption.
  private mutating func assume(
    _ given: Seconds?, _ value: Seconds, low: Double, high: Double, _ key: String, text: String, _ source: String
  ) -> Range90<Seconds> {
    if let given { return Range90(exactly: given) }
    add(key, text, source)
    return Range90(low: value * min(low, high), mid: value, high: value * max(low, high))
  }

  private mutating func add(_ key: String, _ value: String, _ source: String) {
    assumptions.append(Assumption(key: "operations.\(key)", value: value, source: source))
  }
}
