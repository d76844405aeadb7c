import Foundation
import Glibc

/// Recordings of real machines, which lie beside a checkout and never in it.
///
/// Tests that need them are enabled by `Recordings.arePresent`, so that a run without them says what it left out.
public enum Recordings {
  /// The folder of the archives: below `TRAINCOST_SHARED`, or `shared` beside the checkout or its parent folders.
  public static let folder: String? = {
    var candidates: [String] = []
    if let shared = ProcessInfo.processInfo.environment["TRAINCOST_SHARED"] { candidates.append(shared) }
    var place = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while place.path != "/" {
      candidates.append(place.appendingPathComponent("shared").path)
      place.deleteLastPathComponent()
    }
    return candidates.map { "\($0)/recordings" }.first { FileManager.default.fileExists(atPath: "\($0)/EXPECTED.md") }
  }()

  /// Whether there are recordings.
  public static var arePresent: Bool { folder != nil }

  /// The text of EXPECTED.md, what independent programs read from the recordings; empty without recordings.
  public static let expected: String = {
    folder.flatMap { try? String(contentsOfFile: "\($0)/EXPECTED.md", encoding: .utf8) } ?? ""
  }()

  /// The ids of all recordings, sorted.
  public static let ids: [String] = {
    let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
    return files.filter { $0.hasSuffix(".tar.xz") }.map { String($0.dropLast(7)) }.sorted()
  }()

  /// The unpacked folder of a recording, with the archives inside it unpacked too. Tests only read it.
  ///
  /// The larger trees hold ten thousand files, so what is unpacked stays in the folder for temporary files, where the
  /// next run of the tests finds it; an archive that has changed is unpacked anew.
  public static func unpacked(_ id: String) throws -> String { try Unpacking.shared.folder(of: id) }

  /// The folder of a recording that stands for `/`: the one that holds `sys/`; nil when it has none.
  public static func root(of id: String) throws -> String? {
    let top = try unpacked(id)
    let inside = try FileManager.default.contentsOfDirectory(atPath: top).sorted().map { "\(top)/\($0)" }
    let further = inside.flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { "\(folder)/\($0)" }
    }
    return ([top] + inside + further).first { FileManager.default.fileExists(atPath: "\($0)/sys") }
  }

  /// The lspci dump of a recording; nil when it has none.
  public static func dump(of id: String) throws -> String? {
    let path = "\(try unpacked(id))/lspci.dump"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// What went wrong while unpacking.
  public struct Failure: Error, CustomStringConvertible {
    /// The archive and tar's exit status.
    public let description: String
  }
}

/// The cache of unpacked recordings. Tests run in parallel, so a lock guards it.
private final class Unpacking: @unchecked Sendable {
  static let shared = Unpacking()

  private let lock = NSLock()
  private var folders: [String: String] = [:]
  private let cache = NSTemporaryDirectory() + "traincost-recordings-\(getuid())"

  func folder(of id: String) throws -> String {
    lock.lock()
    defer { lock.unlock() }
    if let folder = folders[id] { return folder }
    guard let archives = Recordings.folder else { throw Recordings.Failure(description: "no recordings") }
    let archive = "\(archives)/\(id).tar.xz"
    var status = stat()
    guard stat(archive, &status) == 0 else { throw Recordings.Failure(description: "no recording \(archive)") }
    let version = "\(cache)/\(id)-\(status.st_size)-\(status.st_mtim.tv_sec)"
    if !FileManager.default.fileExists(atPath: version) { try unpack(id, archive, as: version) }
    folders[id] = "\(version)/\(id)"
    return "\(version)/\(id)"
  }

  /// Unpacks under another name first, so that a run that is cut short leaves nothing half done behind and two runs at
  /// once do not disturb each other.
  private func unpack(_ id: String, _ archive: String, as version: String) throws {
    let files = FileManager.default
    let draft = "\(version).\(getpid())"
    try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: draft) }
    try unpack(archive, into: draft)
    for name in try files.contentsOfDirectory(atPath: "\(draft)/\(id)") where name.contains(".tar.") {
      try files.createDirectory(atPath: "\(draft)/\(id)/inner", withIntermediateDirectories: true)
      try unpack("\(draft)/\(id)/\(name)", into: "\(draft)/\(id)/inner")
    }
    guard rename(draft, version) == 0 || files.fileExists(atPath: version) else {
      throw Recordings.Failure(description: "\(draft) cannot be renamed to \(version)")
    }
  }

  private func unpack(_ archive: String, into folder: String) throws {
    // Foundation's Process waits in a run loop, which costs ten times what tar does.
    var arguments: [UnsafeMutablePointer<CChar>?] = []
    for word in ["tar", "xf", archive, "-C", folder] { arguments.append(strdup(word)) }
    defer { arguments.forEach { free($0) } }
    arguments.append(nil)
    var child: pid_t = 0
    var status: CInt = 0
    let error = posix_spawnp(&child, "tar", nil, nil, arguments, environ)
    guard error == 0, waitpid(child, &status, 0) == child, status == 0 else {
      throw Recordings.Failure(description: "tar xf \(archive): error \(error), status \(status)")
    }
  }
}
