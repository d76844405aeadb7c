/// The PCI Express link of a device, as it runs and as it could.
public struct PCILink: Sendable, Equatable {
  /// The speed of each lane now, in gigatransfers per second (2.5, 5, 8, 16, 32, 64); nil when not told.
  public var speed: Double?
  /// The number of lanes in use; nil when not told.
  public var width: Int?
  /// The highest speed of the device.
  public var maximumSpeed: Double?
  /// The most lanes of the device.
  public var maximumWidth: Int?

  /// A link; nil when nothing at all is told about it.
  public init?(speed: Double? = nil, width: Int? = nil, maximumSpeed: Double? = nil, maximumWidth: Int? = nil) {
    if speed == nil, width == nil, maximumSpeed == nil, maximumWidth == nil { return nil }
    self.speed = speed
    self.width = width
    self.maximumSpeed = maximumSpeed
    self.maximumWidth = maximumWidth
  }

  /// Whether lanes are missing. A lower speed is none of that: idle devices shift down to save power, and back up
  /// under load, whereas lanes do not come back.
  public var isDegraded: Bool {
    guard let width, let maximumWidth else { return false }
    return width < maximumWidth
  }
}

extension PCILink {
  /// Reads the Link Capabilities and Link Status registers of the PCI Express capability.
  public init?(capabilities: UInt32, status: UInt16) {
    // A device that does not answer reads all ones.
    let answersCapabilities = capabilities != .max && capabilities != 0
    let answersStatus = status != .max
    self.init(
      speed: answersStatus ? Self.speed(code: UInt32(status) & 0xf) : nil,
      width: answersStatus ? Self.width(UInt32(status) >> 4 & 0x3f) : nil,
      maximumSpeed: answersCapabilities ? Self.speed(code: capabilities & 0xf) : nil,
      maximumWidth: answersCapabilities ? Self.width(capabilities >> 4 & 0x3f) : nil)
  }

  private static func speed(code: UInt32) -> Double? {
    let speeds: [Double] = [2.5, 5, 8, 16, 32, 64]
    return (1...UInt32(speeds.count)).contains(code) ? speeds[Int(code) - 1] : nil
  }

  /// A number of lanes; nil for 0 (no link) and for what no link has.
  public static func width(_ lanes: UInt32) -> Int? { (1...32).contains(lanes) ? Int(lanes) : nil }
}
