import AcceleratorProbe
import Foundation
import Glibc
import HardwareProfiles
import LinuxProbe
import Testing
import TrainCostTestSupport

/// Recorded trees and dumps, damaged at random: nothing may crash, hang or end the process, and what is whole beside the
/// damage must still be listed.
///
/// `TRAINCOST_CORRUPTIONS` says how many; `Benchmarks/corruptions` runs ten thousand and holds each to a second.
@Suite(.enabled(if: Recordings.arePresent, "recordings are not beside the checkout"))
struct CorruptionTests {
  private static let count = ProcessInfo.processInfo.environment["TRAINCOST_CORRUPTIONS"].flatMap { Int($0) }
  private let classifier = AcceleratorClassifier(profiles: [])

  @Test func `damaged trees cost no other device, no crash and no wait`() throws {
    var random = SplitMix(state: 0x7472_6169_6E63_6F73)
    let trees = try [
      "p02-zen3-rtx3090", "s06-power9-6xv100-noattr", "s01-nec-ve-x8", "u01-dgx-a100", "g-amd-rx7900xtx",
    ]
    .map { try #require(try Recordings.root(of: $0)) }
    var slowest = Duration.zero
    for round in 0..<((Self.count ?? 50) * 6 / 10) {
      let tree = try DamagedTree(of: trees[round % trees.count], &random)
      let (report, time) = try timed { try ProbeReport(scanning: LibpciSysfsBus(root: tree.root), with: classifier) }
      slowest = max(slowest, time)
      let listed = report.accelerators.map(\.device.address.description)
      #expect(listed.contains(DamagedTree.whole), "round \(round): \(tree.damages)")
      for accelerator in report.boards { #expect(!accelerator.functions.isEmpty) }
      _ = report.attaching(SensorDiscovery(root: tree.root).host().sensors)
    }
    finish(slowest)
  }

  @Test func `damaged dumps cost no crash and no wait`() throws {
    var random = SplitMix(state: 0x636F_7374_2064_756D)
    let dumps = try [
      "p02-zen3-rtx3090", "p05-vm-gtx960m", "p13-x570-3x4070", "p18-laptop-rtx3060m", "p22-lambda-dual-2080ti",
    ]
    .map { try [UInt8](Data(contentsOf: URL(fileURLWithPath: #require(try Recordings.dump(of: $0))))) }
    let folder = try TemporaryFolder()
    let whole = Array(
      "\nfffe:00:00.0 3D controller [0302]: NVIDIA Corporation Device [10de:2330] (rev a1)\n00: de 10 30 23 00 00 10 00 a1 00 02 03 00 00 00 00\n\n"
        .utf8)
    var slowest = Duration.zero
    for round in 0..<((Self.count ?? 50) * 4 / 10) {
      let damaged = Self.damage(dumps[round % dumps.count], &random)
      let file = try folder.write(damaged + whole, to: "dump")
      let (report, time) = try timed { try ProbeReport(scanning: LibpciDumpBus(file: file), with: classifier) }
      slowest = max(slowest, time)
      #expect(report.accelerators.contains { $0.device.address.domain == 0xfffe }, "round \(round)")
    }
    finish(slowest)
  }

  /// What some work gives, and how long it takes without its waits for a processor, of which a busy machine has many.
  private func timed<Result>(_ work: () throws -> Result) rethrows -> (Result, Duration) {
    let (clock, waited) = (ContinuousClock(), Self.waited)
    let start = clock.now
    let result = try work()
    return (result, clock.now - start - (Self.waited - waited))
  }

  /// How long this thread has waited for a processor so far.
  private static var waited: Duration {
    let text = (try? String(contentsOfFile: "/proc/thread-self/schedstat", encoding: .utf8)) ?? ""
    return .nanoseconds(text.split(separator: " ").dropFirst().first.flatMap { Int64($0) } ?? 0)
  }

  /// Times are judged in the long run alone.
  private func finish(_ slowest: Duration) {
    guard Self.count != nil else { return }
    print("slowest: \(slowest)")
    #expect(slowest < .seconds(1))
  }

  /// A dump with lines lost, doubled, cut, and bytes changed.
  private static func damage(_ dump: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = dump
    for _ in 0..<random.below(5) + 1 {
      guard bytes.count > 32 else { break }
      let place = random.below(bytes.count)
      let length = min(bytes.count - place, 1 << random.below(14))
      switch random.below(9) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.removeSubrange(place..<place + length)
      case 2: bytes.replaceSubrange(place..<place + length, with: repeatElement(0, count: length))
      case 3: bytes.replaceSubrange(place..<place + length, with: repeatElement(UInt8(ascii: "f"), count: length))
      case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: random.below(bytes.count))
      case 5: bytes = Array(bytes.prefix(place))
      case 6: bytes.insert(contentsOf: repeatElement(UInt8(ascii: "a"), count: 1 << random.below(16)), at: place)
      case 7: bytes.insert(UInt8(ascii: "\n"), at: place)
      default: for index in place..<place + length { bytes[index] = UInt8(truncatingIfNeeded: random.next()) }
      }
    }
    return bytes
  }
}

/// A few functions of a recorded tree, copied and damaged, beside one that is whole.
private final class DamagedTree {
  static let whole = "0000:ff:1f.0"

  let root: String
  private(set) var damages: [String] = []
  private let fake: FakeSysfs

  init(of recorded: String, _ random: inout SplitMix) throws {
    fake = try FakeSysfs()
    root = fake.root
    let source = "\(recorded)/sys/bus/pci/devices"
    let names = try FileManager.default.contentsOfDirectory(atPath: source).sorted()
    for _ in 0..<4 {
      guard let name = names.randomElement(using: &random) else { break }
      let target = "\(root)/sys/bus/pci/devices/\(name)"
      if FileManager.default.fileExists(atPath: target) { continue }
      try? FileManager.default.copyItem(
        atPath: URL(fileURLWithPath: "\(source)/\(name)").resolvingSymlinksInPath().path, toPath: target)
    }
    try fake.addDevice(Self.whole, class: "0x030200", vendor: "0x10de", device: "0x2330")
    for _ in 0..<random.below(6) + 1 { try damage(&random) }
  }

  private func damage(_ random: inout SplitMix) throws {
    let devices = "\(root)/sys/bus/pci/devices"
    let names = try FileManager.default.contentsOfDirectory(atPath: devices).sorted().filter { $0 != Self.whole }
    let foreign = [
      "intel-ipu7", "0000:zz:00.0", "..x", "0000:00:00", "10000:e1:00.0", "ffffffff:00:00.0", "0000:01:00.9", "\u{7F}",
    ]
    guard let device = names.randomElement(using: &random) else {
      return try fake.makeFolder("sys/bus/pci/devices/\(foreign[random.below(foreign.count)])")
    }
    let folder = "\(devices)/\(device)"
    let attributes = [
      "vendor", "device", "class", "config", "resource", "irq", "uevent", "modalias", "revision",
      "subsystem_vendor", "subsystem_device", "driver", "numa_node", "current_link_speed", "max_link_width",
      "power/runtime_status", "iommu_group", "physfn",
    ]
    let name = attributes[random.below(attributes.count)]
    let path = "\(folder)/\(name)"
    let kind = random.below(12)
    damages.append("\(device)/\(name): \(kind)")
    if kind == 0 { return try fake.makeFolder("sys/bus/pci/devices/\(foreign[random.below(foreign.count)])") }
    if kind == 1 {
      unlink(folder); try? FileManager.default.removeItem(atPath: folder); _ = symlink(device, folder); return
    }
    let old = [UInt8](FileManager.default.contents(atPath: path) ?? Data("0x10de\n".utf8))
    try? FileManager.default.removeItem(atPath: path)
    try? FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    func put(_ bytes: some Sequence<UInt8>) { _ = FileManager.default.createFile(atPath: path, contents: Data(bytes)) }
    switch kind {
    case 2: break
    case 3: put([])
    case 4: put(old.prefix(random.below(old.count + 1)))
    case 5: put(old + [UInt8](repeating: 0, count: 1 << random.below(14)))
    case 6: put([UInt8](repeating: 0xff, count: 256))
    case 7: put((0..<random.below(300)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    case 8: _ = symlink(name.split(separator: "/").last.map(String.init) ?? name, path)
    case 9: mkdir(path, 0o755)
    case 10: mkfifo(path, 0o644)
    default: put(Array(repeating: UInt8(ascii: "7"), count: 1 << random.below(17)))
    }
  }
}

extension SplitMix {
  fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
