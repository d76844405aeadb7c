import Foundation

/// A tree that stands for `/`, built in a temporary folder and removed with the last reference to it.
///
///     let tree = try FakeSysfs()
///     try tree.addDevice("0000:17:00.0", class: "0x030200", vendor: "0x10de", device: "0x2330", driver: "nvidia")
///     let bus = LibpciSysfsBus(root: tree.root)
public final class FakeSysfs {
  /// The folder that stands for `/`.
  public var root: String { folder.path }
  private let folder: TemporaryFolder

  /// A tree with an empty PCI bus, or with an empty `sys` alone.
  public init(withBus: Bool = true) throws {
    folder = try TemporaryFolder()
    try makeFolder(withBus ? "sys/bus/pci/devices" : "sys")
  }

  /// Makes a folder and those above it; the path is relative to the root.
  public func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: "\(root)/\(path)", withIntermediateDirectories: true)
  }

  /// Writes a file and makes the folders above it.
  public func write(_ path: String, _ bytes: some Sequence<UInt8>) throws {
    try folder.write(bytes, to: path)
  }

  /// Writes a text and a line end, as the kernel does.
  public func write(_ path: String, text: String) throws { try write(path, Array("\(text)\n".utf8)) }

  /// Makes a symbolic link and the folders above it; the target need not exist.
  public func link(_ path: String, to target: String) throws {
    try makeFolder((path as NSString).deletingLastPathComponent)
    try FileManager.default.createSymbolicLink(atPath: "\(root)/\(path)", withDestinationPath: target)
  }

  /// Removes a file, link or folder.
  public func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(root)/\(path)") }

  /// The folder of a PCI function, relative to the root.
  public func folder(of address: String) -> String { "sys/bus/pci/devices/\(address)" }

  /// Adds a PCI function with the attributes of a real one.
  ///
  /// - Parameters:
  ///   - address: as the kernel writes it, `0000:17:00.0`.
  ///   - classCode: six hexadecimal digits, `0x030200`.
  ///   - vendor: four hexadecimal digits, `0x10de`.
  ///   - device: four hexadecimal digits.
  ///   - driver: the bound driver; nil for none.
  ///   - attributes: more files, by name; they may replace those above.
  public func addDevice(
    _ address: String, class classCode: String, vendor: String, device: String, driver: String? = nil,
    attributes: [String: String] = [:]
  ) throws {
    let folder = folder(of: address)
    var files = ["class": classCode, "vendor": vendor, "device": device, "revision": "0xa1", "numa_node": "-1"]
    files.merge(attributes) { $1 }
    for (name, text) in files { try write("\(folder)/\(name)", text: text) }
    if let driver { try link("\(folder)/driver", to: "../../../../bus/pci/drivers/\(driver)") }
  }
}
