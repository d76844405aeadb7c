public import Quantities

/// A running job as its observer sees it about once a second.
public struct JobState: Sendable, Equatable {
  /// Time since the job's start.
  public var elapsed: Seconds
  /// Energy of the counted domains so far; nil when unknown.
  public var energy: Joules?
  /// Mean power of the counted domains since the state before; nil when unknown.
  public var power: Watts?
  /// The accelerators that this run counts; those that another run counts are left out.
  public var acceleratorCount: Int
  /// The phase that runs; nil before the first mark.
  public var phase: String?
  /// What the job reported of its progress, and what follows from it.
  public var projection: ProgressProjection

  /// A state.
  public init(
    elapsed: Seconds, energy: Joules?, power: Watts? = nil, acceleratorCount: Int = 0, phase: String? = nil,
    projection: ProgressProjection = ProgressProjection()
  ) {
    self.elapsed = elapsed
    self.energy = energy
    self.power = power
    self.acceleratorCount = acceleratorCount
    self.phase = phase
    self.projection = projection
  }
}

/// What an observer wants to happen to a job.
public enum JobVerdict: Sendable, Equatable {
  /// Nothing.
  case goOn
  /// SIGTERM.
  case stop
}
