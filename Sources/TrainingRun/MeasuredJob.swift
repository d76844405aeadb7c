public import Quantities

/// A job that was run and metered.
public struct MeasuredJob: Sendable, Equatable, Codable {
  /// The command line with secrets masked; empty when the user asked not to store it.
  public var command: [String]
  /// The child's exit code; nil when a signal ended it.
  public var exitCode: Int32?
  /// The signal that ended the child; nil when it exited.
  public var signal: Int32?
  /// When it started, in seconds since 1970-01-01 UTC.
  public var startedAt: Double
  /// The time on the clock from start to end.
  public var wallTime: Seconds
  /// False when the measurement stopped before the job did.
  public var isComplete: Bool
  /// The energy by domain.
  public var energy: [DomainEnergy]
  /// How many accelerators were metered or found.
  public var acceleratorCount: Int
  /// What measuring itself cost.
  public var overhead: Overhead

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

  /// A measured job.
  public init(
    command: [String], exitCode: Int32?, signal: Int32?, startedAt: Double, wallTime: Seconds, isComplete: Bool,
    energy: [DomainEnergy], acceleratorCount: Int, overhead: Overhead
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

  /// What the job used up.
  public var usage: RunUsage {
    RunUsage(
      acceleratorCount: acceleratorCount, wallTime: Range90(exactly: wallTime),
      acceleratorTime: Range90(exactly: wallTime * Double(acceleratorCount)), energy: energy)
  }
}
