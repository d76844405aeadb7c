public import Quantities

/// What a run uses up, predicted or measured: the one type that everything that costs money reads.
public struct RunUsage: Sendable, Equatable {
  /// How many accelerators run at once; nil when only the accelerator time was given.
  public var acceleratorCount: Int?
  /// The time on the clock; nil when unknown.
  public var wallTime: Range90<Seconds>?
  /// The time of all accelerators added up.
  public var acceleratorTime: Range90<Seconds>
  /// The energy by domain.
  public var energy: [DomainEnergy]
  /// The data that the run reads; nil when not given.
  public var dataVolume: Bytes?
  /// When it started, in seconds since 1970-01-01 UTC; nil for a prediction.
  public var startedAt: Seconds?
  /// Power over time; nil for a prediction, which draws evenly.
  public var powerCurve: PowerCurve?

  /// A usage; leave out what is not known.
  public init(
    acceleratorCount: Int?, wallTime: Range90<Seconds>?, acceleratorTime: Range90<Seconds>, energy: [DomainEnergy],
    dataVolume: Bytes? = nil
  ) {
    self.acceleratorCount = acceleratorCount
    self.wallTime = wallTime
    self.acceleratorTime = acceleratorTime
    self.energy = energy
    self.dataVolume = dataVolume
  }

  /// The energy of the machines themselves, before cooling and distribution; nil when unknown.
  public var itEnergy: Range90<Joules>? { energy.total }
}

extension PowerOverride {
  /// The energy of accelerators and of the rest of their servers over an accelerator time.
  public func energy(over time: Range90<Seconds>) -> [DomainEnergy] {
    let accelerator = acceleratorPower * utilization
    return [
      DomainEnergy(
        domain: .accelerator, id: "accelerators", energy: time.map { $0 * accelerator }, method: .modelled),
      DomainEnergy(
        domain: .host, id: "hosts", energy: time.map { $0 * (accelerator * (serverFactor - 1) + hostPower) },
        method: .modelled),
    ]
  }
}
