public import HardwareProfiles
public import Quantities
public import TrainingRun

/// Energy by node power: each accelerator's mean draw, its share of the rest of the node, and of the network.
public struct PowerModel: Sendable {
  let profile: AcceleratorProfile
  /// Nil for a run within one node.
  let network: NetworkProfile?

  /// What a time of accelerators draws.
  public struct Result: Sendable {
    /// Mean power of one accelerator.
    public var acceleratorPower: Range90<Watts>
    /// Energy by domain.
    public var domains: [DomainEnergy]
    /// What was assumed.
    public var assumptions: [Assumption]
  }

  /// A model of an accelerator, and of the network between nodes where a run spans several.
  public init(profile: AcceleratorProfile, network: NetworkProfile?) {
    self.profile = profile
    self.network = network
  }

  /// The energy over an accelerator time; time and power are taken as independent.
  public func energy(over time: Range90<Seconds>) -> Result {
    let figures = profile.power
    let power = figures.trainingShare.value.map { figures.nameplate.value * $0 }
    var domains = [
      domain(.accelerator, "accelerators", power, time), domain(.host, "hosts", figures.host.value, time),
    ]
    if let network { domains.append(domain(.network, network.id, network.power.value, time)) }
    return Result(
      acceleratorPower: power, domains: domains,
      assumptions: [
        assumption("power.accelerator_watts", power, figures.trainingShare.source),
        assumption("power.host_watts_per_accelerator", figures.host.value, figures.host.source),
      ])
  }

  private func domain(
    _ domain: EnergyDomain, _ id: String, _ power: Range90<Watts>, _ time: Range90<Seconds>
  ) -> DomainEnergy {
    let joules = time.map(\.value).multiplied(by: power.map(\.value))
    return DomainEnergy(domain: domain, id: id, energy: joules.map { Joules($0) }, method: .modelled)
  }

  private func assumption(_ key: String, _ power: Range90<Watts>, _ source: Source) -> Assumption {
    Assumption(
      key: key, value: power.mid.formatted + (power.formattedBounds.map { " (\($0))" } ?? ""),
      source: "profile \(profile.id): \(source.title), \(source.date)")
  }
}
