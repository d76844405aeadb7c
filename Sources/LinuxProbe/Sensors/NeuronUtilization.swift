import AcceleratorProbe
import Glibc
import Quantities

/// AWS Trainium and Inferentia: no watts anywhere, only `STATUS,epoch,min,max,average` in percent of the power above the
/// baseline, once a minute.
final class NeuronUtilization: UtilizationSource {
  let id: String
  let pciAddress: String? = nil
  let source: String
  let updatePeriod: Seconds? = Seconds(60)
  let isShareOfPower = true

  /// The devices of a host, in order.
  static func all(root: String) -> [NeuronUtilization] {
    let folder = "\(root)/sys/devices/virtual/neuron_device"
    let numbers = SysfsFile.names(in: folder).compactMap { name in
      name.hasPrefix("neuron") ? Int(name.dropFirst("neuron".count)) : nil
    }
    return numbers.sorted().compactMap { number in
      let source = NeuronUtilization(
        id: "neuron\(number)", path: "\(folder)/neuron\(number)/stats/power/utilization")
      return source.utilization() == nil ? nil : source
    }
  }

  private init(id: String, path: String) {
    self.id = id
    source = path
  }

  func utilization() -> Double? {
    // Once a minute at most is there anything new, so that reading the text costs nothing that matters.
    let fields = SysfsFile.text(source)?.split(separator: ",").map { $0.trimmingWhitespace() } ?? []
    guard fields.count >= 5, fields[0] == "POWER_STATUS_VALID", let average = Double(fields[4]) else { return nil }
    return average / 100
  }
}
