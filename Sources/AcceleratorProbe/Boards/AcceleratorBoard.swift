public import HardwareProfiles
public import Quantities

/// One board: a card, module or package, however many devices software sees of it.
///
/// Boards are what is bought, powered and cooled, so boards are counted and their power is summed. Two dies of an
/// MI250X, a physical function and its virtual ones, and the partitions of an MI300 are one board each.
public struct AcceleratorBoard: Sendable, Equatable {
  /// Its PCI functions. The first one reports the power of all.
  public var functions: [PCIAddress]
  /// The id of the matching hardware profile; nil when none matches.
  public var profileID: String?
  /// What it is made for.
  public var role: AcceleratorRole
  /// The maker's name; nil when nobody knows it.
  public var vendor: String?
  /// The name of the kind; nil when nobody knows it.
  public var name: String?
  /// How software has split it; nil when it is whole.
  public var partitions: BoardTopology.Partitions?
  /// What its sensors tell; nil with a reason in `powerMissingReason`.
  public var power: DevicePower?
  /// Why there is no power figure, in words that a user can act on.
  public var powerMissingReason: String?
}

extension ProbeReport {
  /// The boards in order of their first function's address.
  public var boards: [AcceleratorBoard] {
    groups.map { indices in
      let first = accelerators[indices[0]]
      let members = indices.map { accelerators[$0] }
      let partitions = members.lazy.compactMap { self.topology.partitions[$0.device.address] }.first
      return AcceleratorBoard(
        functions: members.map(\.device.address), profileID: first.profileID, role: first.role, vendor: first.vendor,
        name: first.name, partitions: partitions.flatMap { $0.count > 1 || $0.mode == "MIG" ? $0 : nil },
        power: members.lazy.compactMap(\.power).first,
        powerMissingReason: members.contains { $0.power != nil } ? nil : first.powerMissingReason)
    }
  }

  /// The power of all boards that tell it, and how many these are; nil when none does.
  public var totalPower: (watts: Watts, boards: Int)? {
    let known = boards.compactMap { $0.power?.watts }
    return known.isEmpty ? nil : (known.reduce(.zero) { Watts($0.value + $1.value) }, known.count)
  }

  /// The indices of the accelerators of each board, the one that reports its power first.
  var groups: [[Int]] {
    var taken: Set<Int> = []
    var groups: [[Int]] = []
    let indices = Dictionary(uniqueKeysWithValues: accelerators.enumerated().map { ($1.device.address, $0) })
    for (index, accelerator) in accelerators.enumerated() where !taken.contains(index) {
      let group = members(ofBoardOf: accelerator, at: index, indices, taken: taken)
      taken.formUnion(group)
      groups.append(group)
    }
    return groups.sorted { accelerators[$0[0]].device.address < accelerators[$1[0]].device.address }
  }

  private func members(
    ofBoardOf accelerator: ProbedAccelerator, at index: Int, _ indices: [PCIAddress: Int], taken: Set<Int>
  ) -> [Int] {
    // A physical function and its virtual ones, wherever on the bus it lies.
    let physical = accelerator.device.physicalFunction ?? accelerator.device.address
    let virtual = accelerators.indices.filter { accelerators[$0].device.physicalFunction == physical }
    if !virtual.isEmpty { return ([indices[physical]].compactMap(\.self) + virtual).filter { !taken.contains($0) } }
    guard accelerator.functionsPerBoard > 1 else { return [index] }
    // Dies of one package: the driver knows, else neighbours on the bus are.
    if let mate = topology.packageMates[accelerator.device.address], let other = indices[mate], !taken.contains(other),
      topology.packageMates[mate] == accelerator.device.address
    {
      return [index, other].sorted()
    }
    let rest = accelerators.indices.filter { other in
      let candidate = accelerators[other]
      return other >= index && !taken.contains(other) && candidate.profileID == accelerator.profileID
        && candidate.device.deviceID == accelerator.device.deviceID
        && candidate.device.address.domain == accelerator.device.address.domain
        && candidate.device.numaNode == accelerator.device.numaNode
        && (other == index || topology.packageMates[candidate.device.address] == nil)
    }
    return Array(rest.prefix(accelerator.functionsPerBoard))
  }

  /// Takes the figures of all but one function of each board away, lest a board count twice.
  mutating func keepOnePowerFigureABoard() {
    for group in groups where group.count > 1 {
      // Some drivers show the other dies at 0 W.
      let reporter = group.first { (accelerators[$0].power?.isAboveZero) ?? false } ?? group[0]
      let address = accelerators[reporter].device.address
      for index in group where index != reporter {
        accelerators[index].power = nil
        accelerators[index].powerMissingReason =
          accelerators[reporter].power == nil
          ? "it shares a board with \(address), whose power is not known either"
          : "it shares a board with \(address), which reports the power of the whole board"
      }
    }
  }
}

extension DevicePower {
  fileprivate var isAboveZero: Bool { (watts ?? .zero) > .zero || (energy ?? .zero) > .zero }
}
