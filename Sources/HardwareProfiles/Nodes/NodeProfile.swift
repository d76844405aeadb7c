import Documents
public import Quantities

/// A server, rack or cloud instance that holds accelerators.
public struct NodeProfile: HardwareProfile {
  /// What it is called; the id is `dgx-h100`, `aws-p5-48xlarge`, ….
  public let head: ProfileHead
  /// The maker, or the cloud that rents it.
  public let vendor: String
  /// The day or month of release.
  public let released: String
  /// The id of its accelerators' profile.
  public let accelerator: String
  /// How many it holds.
  public let acceleratorCount: Int
  /// The links between its accelerators; nil where they have none but PCI Express.
  public let link: NodeLink?
  /// The id of the network between nodes.
  public let network: String
  /// Its network cards for traffic between nodes; nil where their number is not published.
  public let networkCards: NetworkCards?
  /// Power of everything in it but its accelerators while they train.
  public let hostPower: Sourced<Range90<Watts>>
  /// The most that the whole node may draw, as its maker states it; nil where none is stated.
  public let nameplate: Sourced<Watts>?
  /// The price of one, to buy, accelerators included; nil where it is not sold or no price is known.
  public let price: Sourced<Money>?
  /// The files it was read from, topmost first.
  public let files: [String]
}

/// The links between accelerators, within a node or beyond it.
public struct NodeLink: Sendable, Equatable {
  /// The id of the network's profile.
  public let network: String
  /// How many accelerators it joins at most: those of the node, of the rack, of the pod.
  public let acceleratorCount: Int
}

/// The network cards of a node.
public struct NetworkCards: Sendable {
  /// How many.
  public let count: Int
  /// The rate of one in each direction.
  public let rate: Sourced<BytesPerSecond>
}

extension NodeProfile: CatalogProfile {
  static let kind = ProfileKind.node

  init(_ section: Section, files: [String]) throws(DocumentError) {
    let sources = try SourceTable(section)
    head = try ProfileHead(section)
    vendor = try section.required("vendor").text
    released = try section.required("released").text
    accelerator = try section.required("accelerator").text
    acceleratorCount = try section.required("accelerators").integer(in: 1...100_000)
    link = try section.section("link").map { link throws(DocumentError) in
      let result = NodeLink(
        network: try link.required("network").text,
        acceleratorCount: try link.required("accelerators").integer(in: 1...10_000_000))
      try link.rejectUnknownKeys()
      return result
    }
    network = try section.required("network").text
    networkCards = try section.section("network_cards").map { cards throws(DocumentError) in
      let result = NetworkCards(
        count: try cards.required("count").integer(in: 1...100_000),
        rate: try sources.requiredFigure(cards, "rate", in: .aboveZero))
      try cards.rejectUnknownKeys()
      return result
    }
    let power = try section.requiredSection("power")
    hostPower = try sources.requiredRange(power, "host", in: 0...1e8)
    nameplate = try sources.figure(power, "nameplate", in: .aboveZero)
    try power.rejectUnknownKeys()
    price = try sources.price(section, "price")
    self.files = files
    try section.rejectUnknownKeys()
  }
}

extension AcceleratorProfile {
  /// The profile with what a node says about its surroundings: the rest of the node's power for each accelerator, how
  /// many share it, and the network.
  public func placed(in node: NodeProfile) -> AcceleratorProfile {
    let share = node.hostPower.value.map { Watts($0.value / Double(node.acceleratorCount)) }
    var profile = self
    profile.power.host = Sourced(share, source: node.hostPower.source)
    profile.acceleratorsPerNode = node.acceleratorCount
    profile.network = node.network
    return profile
  }
}
