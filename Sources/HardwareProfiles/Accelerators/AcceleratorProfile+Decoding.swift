import Documents
import Quantities

extension AcceleratorProfile: CatalogProfile {
  static let kind = ProfileKind.accelerator

  init(_ section: Section, files: [String]) throws(DocumentError) {
    let sources = try SourceTable(section)
    head = try ProfileHead(section)
    vendor = try section.required("vendor").text
    role = try section.required("role").choice()
    formFactor = try section.required("form_factor").text
    released = try section.required("released").text
    pciIdentities = try section.scalars("pci").mapThrowing { scalar throws(DocumentError) in try PCIIdentity(scalar) }
    self.files = files

    let memory = try section.requiredSection("memory")
    memoryCapacity = try sources.requiredFigure(memory, "capacity", in: .aboveZero)
    memoryBandwidth = try sources.figure(memory, "bandwidth", in: .aboveZero)
    try memory.rejectUnknownKeys()

    peakDense = try Self.byPrecision(section, "peak_dense") { (rates, key) throws(DocumentError) in
      try sources.figure(rates, key, in: .aboveZero)
    }
    efficiency = try Self.byPrecision(section, "efficiency") { (shares, key) throws(DocumentError) in
      try sources.share(shares, key, in: .shareAboveZero)
    }
    link = try Self.link(section, sources)
    host = try section.section("host").map { section throws(DocumentError) in try HostFigures(section, sources) }
    power = try PowerFigures(section.requiredSection("power"), sources)

    functionsPerBoard = try section.scalar("functions_per_board")?.integer(in: 1...64) ?? 1
    calibration = try section.section("calibration").map { section throws(DocumentError) in
      try AcceleratorCalibration(section, sources)
    }

    let node = try section.section("node")
    acceleratorsPerNode = try node?.scalar("accelerators")?.integer(in: 1...1024) ?? 8
    network = try node?.scalar("network")?.text
    try node?.rejectUnknownKeys()

    price = try sources.price(section, "price")
    embodiedCarbon = try sources.range(section, "embodied_carbon", in: 0...1e6)
    try section.rejectUnknownKeys()
  }

  private static func byPrecision<Value>(
    _ section: Section, _ key: String, _ read: (Section, String) throws(DocumentError) -> Value?
  ) throws(DocumentError) -> [Precision: Value] {
    guard let figures = try section.section(key) else { return [:] }
    var result: [Precision: Value] = [:]
    for precision in Precision.allCases { result[precision] = try read(figures, precision.rawValue) }
    try figures.rejectUnknownKeys()
    return result
  }

  private static func link(_ section: Section, _ sources: SourceTable) throws(DocumentError) -> AcceleratorLink? {
    guard let link = try section.section("link") else { return nil }
    let result = AcceleratorLink(
      name: try link.required("name").text,
      bandwidthPerDirection: try sources.requiredFigure(link, "bandwidth_per_direction", in: .aboveZero))
    try link.rejectUnknownKeys()
    return result
  }
}

extension HostFigures {
  init(_ host: Section, _ sources: SourceTable) throws(DocumentError) {
    link = try sources.requiredFigure(host, "link", in: .aboveZero)
    memory = try sources.requiredFigure(host, "memory", in: .aboveZero)
    memoryBandwidth = try sources.requiredFigure(host, "memory_bandwidth", in: .aboveZero)
    try host.rejectUnknownKeys()
  }
}

extension PowerFigures {
  init(_ power: Section, _ sources: SourceTable) throws(DocumentError) {
    nameplate = try sources.requiredFigure(power, "nameplate", in: .aboveZero)
    idle = try sources.figure(power, "idle", in: 0...1e6)
    waiting = try sources.range(power, "waiting", in: 0...1e6)
    guard let share = try sources.share(power, "training_share", in: 0.01...1.5) else {
      throw power.missing("training_share")
    }
    trainingShare = share
    host = try sources.requiredRange(power, "host", in: 0...1e6)
    try power.rejectUnknownKeys()
  }
}

extension PCIIdentity {
  /// Reads `10de:2330`, or `1ae0:0027:004e` with a subsystem device.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let ids = parts.compactMap { $0.count == 4 ? UInt16($0, radix: 16) : nil }
    guard ids.count == parts.count, ids.count == 2 || ids.count == 3 else { return nil }
    self.init(vendor: ids[0], device: ids[1], subsystemDevice: ids.count == 3 ? ids[2] : nil)
  }

  fileprivate init(_ scalar: Scalar) throws(DocumentError) {
    guard let identity = PCIIdentity(scalar.text) else {
      throw scalar.wrong(
        "found '\(scalar.text)', expected vendor:device or vendor:device:subsystem in four hex digits each")
    }
    self = identity
  }
}

extension Sequence {
  /// `map` for closures that throw a `DocumentError`.
  func mapThrowing<Result>(_ transform: (Element) throws(DocumentError) -> Result) throws(DocumentError) -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try transform(element)) }
    return results
  }
}
