/// Which accelerators of a node are a job's: by a flag, else by the variables with which launchers and users confine it.
public struct JobDevices: Sendable, Equatable {
  /// An accelerator of the node.
  public struct Candidate: Sendable, Equatable {
    /// PCI address, `0000:17:00.0`.
    public var address: String
    /// PCI vendor id.
    public var vendor: UInt16?
    /// The maker's unique id, `GPU-…`; nil where none is told.
    public var uuid: String?

    /// An accelerator.
    public init(address: String, vendor: UInt16?, uuid: String? = nil) {
      self.address = address
      self.vendor = vendor
      self.uuid = uuid
    }
  }

  /// A device was named that is not here.
  public struct Unknown: Error, Equatable, CustomStringConvertible {
    /// What was named.
    public let name: String
    /// What there is.
    public let choices: [String]
    public var description: String {
      "--devices: found '\(name)', expected an index, a PCI address or a UUID of: "
        + (choices.isEmpty ? "no accelerator is here" : choices.joined(separator: ", "))
    }
  }

  /// The addresses of the job's accelerators.
  public var addresses: Set<String>
  /// What said so; nil when nothing did, and all are the job's.
  public var rule: String?

  /// The variables of each maker's runtime, the first that is set counts.
  private static let variables: [UInt16: [String]] = [
    0x10DE: ["CUDA_VISIBLE_DEVICES"],
    0x1002: ["ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL"],
    0x8086: ["ZE_AFFINITY_MASK"],
    0x1DA3: ["HABANA_VISIBLE_DEVICES"],
    0x19E5: ["ASCEND_RT_VISIBLE_DEVICES"],
  ]
  /// The scheduler's, by index over all accelerators of the node.
  private static let schedulers = ["SLURM_STEP_GPUS", "SLURM_JOB_GPUS"]

  /// The job's devices.
  ///
  /// - Parameters:
  ///   - candidates: the node's accelerators in order of PCI address, which is the order of NVML, ROCm and Level Zero.
  ///   - flag: indices, addresses or UUIDs separated by commas, `all` or `none`; nil when not given.
  ///   - environment: that of the job.
  /// - Throws: `Unknown` when the flag names what is not here. Variables may name anything, as for the runtimes.
  public init(
    among candidates: [Candidate], flag: String?, environment: [String: String]
  ) throws(Unknown) {
    if let flag {
      addresses = try Self.named(flag, candidates)
      rule = "--devices \(flag)"
      return
    }
    var chosen = Set(candidates.map(\.address))
    var rules: [String] = []
    var scheduled: [String]?
    if let name = Self.schedulers.first(where: { environment[$0].map { !$0.isEmpty } ?? false }),
      let value = environment[name]
    {
      let indices = Self.indices(value)
      // The scheduler counts over the whole node. Where its cgroup shows the job no other devices, they have other places.
      let isConfined =
        !candidates.isEmpty
        && (indices.count >= candidates.count || !indices.isEmpty && !indices.allSatisfy(candidates.indices.contains))
      if !isConfined {
        scheduled = indices.filter(candidates.indices.contains).map { candidates[$0].address }
        chosen = Set(scheduled ?? [])
      }
      rules.append("\(name)=\(value)")
    }
    for (vendor, names) in Self.variables.sorted(by: { $0.key < $1.key }) {
      let own = candidates.filter { $0.vendor == vendor }
      guard !own.isEmpty, let name = names.first(where: { environment[$0] != nil }), let value = environment[name]
      else { continue }
      // A scheduler that confines by cgroups leaves only its devices visible, numbered from 0.
      let confined = own.filter { scheduled?.contains($0.address) ?? true }
      let visible = Self.visible(value, own)
      let isRelative =
        scheduled != nil && !visible.allSatisfy { address in confined.contains { $0.address == address } }
      let selected = isRelative ? Self.visible(value, confined) : visible
      chosen = chosen.filter { address in !own.contains { $0.address == address } }.union(selected)
      rules.append("\(name)=\(value)")
    }
    addresses = chosen
    rule = rules.isEmpty ? nil : rules.joined(separator: ", ")
  }

  /// `0,2`, `0-3,5`: indices; what is none is passed over.
  private static func indices(_ value: String) -> [Int] {
    value.split(separator: ",").flatMap { part -> [Int] in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      switch ends.count {
      case 1: return ends
      case 2 where ends[0] <= ends[1]: return Array(ends[0]...min(ends[1], ends[0] + 4096))
      default: return []
      }
    }
  }

  /// What a runtime makes of its variable: indices and unique beginnings of UUIDs, up to the first that is none.
  private static func visible(_ value: String, _ own: [Candidate]) -> [String] {
    var addresses: [String] = []
    for part in value.split(separator: ",") {
      let name = part.filter { $0 != " " }
      // ZE_AFFINITY_MASK names tiles as `0.1`: the card's counter is what there is.
      if let index = Int(name.prefix { $0 != "." }) {
        guard own.indices.contains(index) else { break }
        addresses.append(own[index].address)
      } else {
        let matches = own.filter { $0.uuid?.lowercased().hasPrefix(name.lowercased()) ?? false }
        guard matches.count == 1 else { break }
        addresses.append(matches[0].address)
      }
    }
    return addresses
  }

  private static func named(_ flag: String, _ candidates: [Candidate]) throws(Unknown) -> Set<String> {
    switch flag {
    case "all": return Set(candidates.map(\.address))
    case "none": return []
    default: break
    }
    var addresses: Set<String> = []
    for part in flag.split(separator: ",").map({ $0.filter { $0 != " " }.lowercased() }) {
      let match =
        Int(part).flatMap { candidates.indices.contains($0) ? candidates[$0] : nil }
        ?? candidates.first {
          $0.address == part || $0.address.hasSuffix(":\(part)") && part.contains(":")
            || $0.uuid?.lowercased() == part
        }
      guard let match else { throw Unknown(name: part, choices: candidates.map(\.address)) }
      addresses.insert(match.address)
    }
    return addresses
  }
}
