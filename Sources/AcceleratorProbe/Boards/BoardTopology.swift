/// What a host tells about boards beyond its PCI bus: which devices are dies of one package, and which boards are split.
public struct BoardTopology: Sendable, Equatable {
  /// The parts into which software has split a board. They draw from one sensor.
  public struct Partitions: Sendable, Equatable {
    /// The mode, as the driver calls it: `SPX`, `DPX`, `TPX`, `QPX`, `CPX`, `MIG`; nil when it is not told.
    public var mode: String?
    /// How many devices software sees in place of the board.
    public var count: Int

    /// So many partitions.
    public init(mode: String?, count: Int) {
      self.mode = mode
      self.count = count
    }
  }

  /// The partitions of a function, by its address.
  public var partitions: [PCIAddress: Partitions]
  /// The die with which a die shares its package, by address.
  public var packageMates: [PCIAddress: PCIAddress]

  /// A topology; an empty one tells nothing.
  public init(partitions: [PCIAddress: Partitions] = [:], packageMates: [PCIAddress: PCIAddress] = [:]) {
    self.partitions = partitions
    self.packageMates = packageMates
  }
}
