import CSystemCalls
import Foundation
import Glibc
import Quantities
import TrainingRun

/// Processor time of the machine, of which a job has a share.
struct ProcessorTime {
  /// Processors that are online.
  let processors: Int
  /// Processors that this process and so the job may run on.
  let allocated: Int
  /// Time in which any processor worked since the machine started; nil where /proc/stat does not tell.
  let busy: Seconds?

  /// The state of this moment.
  static func now() -> ProcessorTime {
    let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let allowed = Int(allowed_processors())
    let allocated = allowed > 0 ? min(allowed, processors) : processors
    return ProcessorTime(processors: processors, allocated: allocated, busy: busyTime())
  }

  /// The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, in clock ticks.
  private static func busyTime() -> Seconds? {
    guard let line = ProcessFile.firstLine("/proc/stat") else { return nil }
    let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard ticks.count >= 8 else { return nil }
    let busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]
    return Seconds(busy / Double(sysconf(Int32(_SC_CLK_TCK))))
  }

  /// Processor time of a process and of its children that have ended; nil when there is no such process.
  static func used(by process: pid_t) -> Seconds? {
    guard let line = ProcessFile.firstLine("/proc/\(process)/stat"), let name = line.lastIndex(of: ")") else {
      return nil
    }
    // After the name in parentheses come state and numbers; user, system and the children's are the 12th to 15th.
    let fields = line[line.index(after: name)...].split(separator: " ")
    guard fields.count > 15 else { return nil }
    let ticks = fields[11...14].compactMap { Double($0) }.reduce(0, +)
    return Seconds(ticks / Double(sysconf(Int32(_SC_CLK_TCK))))
  }

  /// The processors' energy by what they did for a job that used `jobTime` between two moments.
  static func share(
    from start: ProcessorTime, to end: ProcessorTime, over wall: Seconds, jobTime: Seconds, energy: [DomainEnergy]
  ) -> ProcessorShare {
    let total = processorEnergy(energy)
    let capacity = wall * Double(end.processors)
    let active = min(1, capacity > .zero ? jobTime / capacity : 0)
    // What others computed meanwhile is spread evenly over all processors, the allocated ones too.
    let busy = start.busy.flatMap { before in end.busy.map { max($0 - before - jobTime, .zero) } } ?? .zero
    let others = capacity > .zero ? min(1 - active, busy / capacity) : 0
    let allocated = Double(end.allocated) / Double(end.processors)
    let idle = max(0, allocated - active - others * allocated)
    return ProcessorShare(
      jobTime: jobTime, allocatedProcessors: end.allocated, processors: end.processors, total: total,
      active: total.map { $0 * active }, allocatedIdle: total.map { $0 * idle })
  }

  /// The energy of packages and memory, or of psys where only that is known.
  private static func processorEnergy(_ domains: [DomainEnergy]) -> Joules? {
    let parts = domains.filter { [.cpuPackage, .dram].contains($0.domain) && $0.energy != nil }
    let chosen = parts.isEmpty ? domains.filter { $0.domain == .psys && $0.energy != nil } : parts
    return chosen.isEmpty ? nil : chosen.compactMap(\.energy?.mid).reduce(.zero, +)
  }
}

/// Small files of /proc.
enum ProcessFile {
  /// The first line of a file; nil when it cannot be read.
  static func firstLine(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// The words of a process's command line; empty when they cannot be read.
  static func arguments(of process: pid_t) -> [String] {
    bytes(of: "/proc/\(process)/cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The children of all threads of a process.
  static func children(of process: pid_t) -> [pid_t] {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return threads.flatMap { thread in
      bytes(of: "/proc/\(process)/task/\(thread)/children").split(separator: UInt8(ascii: " "))
        .compactMap { pid_t(String(decoding: $0, as: UTF8.self)) }
    }
  }

  /// All of a file; nothing where it cannot be read.
  private static func bytes(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    return bytes
  }
}
