import HardwareProfiles
import Quantities
import TrainingRun

extension WorkloadModel {
  /// Energy by node power: each accelerator's mean draw, its share of the rest of the node, and of the network.
  mutating func energy(_ wall: Range90<Seconds>) -> (acceleratorPower: Range90<Watts>, domains: [DomainEnergy]) {
    let time = wall * Double(cluster.count)
    func used(_ power: Range90<Watts>) -> Range90<Joules> {
      time.map(\.value).multiplied(by: power.map(\.value)).map { Joules($0) }
    }
    if let override = specification.power {
      let full = override.acceleratorPower * override.utilization
      let power = Range90(exactly: full)
      return (power, [
        DomainEnergy(domain: .accelerator, id: "accelerators", energy: used(power), method: .modelled),
        DomainEnergy(
          domain: .host, id: "hosts", energy: used(Range90(exactly: full * (override.serverFactor - 1))), method: .modelled),
      ])
    }
    let figures = profile.power
    let power = figures.trainingShare.value.map { figures.nameplate.value * $0 }
    assume(
      "power.accelerator_watts",
      "\(power.mid.formatted) (\(power.low.formatted) to \(power.high.formatted))",
      "profile \(profile.id): \(figures.trainingShare.source.title), \(figures.trainingShare.source.date)")
    assume(
      "power.host_watts_per_accelerator", figures.host.value.mid.formatted,
      "profile \(profile.id): \(figures.host.source.title), \(figures.host.source.date)")
    var domains = [
      DomainEnergy(domain: .accelerator, id: "accelerators", energy: used(power), method: .modelled),
      DomainEnergy(domain: .host, id: "hosts", energy: used(figures.host.value), method: .modelled),
    ]
    if cluster.nodes > 1, let network {
      domains.append(
        DomainEnergy(domain: .network, id: network.id, energy: used(network.power.value), method: .modelled))
    }
    return (power, domains)
  }
}
