/// The identity in the first 64 bytes of a configuration space.
struct ConfigurationHeader {
  static let byteCount = 64

  let vendorID: UInt16
  let deviceID: UInt16
  let classCode: UInt16
  let revision: UInt8
  /// The board; nil for bridges, which have none, and for boards that name none.
  let subsystem: (vendor: UInt16, device: UInt16)?

  /// Reads a header; nil when it is cut short or the device does not answer, which then reads all ones.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.byteCount, bytes.contains(where: { $0 != 0xff }) else { return nil }
    vendorID = UInt16(bytes.littleEndian(at: 0x00))
    deviceID = UInt16(bytes.littleEndian(at: 0x02))
    revision = bytes[0x08]
    classCode = UInt16(bytes.littleEndian(at: 0x0a))
    let board = (UInt16(bytes.littleEndian(at: 0x2c)), UInt16(bytes.littleEndian(at: 0x2e)))
    let isEndpoint = bytes[0x0e] & 0x7f == 0
    subsystem = isEndpoint && board != (0, 0) && board != (.max, .max) ? board : nil
  }
}
