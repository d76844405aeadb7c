public import Quantities

/// A job that was run and metered.
public struct MeasuredJob: Sendable, Equatable, Codable {
  /// The command line with secrets masked; empty when the user asked not to store it.
  public var command: [String]
  /// The child's exit code; nil when a signal ended it or nobody saw it end.
  public var exitCode: Int32?
  /// The signal that ended the child; nil when it exited.
  public var signal: Int32?
  /// When it started, in seconds since 1970-01-01 UTC.
  public var startedAt: Double
  /// The time on the clock from start to end.
  public var wallTime: Seconds
  /// False when the measurement stopped before the job did.
  public var isComplete: Bool
  /// The energy by domain, of what this run counts.
  public var energy: [DomainEnergy]
  /// Devices that are not the job's or that another run counts: listed, never in a total.
  public var others: [DomainEnergy] = []
  /// How many accelerators were the job's.
  public var acceleratorCount: Int
  /// The names of the accelerators where they are of several kinds, each once; nil where all are of one.
  public var acceleratorKinds: [String]?
  /// The time of all accelerators added up, where they did not all run from start to end; nil where they did.
  public var acceleratorTime: Seconds?
  /// The host it ran on; nil when unknown.
  public var node: String?
  /// What the processors did for the job; nil when unknown.
  public var processor: ProcessorShare?
  /// Phases that the job marked, in order.
  public var phases: [JobPhase] = []
  /// The share of its work that the job reported last, 0 to 1.
  public var progress: Double?
  /// Times without readings.
  public var gaps: [SamplingGap] = []
  /// Power over time; nil when nothing was metered.
  public var curve: PowerCurve?
  /// The energy by other rules, beside the one that counts.
  public var alternatives: [EnergyAlternative] = []
  /// How far training came and how fast; nil when nothing told.
  public var training: MeasuredTraining?
  /// The log that the job was read from; nil when this program measured it.
  public var origin: MeasurementOrigin?
  /// Ids of the runs that this one was merged from.
  public var mergedFrom: [String] = []
  /// What a reader should know, in words.
  public var notes: [String] = []
  /// What measuring itself cost; nil where another tool measured.
  public var overhead: Overhead?

  /// What measuring itself cost.
  public struct Overhead: Sendable, Equatable, Codable {
    /// Processor time of this program, without the job's.
    public var processorTime: Seconds
    /// Its largest resident memory.
    public var peakResidentMemory: Bytes

    /// A cost of measuring.
    public init(processorTime: Seconds, peakResidentMemory: Bytes) {
      self.processorTime = processorTime
      self.peakResidentMemory = peakResidentMemory
    }
  }

  /// A measured job; what is not given here is unknown or none, and can be set afterwards.
  public init(
    command: [String], exitCode: Int32?, signal: Int32?, startedAt: Double, wallTime: Seconds, isComplete: Bool,
    energy: [DomainEnergy], acceleratorCount: Int, overhead: Overhead?
  ) {
    self.command = command
    self.exitCode = exitCode
    self.signal = signal
    self.startedAt = startedAt
    self.wallTime = wallTime
    self.isComplete = isComplete
    self.energy = energy
    self.acceleratorCount = acceleratorCount
    self.overhead = overhead
  }

  private enum CodingKeys: CodingKey {
    case command, exitCode, signal, startedAt, wallTime, isComplete, energy, others, acceleratorCount, acceleratorKinds,
      acceleratorTime, node, processor, phases, progress, gaps, curve, alternatives, training, origin, mergedFrom,
      notes, overhead
  }

  /// Decodes a job; records of earlier versions lack what those did not know.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func list<Element: Decodable>(_ key: CodingKeys) throws -> [Element] {
      try container.decodeIfPresent([Element].self, forKey: key) ?? []
    }
    command = try container.decode([String].self, forKey: .command)
    exitCode = try container.decodeIfPresent(Int32.self, forKey: .exitCode)
    signal = try container.decodeIfPresent(Int32.self, forKey: .signal)
    startedAt = try container.decode(Double.self, forKey: .startedAt)
    wallTime = try container.decode(Seconds.self, forKey: .wallTime)
    isComplete = try container.decode(Bool.self, forKey: .isComplete)
    energy = try container.decode([DomainEnergy].self, forKey: .energy)
    others = try list(.others)
    acceleratorCount = try container.decode(Int.self, forKey: .acceleratorCount)
    acceleratorKinds = try container.decodeIfPresent([String].self, forKey: .acceleratorKinds)
    acceleratorTime = try container.decodeIfPresent(Seconds.self, forKey: .acceleratorTime)
    node = try container.decodeIfPresent(String.self, forKey: .node)
    processor = try container.decodeIfPresent(ProcessorShare.self, forKey: .processor)
    phases = try list(.phases)
    progress = try container.decodeIfPresent(Double.self, forKey: .progress)
    gaps = try list(.gaps)
    curve = try container.decodeIfPresent(PowerCurve.self, forKey: .curve)
    alternatives = try list(.alternatives)
    training = try container.decodeIfPresent(MeasuredTraining.self, forKey: .training)
    origin = try container.decodeIfPresent(MeasurementOrigin.self, forKey: .origin)
    mergedFrom = try list(.mergedFrom)
    notes = try list(.notes)
    overhead = try container.decodeIfPresent(Overhead.self, forKey: .overhead)
  }

  /// False for a job whose measurement was killed before anything was noted: then its time is unknown, not zero.
  public var hasKnownTime: Bool { isComplete || wallTime > .zero }

  /// What the job used up.
  public var usage: RunUsage {
    var usage = RunUsage(
      acceleratorCount: acceleratorCount, wallTime: Range90(exactly: wallTime),
      acceleratorTime: Range90(exactly: acceleratorTime ?? wallTime * Double(acceleratorCount)), energy: energy)
    usage.startedAt = Seconds(startedAt)
    usage.powerCurve = curve
    return usage
  }
}
