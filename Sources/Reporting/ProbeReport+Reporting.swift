public import AcceleratorProbe
import HardwareProfiles
import Quantities
import TrainingRun

extension ProbeReport {
  /// The report of `probe`.
  public var report: Report {
    var blocks: [Report.Block] = []
    var table = TextTable([
      .init("Address"), .init("Device"), .init("Profile"), .init("Role"), .init("Driver"), .init("NUMA", .right),
      .init("Link"), .init("Power", .right),
    ])
    for accelerator in accelerators {
      let device = accelerator.device
      table.add(
        device.address.description, accelerator.title, accelerator.profileID ?? "none", accelerator.role.rawValue,
        device.driver ?? "none", device.numaNode.map(String.init) ?? "", device.link?.text ?? "unknown",
        accelerator.power?.text ?? "unknown")
    }
    if let busMissingReason {
      blocks.append(.text("no PCI bus: \(busMissingReason)"))
    } else if accelerators.isEmpty {
      let managed = offBus.isEmpty ? "" : "; NVML alone shows \(offBus.count)"
      blocks.append(.text("no accelerator among \(functionCount) PCI functions\(managed)"))
    } else {
      let boards = boards
      blocks.append(.text(summary(of: boards)))
      blocks.append(.table(table))
      if boards.contains(where: { $0.functions.count > 1 || $0.partitions != nil }) {
        blocks.append(.table(Self.table(of: boards)))
      }
      blocks += notes("power unknown", accelerators.map { ($0.device, $0.powerMissingReason) })
      blocks += notes("read in part", accelerators.map { ($0.device, $0.device.partialReason) })
    }
    if !offBus.isEmpty { blocks.append(.table(offBusTable)) }
    if !skipped.isEmpty {
      var table = TextTable([.init("Skipped"), .init("Device"), .init("Reason")])
      for device in skipped { table.add(device.device.address.description, device.title, device.reason.rawValue) }
      blocks.append(.table(table))
    }
    // What an accelerator's own note says already is said once.
    let noted = Set(
      accelerators.compactMap { accelerator in
        accelerator.device.partialReason.map { "\(accelerator.device.address): \($0)" }
      })
    for warning in warnings where !noted.contains(warning) { blocks.append(.text("warning: \(warning)")) }
    let json: JSONValue = [
      "schema_version": 1, "accelerators": .array(acceleratorMembers), "skipped": .array(skipped.map(\.json)),
      "off_bus": .array(offBus.map { .object($0.members) }), "boards": .array(boards.map(\.json)),
      "board_count": .integer(boards.count),
      "total_power_watts": JSONValue(totalPower?.watts.value),
      "total_power_boards": .integer(totalPower?.boards ?? 0),
      "functions": .integer(functionCount), "bus_missing_reason": JSONValue(busMissingReason),
      "warnings": .array(warnings.map(JSONValue.string)),
    ]
    return Report(blocks: blocks, json: json, csv: csvTable)
  }

  /// GPUs that the management library shows and the bus does not.
  private var offBusTable: TextTable {
    var table = TextTable([
      .init("Shown by NVML alone"), .init("Device"), .init("Profile"), .init("Power", .right),
    ])
    for accelerator in offBus {
      table.add(
        accelerator.device.address.description, accelerator.title, accelerator.profileID ?? "none",
        accelerator.power?.text ?? "unknown")
    }
    return table
  }

  /// One row a device, skipped ones and those off the bus too, with plain numbers in the units of their columns.
  private var csvTable: TextTable {
    var table = TextTable([
      .init("pci_address"), .init("device"), .init("profile"), .init("role"), .init("skipped_reason"), .init("board"),
      .init("driver"), .init("numa_node"), .init("speed_gts"), .init("width"), .init("max_speed_gts"),
      .init("max_width"), .init("power_watts"), .init("limit_watts"), .init("energy_joules"),
      .init("power_missing_reason"),
    ])
    func add(_ device: PCIDevice, _ title: String, _ own: [String], _ power: DevicePower?, _ reason: String?) {
      let link = device.link
      table.rows.append(
        [device.address.description, title] + own
          + [
            device.driver ?? "", device.numaNode.map(String.init) ?? "", TextTable.bare(link?.speed),
            link?.width.map(String.init) ?? "", TextTable.bare(link?.maximumSpeed),
            link?.maximumWidth.map(String.init) ?? "",
            TextTable.bare(power?.watts?.value), TextTable.bare(power?.limit?.value),
            TextTable.bare(power?.energy?.value), reason ?? "",
          ])
    }
    let ids = boardIDs
    for accelerator in allAccelerators {
      add(
        accelerator.device, accelerator.title,
        [accelerator.profileID ?? "", accelerator.role.rawValue, "", ids[accelerator.device.address] ?? ""],
        accelerator.power, accelerator.powerMissingReason)
    }
    for device in skipped {
      add(device.device, device.title, ["", "", device.reason.rawValue, ""], nil, nil)
    }
    return table
  }

  /// `8 boards, 16 devices; 3.2 kW now over 8 boards`
  private func summary(of boards: [AcceleratorBoard]) -> String {
    func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
    let devices = boards.count == accelerators.count ? "" : ", \(count(accelerators.count, "device"))"
    let power = totalPower.map { total in
      "; \(total.watts.formatted) now"
        + (total.boards == boards.count ? "" : " over the \(count(total.boards, "board")) that tell it")
    }
    return count(boards.count, "board") + devices + (power ?? "")
  }

  private static func table(of boards: [AcceleratorBoard]) -> TextTable {
    var table = TextTable([
      .init("Board"), .init("Device"), .init("PCI functions"), .init("Split into"), .init("Power", .right),
    ])
    for board in boards {
      table.add(
        board.id, board.name ?? board.vendor ?? "unknown",
        board.functions.map(\.description).joined(separator: ", "),
        board.partitions.map { "\($0.count) \($0.mode ?? "partitions")" } ?? "", board.power?.text ?? "unknown")
    }
    return table
  }

  /// The accelerators with the board that each belongs to.
  private var acceleratorMembers: [JSONValue] {
    let ids = boardIDs
    return accelerators.map { .object($0.members + [.init("board", JSONValue(ids[$0.device.address]))]) }
  }

  /// The board of each function.
  private var boardIDs: [PCIAddress: String] {
    Dictionary(boards.flatMap { board in board.functions.map { ($0, board.id) } }) { first, _ in first }
  }

  /// One line for each reason, with the devices it holds for.
  private func notes(_ title: String, _ reasons: [(device: PCIDevice, reason: String?)]) -> [Report.Block] {
    var order: [String] = []
    var devices: [String: [String]] = [:]
    for (device, reason) in reasons {
      guard let reason else { continue }
      if devices[reason] == nil { order.append(reason) }
      devices[reason, default: []].append(device.address.description)
    }
    return order.map { reason in
      let all = devices[reason] ?? []
      let named = all.count <= 3 ? all.joined(separator: ", ") : "\(all[0]) and \(all.count - 1) more"
      return .text("\(title), \(named): \(reason)")
    }
  }
}

extension ProbedAccelerator {
  fileprivate var title: String { name ?? [vendor, device.ids].compactMap(\.self).joined(separator: " ") }

  var members: [JSONValue.Member] {
    device.members + [
      .init("vendor", JSONValue(vendor)),
      .init("device", JSONValue(name)),
      .init("profile", JSONValue(profileID)),
      .init("role", .string(role.rawValue)),
      .init("driver", JSONValue(device.driver)),
      .init("numa_node", JSONValue(device.numaNode)),
      .init("iommu_group", JSONValue(device.iommuGroup)),
      .init("virtual_function", .bool(device.isVirtualFunction)),
      .init("physical_function", JSONValue(device.physicalFunction?.description)),
      .init("runtime_status", JSONValue(device.runtimeStatus?.rawValue)),
      .init("link", device.link?.json ?? .null),
      .init("power", power?.json ?? .null),
      .init("power_missing_reason", JSONValue(powerMissingReason)),
      .init("temperature_celsius", JSONValue(power?.temperature?.value)),
      .init("partial_reason", JSONValue(device.partialReason)),
    ]
  }
}

extension AcceleratorBoard {
  fileprivate var id: String { functions[0].description }

  fileprivate var json: JSONValue {
    [
      "id": .string(id), "functions": .array(functions.map { .string($0.description) }), "vendor": JSONValue(vendor),
      "device": JSONValue(name), "profile": JSONValue(profileID), "role": .string(role.rawValue),
      "partition_mode": JSONValue(partitions?.mode), "partitions": partitions.map { .integer($0.count) } ?? .null,
      "power": power?.json ?? .null, "power_missing_reason": JSONValue(powerMissingReason),
    ]
  }
}

extension SkippedDevice {
  fileprivate var title: String { name ?? [vendor, device.ids].compactMap(\.self).joined(separator: " ") }

  fileprivate var json: JSONValue {
    .object(
      device.members + [
        .init("vendor", JSONValue(vendor)), .init("device", JSONValue(name)), .init("driver", JSONValue(device.driver)),
        .init("reason", .string(reason.rawValue)),
      ])
  }
}

extension PCIDevice {
  fileprivate var ids: String {
    "[\(vendorID?.fourHexDigits ?? "????"):\(deviceID?.fourHexDigits ?? "????")]"
  }

  fileprivate var members: [JSONValue.Member] {
    [
      .init("pci_address", .string(address.description)),
      .init("class", JSONValue(classCode?.fourHexDigits)),
      .init("vendor_id", JSONValue(vendorID?.fourHexDigits)),
      .init("device_id", JSONValue(deviceID?.fourHexDigits)),
      .init("subsystem_vendor_id", JSONValue(subsystemVendorID?.fourHexDigits)),
      .init("subsystem_device_id", JSONValue(subsystemDeviceID?.fourHexDigits)),
      .init("revision", JSONValue(revision?.twoHexDigits)),
    ]
  }
}

extension PCILink {
  var text: String {
    func side(_ speed: Double?, _ width: Int?) -> String? {
      guard speed != nil || width != nil else { return nil }
      return "\(speed.map { NumberFormat.significant($0) } ?? "?") GT/s x\(width.map(String.init) ?? "?")"
    }
    let best = side(maximumSpeed, maximumWidth).map { " of \($0)" } ?? ""
    return (side(speed, width) ?? "unknown") + best + (isDegraded ? ", degraded" : "")
  }

  fileprivate var json: JSONValue {
    [
      "speed_gts": JSONValue(speed), "width": JSONValue(width), "max_speed_gts": JSONValue(maximumSpeed),
      "max_width": JSONValue(maximumWidth), "degraded": .bool(isDegraded),
    ]
  }
}

extension DevicePower {
  var text: String {
    let now = watts?.formatted ?? "unknown"
    return limit.map { "\(now) of \($0.formatted)" } ?? now
  }

  fileprivate var json: JSONValue {
    [
      "watts": JSONValue(watts?.value), "limit_watts": JSONValue(limit?.value), "source": .string(source),
      "method": .string(method.rawValue), "energy_joules": JSONValue(energy?.value),
    ]
  }
}
