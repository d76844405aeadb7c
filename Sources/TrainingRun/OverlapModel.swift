/// Which domain lies inside which, so that each joule counts once.
///
/// A node meter contains everything; psys contains packages and memory, never a PCIe accelerator; a package contains its
/// cores and uncore; a module contains its GPU and CPU. A container whose energy is unknown contains nothing.
public enum OverlapModel {
  /// The domains with `containedIn` filled in.
  public static func resolve(_ domains: [DomainEnergy]) -> [DomainEnergy] {
    let known = Set(domains.lazy.filter { $0.energy != nil }.map(\.id))
    func first(_ domain: EnergyDomain) -> String? { domains.first { $0.domain == domain && $0.energy != nil }?.id }
    // Of several meters of the whole node the best counts: a counter before an integral.
    let node =
      domains.first { $0.domain == .node && $0.method == .counter && $0.energy != nil }?.id ?? first(.node)
    let module = first(.module)
    let psys = first(.psys)
    return domains.map { domain in
      var resolved = domain
      if let stated = domain.containedIn, known.contains(stated) { return resolved }
      resolved.containedIn =
        switch domain.domain {
        case .node: domain.id == node ? nil : node
        case .module, .host, .network, .accelerator, .psys: node
        case .cpuPackage, .dram: psys ?? module ?? node
        case .cpuCore, .cpuUncore: first(.cpuPackage) ?? psys ?? module ?? node
        }
      return resolved
    }
  }
}
