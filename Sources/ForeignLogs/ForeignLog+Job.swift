import Quantities
public import TrainingRun

extension ForeignLog {
  /// A job that another program measured.
  public struct Job: Sendable {
    /// A name for the ledger.
    public var name: String
    /// The job; its notes hold the warnings too.
    public var job: MeasuredJob
    /// How many accelerators took part; nil when the log does not tell.
    public var acceleratorCount: Int?
    /// The accelerators as the log names them, each kind once; empty when it does not.
    public var products: [String]
    /// The accelerator as the log names it; nil when it names none or several kinds.
    public var product: String? { products.only }
    /// The country that it ran in, as its ISO 3166-1 alpha-3 code; nil when the log does not tell.
    public var country: String?
    /// The power usage effectiveness that the log states; nil when it does not.
    public var pue: Double?
    /// What the reader had to assume or leave out.
    public var warnings: [String]
    /// The power of each device over time; empty for logs that hold energies alone or no dates.
    public var curves: [DeviceCurve]
  }

  /// Readings of one device, in order of time.
  public struct DeviceCurve: Sendable {
    /// The device's id among the job's domains.
    public var device: String
    /// Seconds since 1970-01-01 UTC.
    public var times: [Double]
    /// The power at those times, in watts.
    public var watts: [Float]
  }
}

/// What is read of a log before it becomes a job.
struct JobDraft {
  var name: String
  var startedAt: Double
  var wallTime: Seconds
  var isComplete = true
  var energy: [DomainEnergy] = []
  var acceleratorCount: Int?
  /// The accelerators as the log names them, each kind once.
  var products: [String] = []
  var country: String?
  var pue: Double?
  var training: MeasuredTraining?
  var phases: [JobPhase] = []
  var alternatives: [EnergyAlternative] = []
  /// What a reader may want to know.
  var notes: [String] = []
  /// What had to be assumed or left out.
  var warnings: [String] = []
  var curves: [ForeignLog.DeviceCurve] = []
  var gaps: [SamplingGap] = []

  /// Keeps what devices drew over time, and where the log holds nothing.
  mutating func keep(_ traces: [PowerTrace]) {
    let read = traces.filter { $0.readings > 0 }
    curves = read.map(\.curve)
    if let absurd = AbsurdReadings(of: traces) { warnings.append("\(absurd) and left out") }
    for trace in read where trace.highest == 0 {
      warnings.append("\(trace.id) reads 0 W throughout, which no board draws: its energy is not known to be none")
    }
    // A logger that stops stops for all devices at once, so the first one's gaps are the log's.
    gaps = (read.first?.gaps ?? []).map {
      SamplingGap(start: Seconds($0.start - startedAt), duration: Seconds($0.duration))
    }
    guard let longest = gaps.max(by: { $0.duration < $1.duration }) else { return }
    warnings.append(
      "it holds no readings for \(longest.duration.formatted) from \(longest.start.formatted) on"
        + (gaps.count > 1 ? ", and \(gaps.count - 1) more such gaps" : "") + "; the energy there is a straight line's")
  }

  init(name: String, startedAt: Double, wallTime: Seconds) {
    self.name = name
    self.startedAt = startedAt
    self.wallTime = wallTime
  }

  func job(_ kind: ForeignLog, file: String) -> ForeignLog.Job {
    var job = MeasuredJob(
      command: [], exitCode: nil, signal: nil, startedAt: startedAt, wallTime: wallTime, isComplete: isComplete,
      energy: energy, acceleratorCount: acceleratorCount ?? 0, overhead: nil)
    job.origin = MeasurementOrigin(kind: kind.rawValue, file: file)
    job.training = training
    job.training?.acceleratorName = training?.acceleratorName ?? products.only
    job.training?.acceleratorCount = training?.acceleratorCount ?? acceleratorCount
    job.phases = phases
    job.alternatives = alternatives
    job.notes = notes + warnings
    job.curve = PowerCurve(summing: curves)
    job.gaps = gaps
    return ForeignLog.Job(
      name: name, job: job, acceleratorCount: acceleratorCount, products: products, country: country, pue: pue,
      warnings: warnings, curves: curves)
  }
}

extension PowerCurve {
  /// The most points of a curve that a record holds.
  private static let largestPointCount = 512

  /// The sum of devices as means of equal spans; nil without devices.
  ///
  /// Within a span a device has the mean of its readings there, and without any the last one before.
  init?(summing curves: [ForeignLog.DeviceCurve]) {
    guard let first = curves.compactMap(\.times.first).min(), let last = curves.compactMap(\.times.last).max(),
      let longest = curves.map(\.times.count).max(), last > first
    else { return nil }
    let count = max(1, min(Self.largestPointCount, longest - 1))
    let spacing = (last - first) / Double(count)
    var sums = [Double](repeating: 0, count: count)
    for curve in curves {
      var totals = [Double](repeating: 0, count: count)
      var readings = [Int](repeating: 0, count: count)
      for (time, watts) in zip(curve.times, curve.watts) {
        let index = min(count - 1, Int((time - first) / spacing))
        totals[index] += Double(watts)
        readings[index] += 1
      }
      var held = curve.watts.first.map(Double.init) ?? 0
      for index in 0..<count {
        if readings[index] > 0 { held = totals[index] / Double(readings[index]) }
        sums[index] += held
      }
    }
    self.init(spacing: Seconds(spacing), power: sums.map { Watts($0) })
  }
}

extension Array {
  /// The one element; nil where there are none or several.
  var only: Element? { count == 1 ? self[0] : nil }
}
