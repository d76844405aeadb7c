public import HardwareProfiles
public import Quantities
public import TrainingRun

/// Energy by node power: each accelerator's mean draw, its share of the rest of the node, and of the network.
///
/// An accelerator draws its busy power while kernels run, a waiting power while a job holds it and none run, and halfway
/// between while kernels only exchange data. A power limit cuts the busy power and slows the kernels.
public struct PowerModel: Sendable {
  let profile: AcceleratorProfile
  /// Nil for a run within one node.
  let network: NetworkProfile?
  /// The limit that the operator has set on each accelerator; nil for the maker's.
  let limit: Watts?

  /// What a time of accelerators draws.
  public struct Result: Sendable {
    /// Mean power of one accelerator.
    public var acceleratorPower: Range90<Watts>
    /// Energy by domain.
    public var domains: [DomainEnergy]
    /// What was assumed.
    public var assumptions: [Assumption]
  }

  /// A model of an accelerator, of the network between nodes where a run spans several, and of a power limit if one is set.
  public init(profile: AcceleratorProfile, network: NetworkProfile?, limit: Watts? = nil) {
    self.profile = profile
    self.network = network
    self.limit = limit
  }

  /// The energy over an accelerator time; time and power are taken as independent.
  public func energy(over time: Range90<Seconds>, activity: AcceleratorActivity = .busy) -> Result {
    let figures = profile.power
    let power = self.power(activity)
    var domains = [
      domain(.accelerator, "accelerators", power, time), domain(.host, "hosts", figures.host.value, time),
    ]
    var assumptions = [
      assumption("power.accelerator_watts", power, figures.trainingShare.source),
      assumption("power.host_watts_per_accelerator", figures.host.value, figures.host.source),
    ]
    if let network {
      domains.append(domain(.network, network.id, network.power.value, time))
      assumptions.append(
        Assumption(
          key: "power.network_watts_per_accelerator", value: network.power.value.formattedWithBounds,
          source: "profile \(network.id): \(network.power.source.title), \(network.power.source.date)"))
    }
    return Result(acceleratorPower: power, domains: domains, assumptions: assumptions)
  }

  /// The mean power of one accelerator.
  public func power(_ activity: AcceleratorActivity) -> Range90<Watts> {
    let busy = limitedBusyPower
    let waiting = waitingPower.map { min($0, busy.low) }
    func mean(_ computing: Double, _ busy: Watts, _ waiting: Watts) -> Watts {
      busy * computing + (busy + waiting) * (activity.exchanging / 2)
        + waiting * max(0, 1 - computing - activity.exchanging)
    }
    return Range90(
      low: mean(activity.computing.low, busy.low, waiting.low),
      mid: mean(activity.computing.mid, busy.mid, waiting.mid),
      high: mean(activity.computing.high, busy.high, waiting.high))
  }

  /// How fast kernels run under the limit, as a share of their full speed: above the waiting power, draw goes with the
  /// square of the clock. Fitted on 135 runs of BERT and ResNet-50 below their free draw on V100, A40, RTX 6000 and P100
  /// (Zeus, NSDI 2023, `summary_power_*.csv`): exponents of 0.31 to 0.53 by accelerator, 0.5 taken.
  public var speed: Double {
    let free = freeBusyPower.mid
    let waiting = waitingPower.mid
    guard let limit, limit < free, waiting < free else { return 1 }
    return max(Self.leastShare, (limit - waiting) / (free - waiting)).squareRoot()
  }

  /// What an accelerator at its lowest clock draws of the span between waiting and free draw, which no limit takes from it:
  /// an A40 held to 100 W, 20 above its waiting power, draws 104 to 119 (the same runs).
  private static let leastShare = 0.1

  /// The draw at the lowest clock, below which a limit is not kept.
  var leastBusyPower: Watts {
    let waiting = waitingPower.mid
    return waiting + max(freeBusyPower.mid - waiting, .zero) * Self.leastShare
  }

  private var freeBusyPower: Range90<Watts> {
    let figures = profile.power
    return figures.trainingShare.value.map { figures.nameplate.value * $0 }
  }

  /// A limit that binds is an upper bound of the draw, which the same runs kept at 0.88 to 0.99 of it.
  private var limitedBusyPower: Range90<Watts> {
    let free = freeBusyPower
    guard let limit else { return free }
    if limit < leastBusyPower {
      return Range90(
        low: min(free.low, leastBusyPower * 0.9), mid: min(free.mid, leastBusyPower),
        high: min(free.high, leastBusyPower * 1.15))
    }
    return Range90(low: min(free.low, limit * 0.88), mid: min(free.mid, limit * 0.96), high: min(free.high, limit))
  }

  /// Without a figure of its own, an accelerator waits at the share that V100 and P100 (0.14 and 0.15), RTX 6000 (0.22)
  /// and A40 (0.28) show under a job that hardly uses them (NCF in the Zeus traces).
  private var waitingPower: Range90<Watts> {
    profile.power.waiting?.value ?? Range90(low: 0.13, mid: 0.2, high: 0.3).map { profile.power.nameplate.value * $0 }
  }

  private func domain(
    _ domain: EnergyDomain, _ id: String, _ power: Range90<Watts>, _ time: Range90<Seconds>
  ) -> DomainEnergy {
    let joules = time.map(\.value).multiplied(by: power.map(\.value))
    return DomainEnergy(domain: domain, id: id, energy: joules.map { Joules($0) }, method: .modelled)
  }

  private func assumption(_ key: String, _ power: Range90<Watts>, _ source: Source) -> Assumption {
    Assumption(
      key: key, value: power.formattedWithBounds,
      source: "profile \(profile.id): \(source.title), \(source.date)")
  }
}
