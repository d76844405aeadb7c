import Documents
import Foundation
import Glibc
import Quantities
import Synchronization
import TrainingRun

/// A file beside the ledger that holds what was measured up to a second ago, so that nothing that ends this program
/// loses a run.
///
/// The first line is the header, each further line a mark or the state of a moment; a line cut short is passed over. A
/// thread of its own writes, so that neither a full disk nor a file server that hangs ever delays the sampler. The file
/// is locked for as long as its run is measured.
public final class CrashJournal: Sendable {
  /// The file.
  public let path: String
  /// The ids of the devices whose readings are kept beside it.
  private let devices: [String]
  private let writer: JournalWriter

  /// Above this size the states before the last are dropped.
  static let largestFile = 1 << 20

  /// The folder of the journals of a ledger.
  public static func folder(ofLedger file: String) -> String { "\(file).journals" }

  /// Begins a journal.
  ///
  /// - Throws: `JournalFailure` when the file cannot be made; a job can be measured without.
  public init(folder: String, header: JournalHeader) throws(JournalFailure) {
    path = "\(folder)/\(header.id).jsonl"
    var header = header
    let devices = header.job.energy.map(\.id)
    header.devices = devices
    self.devices = devices
    do throws(Folder.Failure) {
      try Folder.make(folder)
    } catch {
      throw JournalFailure(path: error.path, errno: error.code)
    }
    writer = try JournalWriter(path: path, header: Self.line(header))
  }

  /// Notes the state of a moment.
  func write(_ domains: [DomainEnergy], at time: Seconds, jobTime: Seconds?, progress: Double?) {
    // Written by hand: a general encoder would cost more than all the reading of sensors.
    var line = "{\"d\":["
    for (index, domain) in domains.enumerated() {
      if index > 0 { line += "," }
      func text(_ number: Double?) -> String { number.flatMap { $0.isFinite ? "\($0)" : nil } ?? "null" }
      line += "[\(text(domain.energy?.low.value)),\(text(domain.energy?.mid.value)),\(text(domain.energy?.high.value)),"
      line += "\(domain.samples),\(text(domain.longestGap?.value)),\(text(domain.observedShare)),"
      line += "\(text(domain.countedFrom?.value))]"
    }
    line += "],\"t\":\(time.value)"
    if let jobTime { line += ",\"p\":\(jobTime.value)" }
    if let progress { line += ",\"g\":\(progress)" }
    writer.append(Array((line + "}\n").utf8), isState: true)
  }

  /// Notes that a phase begins.
  func write(mark name: String, at point: PhaseTracker.Point) {
    let mark = JournalMark(
      t: point.time.value, m: name, e: point.energy?.value, a: point.acceleratorEnergy?.value,
      u: point.edgeDoubt?.value, s: point.scaleDoubt.value)
    writer.append(Self.line(mark), isState: false)
  }

  /// Adds readings to those beside the journal.
  func write(_ readings: [PowerReading]) {
    if !readings.isEmpty { writer.append(readings) }
  }

  /// Ends the writing, and gives the readings that are beside the journal then.
  public func finish() -> JournalReadings {
    writer.finish()
    return JournalReadings(ofJournal: path, devices: devices)
  }

  /// Why the last write failed; nil while writing succeeds.
  public var writeError: Int32? { writer.writeError }

  /// Ends the journal of a run that is in the ledger.
  public func remove() {
    finish().remove()
    unlink(path)
  }

  /// Ends the journal of a run that is over and could not be put into the ledger: it holds the whole record then.
  ///
  /// - Throws: `JournalFailure` when the whole record could not be written. What the journal held before stays.
  public func keep(_ header: JournalHeader) throws(JournalFailure) {
    writer.finish()
    var header = header
    header.devices = devices
    header.isFinished = true
    let temporary = "\(path).tmp"
    let bytes = Self.line(header)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw JournalFailure(path: temporary, errno: errno) }
    let count = Glibc.write(descriptor, bytes, bytes.count)
    let isKept = count == bytes.count && fsync(descriptor) == 0 && rename(temporary, path) == 0
    let code = count >= 0 && count < bytes.count ? ENOSPC : errno
    Glibc.close(descriptor)
    guard isKept else {
      unlink(temporary)
      throw JournalFailure(path: path, errno: code)
    }
  }

  private static func line(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Only numbers that are no numbers cannot be encoded, and those are written as text.
    return Array((try? encoder.encode(value)) ?? Data()) + [UInt8(ascii: "\n")]
  }
}

/// Why a journal cannot be written or read.
public struct JournalFailure: Error, CustomStringConvertible {
  /// The file or folder.
  public let path: String
  private let code: Int32
  public var description: String { "\(path) cannot be written: \(String(cString: strerror(code)))" }

  init(path: String, errno code: Int32) {
    self.path = path
    self.code = code
  }
}
