import Glibc

/// NVIDIA's management library, opened at run time: a machine without it runs the same program.
final class NVMLLibrary {
  typealias Device = UnsafeMutableRawPointer

  /// Why the library is of no use.
  struct Failure: Error {
    /// The library's code; nil when it could not be opened.
    var code: Int32?
    var message: String

    static let libraryMissing: Int32 = 12
    static let notSupported: Int32 = 3
    static let driverMismatch: Int32 = 18
    static let driverNotLoaded: Int32 = 9
  }

  private typealias Plain = @convention(c) () -> Int32
  private typealias Count = @convention(c) (UnsafeMutablePointer<UInt32>) -> Int32
  private typealias ByIndex = @convention(c) (UInt32, UnsafeMutablePointer<Device?>) -> Int32
  private typealias Number32 = @convention(c) (Device, UnsafeMutablePointer<UInt32>) -> Int32
  private typealias Number64 = @convention(c) (Device, UnsafeMutablePointer<UInt64>) -> Int32
  private typealias Raw = @convention(c) (Device, UnsafeMutableRawPointer) -> Int32
  private typealias Text = @convention(c) (Device, UnsafeMutablePointer<CChar>, UInt32) -> Int32
  private typealias Modes = @convention(c) (Device, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>) -> Int32

  private typealias Fields = @convention(c) (Device, Int32, UnsafeMutableRawPointer) -> Int32

  private let library: UnsafeMutableRawPointer
  private let energy: Number64?
  private let power: Number32?
  private let fields: Fields?
  private let utilization: Raw?

  /// Opens a library and starts it.
  ///
  /// - Parameter path: a file, or a name that the loader looks up.
  init(_ path: String) throws(Failure) {
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw Failure(code: nil, message: dlerror().map { String(cString: $0) } ?? "\(path) cannot be opened")
    }
    self.library = library
    energy = Self.function("nvmlDeviceGetTotalEnergyConsumption", in: library)
    power = Self.function("nvmlDeviceGetPowerUsage", in: library)
    fields = Self.function("nvmlDeviceGetFieldValues", in: library)
    utilization = Self.function("nvmlDeviceGetUtilizationRates", in: library)
    guard let start: Plain = Self.function("nvmlInit_v2", in: library) else {
      dlclose(library)
      throw Failure(code: nil, message: "\(path) is no NVML")
    }
    let code = start()
    // Not closed when it failed: a started library leaves threads behind that need its code.
    guard code == 0 else { throw Failure(code: code, message: Self.words(code)) }
  }

  private static func function<Function>(_ name: String, in library: UnsafeMutableRawPointer) -> Function? {
    dlsym(library, name).map { unsafeBitCast($0, to: Function.self) }
  }

  private func function<Function>(_ name: String) -> Function? { Self.function(name, in: library) }

  /// How many devices the driver shows.
  func deviceCount() throws(Failure) -> Int {
    var count: UInt32 = 0
    guard let get: Count = function("nvmlDeviceGetCount_v2") else {
      throw Failure(message: "the library has no device count")
    }
    try Self.check(get(&count))
    return Int(count)
  }

  /// The device of an index.
  func device(_ index: Int) throws(Failure) -> Device {
    var device: Device?
    guard let get: ByIndex = function("nvmlDeviceGetHandleByIndex_v2") else {
      throw Failure(message: "the library has no devices by index")
    }
    try Self.check(get(UInt32(index), &device))
    guard let device else { throw Failure(message: "the library gave no device") }
    return device
  }

  /// PCI address and identity: bytes of `nvmlPciInfo_t` are a legacy address of 16 characters, five 32-bit numbers
  /// (domain, bus, device, device and vendor id, subsystem) and an address of 32 characters.
  func pci(_ device: Device) throws(Failure) -> (address: String, vendor: UInt16, device: UInt16) {
    guard let get: Raw = function("nvmlDeviceGetPciInfo_v3") else {
      throw Failure(message: "the library has no PCI addresses")
    }
    var info = [UInt8](repeating: 0, count: 256)
    let code = info.withUnsafeMutableBytes { get(device, $0.baseAddress.unsafelyUnwrapped) }
    try Self.check(code)
    func number(_ offset: Int) -> UInt32 {
      info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }
    let identity = number(28)
    let text = String(decoding: info[36..<68].prefix { $0 != 0 }, as: UTF8.self)
    return (Self.address(text), UInt16(truncatingIfNeeded: identity), UInt16(truncatingIfNeeded: identity >> 16))
  }

  /// `00000000:41:00.0` as the kernel writes it: `0000:41:00.0`.
  static func address(_ text: String) -> String {
    let parts = text.lowercased().split(separator: ":")
    guard parts.count == 3, let domain = UInt32(parts[0], radix: 16) else { return text.lowercased() }
    let digits = String(domain, radix: 16)
    return "\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits):\(parts[1]):\(parts[2])"
  }

  /// The product's name.
  func name(_ device: Device) -> String? {
    guard let get: Text = function("nvmlDeviceGetName") else { return nil }
    var buffer = [CChar](repeating: 0, count: 96)
    guard get(device, &buffer, 96) == 0 else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The maker's unique id, `GPU-…`.
  func uuid(_ device: Device) -> String? {
    guard let get: Text = function("nvmlDeviceGetUUID") else { return nil }
    var buffer = [CChar](repeating: 0, count: 96)
    guard get(device, &buffer, 96) == 0 else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether the device is split into instances (MIG), whose shares of the energy nobody measures.
  func isPartitioned(_ device: Device) -> Bool {
    guard let get: Modes = function("nvmlDeviceGetMigMode") else { return false }
    var (current, pending): (UInt32, UInt32) = (0, 0)
    return get(device, &current, &pending) == 0 && current == 1
  }

  /// Millijoules since the driver was loaded; Volta and later.
  func energy(_ device: Device) throws(Failure) -> UInt64 {
    guard let energy else { throw Failure(code: Failure.notSupported, message: Self.words(Failure.notSupported)) }
    var value: UInt64 = 0
    try Self.check(energy(device, &value))
    return value
  }

  /// Milliwatts.
  func power(_ device: Device) throws(Failure) -> UInt32 {
    guard let power else { throw Failure(code: Failure.notSupported, message: Self.words(Failure.notSupported)) }
    var value: UInt32 = 0
    try Self.check(power(device, &value))
    return value
  }

  /// What a power field is about.
  enum Scope: UInt32 {
    case gpu = 0
    case module = 1
  }

  /// Milliwatts of a power field: 186 is the power of the moment, 185 an average. Does not allocate.
  ///
  /// `nvmlFieldValue_t` is 40 bytes: field, scope (32 bits each), timestamp, latency (64), type, result (32), value (64).
  func power(_ device: Device, field: UInt32, scope: Scope) throws(Failure) -> UInt32 {
    guard let fields else { throw Failure(code: Failure.notSupported, message: Self.words(Failure.notSupported)) }
    var value: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    var milliwatts: UInt32 = 0
    let code = withUnsafeMutableBytes(of: &value) { bytes in
      bytes.storeBytes(of: field, toByteOffset: 0, as: UInt32.self)
      bytes.storeBytes(of: scope.rawValue, toByteOffset: 4, as: UInt32.self)
      let code = fields(device, 1, bytes.baseAddress.unsafelyUnwrapped)
      milliwatts = bytes.load(fromByteOffset: 32, as: UInt32.self)
      return code == 0 ? bytes.load(fromByteOffset: 28, as: Int32.self) : code
    }
    try Self.check(code)
    return milliwatts
  }

  /// Percent of the last sampling period in which any kernel ran.
  func utilization(_ device: Device) -> UInt32? {
    var rates: (gpu: UInt32, memory: UInt32) = (0, 0)
    guard let utilization, utilization(device, &rates) == 0 else { return nil }
    return rates.gpu
  }

  /// Milliwatts of the limit in force.
  func powerLimit(_ device: Device) -> UInt32? {
    guard let get: Number32 = function("nvmlDeviceGetEnforcedPowerLimit") else { return nil }
    var value: UInt32 = 0
    return get(device, &value) == 0 ? value : nil
  }

  /// Degrees Celsius of the GPU's core; nil where it does not tell.
  func temperature(_ device: Device) -> UInt32? {
    typealias Temperature = @convention(c) (Device, Int32, UnsafeMutablePointer<UInt32>) -> Int32
    guard let get: Temperature = function("nvmlDeviceGetTemperature") else { return nil }
    var value: UInt32 = 0
    return get(device, 0, &value) == 0 ? value : nil
  }

  private static func check(_ code: Int32) throws(Failure) {
    guard code != 0 else { return }
    throw Failure(code: code, message: words(code))
  }

  /// The codes of NVML that users meet.
  static func words(_ code: Int32) -> String {
    switch code {
    case 1: "the library is not started"
    case 3: "the device does not support it"
    case 4: "permission is denied"
    case 6: "the device is not found"
    case Failure.driverNotLoaded: "the NVIDIA driver is not loaded"
    case Failure.libraryMissing: "the library is missing"
    case 15: "the GPU is lost: it has fallen off the bus and needs a reset"
    case Failure.driverMismatch: "library and driver are of different versions: reboot or reload the driver"
    case 999: "an unknown error"
    default: "error \(code)"
    }
  }
}

extension NVMLLibrary.Failure {
  init(message: String) { self.init(code: nil, message: message) }
}
