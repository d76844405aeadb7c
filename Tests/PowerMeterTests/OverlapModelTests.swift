import PowerMeter
import Quantities
import Testing
import TrainingRun

@Suite struct OverlapModelTests {
  private func domain(_ domain: EnergyDomain, _ joules: Double?, in container: String? = nil) -> DomainEnergy {
    DomainEnergy(
      domain: domain, id: domain.rawValue, energy: joules.map { Range90(exactly: Joules($0)) },
      method: joules == nil ? .missing : .counter, containedIn: container)
  }

  @Test(
    arguments: [
      // psys holds package and memory, the package its cores; the accelerator stands beside.
      ([(.accelerator, 3000), (.cpuPackage, 1500), (.cpuCore, 900), (.dram, 200), (.psys, 2600)], 5600),
      ([(.cpuPackage, 1500), (.cpuCore, 900), (.dram, 200)], 1700),
      ([(.node, 9000), (.accelerator, 3000), (.psys, 2600), (.cpuPackage, 1500)], 9000),
      // A container that cannot be read contains nothing.
      ([(.psys, nil), (.cpuPackage, 1500), (.dram, 200)], 1700),
      ([(.cpuCore, 900)], 900),
    ] as [([(EnergyDomain, Double?)], Double)])
  func `the total counts each joule once`(parts: [(EnergyDomain, Double?)], total: Double) {
    let resolved = OverlapModel.resolve(parts.map { domain($0.0, $0.1) })
    #expect(resolved.total?.mid == Joules(total))
  }

  @Test(
    arguments: [
      (
        [(.accelerator, 300), (.cpuPackage, nil), (.cpuCore, nil), (.dram, nil), (.psys, nil)],
        [.cpuPackage, .dram, .psys]
      ),
      ([(.accelerator, 300), (.cpuPackage, 150), (.psys, nil)], []),
      ([(.accelerator, nil), (.cpuPackage, 150)], [.accelerator]),
      ([(.node, 900), (.accelerator, nil), (.cpuPackage, nil)], []),
      ([(.node, nil), (.accelerator, 300)], []),
    ] as [([(EnergyDomain, Double?)], [EnergyDomain])])
  func `the total lacks what was not read and lies in nothing that was`(
    parts: [(EnergyDomain, Double?)], lacking: [EnergyDomain]
  ) {
    #expect(parts.map { domain($0.0, $0.1) }.lacking.map(\.domain) == lacking)
  }

  @Test func `nothing known has no total`() {
    #expect(OverlapModel.resolve([domain(.psys, nil)]).total == nil)
  }
}
