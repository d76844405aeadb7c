import HardwareProfiles
import Quantities

extension AcceleratorSummary {
  var json: JSONValue {
    [
      "id": .string(head.id), "name": .string(head.name), "vendor": .string(vendor), "role": .string(role.rawValue),
      "form_factor": .string(formFactor), "released": .string(released),
      "aliases": .array(head.aliases.map(JSONValue.string)), "pci": .array(pciIdentities.map { .string($0.text) }),
      "peak_dense_flops_per_second": .object(
        Precision.allCases.compactMap { precision in
          peakDense[precision].map { JSONValue.Member(precision.rawValue, .number($0.value)) }
        }),
      "memory_bytes": .number(memoryCapacity.value), "memory_bytes_per_second": JSONValue(memoryBandwidth?.value),
      "nameplate_watts": .number(nameplate.value), "idle_watts": JSONValue(idle?.value),
    ]
  }
}

extension NodeSummary {
  var json: JSONValue {
    [
      "id": .string(head.id), "name": .string(head.name), "vendor": .string(vendor), "released": .string(released),
      "aliases": .array(head.aliases.map(JSONValue.string)), "accelerator": .string(accelerator),
      "accelerators": .integer(acceleratorCount), "link": JSONValue(link?.network),
      "link_accelerators": link.map { .integer($0.acceleratorCount) } ?? .null, "network": .string(network),
      "network_cards": networkCardCount.map { .integer($0) } ?? .null,
      "network_card_bytes_per_second": JSONValue(networkCardRate?.value),
      "host_watts": JSONValue(hostPower.map(\.value)), "nameplate_watts": JSONValue(nameplate?.value),
      "price": JSONValue(price?.amount), "currency": JSONValue(price?.currency.code),
    ]
  }
}

extension NetworkSummary {
  var json: JSONValue {
    [
      "id": .string(head.id), "name": .string(head.name), "aliases": .array(head.aliases.map(JSONValue.string)),
      "scope": .string(scope.rawValue), "bytes_per_second_per_direction": .number(bandwidthPerDirection.value),
      "latency_seconds": JSONValue(latency.map(\.value)), "watts_per_accelerator": JSONValue(power.map(\.value)),
    ]
  }
}

extension PCIIdentity {
  var text: String {
    ([vendor, device] + [subsystemDevice].compactMap(\.self)).map { id in
      let digits = String(id, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }.joined(separator: ":")
  }
}
