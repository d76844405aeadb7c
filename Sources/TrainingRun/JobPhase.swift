public import Quantities

/// A named part of a job, from one mark to the next.
public struct JobPhase: Sendable, Equatable, Codable {
  /// The name that the job gave it.
  public var name: String
  /// When it began, from the start of the job.
  public var start: Seconds
  /// How long it took.
  public var duration: Seconds
  /// The energy of the counted domains; nil when unknown.
  public var energy: Joules?
  /// By how much that may be off, half of its 90 % range; nil when unknown.
  public var energyDoubt: Joules?
  /// The accelerators' part of it; nil when unknown.
  public var acceleratorEnergy: Joules?

  /// A phase.
  public init(
    name: String, start: Seconds, duration: Seconds, energy: Joules?, energyDoubt: Joules? = nil,
    acceleratorEnergy: Joules?
  ) {
    self.name = name
    self.start = start
    self.duration = duration
    self.energy = energy
    // Nothing is known of how far off an unknown energy is.
    self.energyDoubt = energy == nil ? nil : energyDoubt
    self.acceleratorEnergy = acceleratorEnergy
  }
}

/// A time in which no sensor was read although it should have been: the machine was busy or asleep.
public struct SamplingGap: Sendable, Equatable, Codable {
  /// When it began, from the start of the job.
  public var start: Seconds
  /// How long it lasted.
  public var duration: Seconds

  /// A gap.
  public init(start: Seconds, duration: Seconds) {
    self.start = start
    self.duration = duration
  }
}

/// The energy of the processors by what they did for the job.
public struct ProcessorShare: Sendable, Equatable, Codable {
  /// Processor time of the job and its children.
  public var jobTime: Seconds
  /// Processors that the job may use.
  public var allocatedProcessors: Int
  /// Processors of the machine.
  public var processors: Int
  /// Energy of packages and memory over the job; nil when unknown.
  public var total: Joules?
  /// The part in which the job ran: its share of all processor time.
  public var active: Joules?
  /// The part in which processors that it may use stood idle.
  public var allocatedIdle: Joules?

  /// A share.
  public init(
    jobTime: Seconds, allocatedProcessors: Int, processors: Int, total: Joules?, active: Joules?,
    allocatedIdle: Joules?
  ) {
    self.jobTime = jobTime
    self.allocatedProcessors = allocatedProcessors
    self.processors = processors
    self.total = total
    self.active = active
    self.allocatedIdle = allocatedIdle
  }
}

/// Power over time, as means of equal spans.
public struct PowerCurve: Sendable, Equatable, Codable {
  /// The time that one point stands for.
  public var spacing: Seconds
  /// Mean power of the counted domains, point after point.
  public var power: [Watts]

  /// A curve.
  public init(spacing: Seconds, power: [Watts]) {
    self.spacing = spacing
    self.power = power
  }
}

/// The energy of a job by another rule than the integral over its time.
public struct EnergyAlternative: Sendable, Equatable, Codable {
  /// The rule's name: `mlperf`, `run_window`, `whole_log`.
  public var rule: String
  /// The energy by it.
  public var energy: Joules
  /// What the rule is, for people.
  public var note: String

  /// An energy and its rule.
  public init(rule: String, energy: Joules, note: String) {
    self.rule = rule
    self.energy = energy
    self.note = note
  }
}
