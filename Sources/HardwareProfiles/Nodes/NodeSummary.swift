public import Quantities

/// What a list shows of a node.
public struct NodeSummary: ProfileSummary, Equatable {
  /// What it is called.
  public let head: ProfileHead
  /// The maker, or the cloud that rents it.
  public let vendor: String
  /// The day or month of release.
  public let released: String
  /// The id of its accelerators' profile, and how many it holds.
  public let accelerator: String
  public let acceleratorCount: Int
  /// The links between its accelerators; nil where they have none but PCI Express.
  public let link: NodeLink?
  /// The id of the network between nodes.
  public let network: String
  /// How many network cards it has, and the rate of one; nil where that is not published.
  public let networkCardCount: Int?
  public let networkCardRate: BytesPerSecond?
  /// Power of everything in it but its accelerators while they train.
  public let hostPower: Range90<Watts>
  /// The most that the whole node may draw; nil where none is stated.
  public let nameplate: Watts?
  /// The price of one; nil where it is not sold or no price is known.
  public let price: Money?

  /// The summary of a profile.
  public init(_ profile: NodeProfile) {
    head = profile.head
    vendor = profile.vendor
    released = profile.released
    accelerator = profile.accelerator
    acceleratorCount = profile.acceleratorCount
    link = profile.link
    network = profile.network
    networkCardCount = profile.networkCards?.count
    networkCardRate = profile.networkCards?.rate.value
    hostPower = profile.hostPower.value
    nameplate = profile.nameplate?.value
    price = profile.price?.value
  }

  init?(_ outline: ProfileOutline) {
    guard let head = ProfileHead(outline), let vendor = outline["vendor"], let released = outline["released"],
      let accelerator = outline["accelerator"], let count = outline.integer("accelerators"),
      let network = outline["network"], let hostPower = outline.range("power.host", Watts.self)
    else { return nil }
    self.head = head
    self.vendor = vendor
    self.released = released
    self.accelerator = accelerator
    acceleratorCount = count
    link = outline["link.network"].flatMap { network in
      outline.integer("link.accelerators").map { NodeLink(network: network, acceleratorCount: $0) }
    }
    self.network = network
    networkCardCount = outline.integer("network_cards.count")
    networkCardRate = outline.quantity("network_cards.rate")
    self.hostPower = hostPower
    nameplate = outline.quantity("power.nameplate")
    price = outline.price("price")
  }
}
