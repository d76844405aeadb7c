import Documents
import Foundation

/// What a file looks like from its first lines.
struct LogLook {
  /// The kind of log; nil when it is like none.
  private(set) var kind: ForeignLog?
  /// What it looks like when that is known and no log of a run.
  private(set) var strangerWords: String?
  /// The line that told; nil for a folder.
  private(set) var line: Int? = 1
  /// The start of its text, for a message.
  private(set) var sample = ""

  private static let linesRead = 400

  init(of path: String) throws(DocumentError) {
    guard !Self.isFolder(path) else {
      try lookInto(folder: path)
      return
    }
    let type = (try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath))?[.type]
    if let type = type as? FileAttributeType, type != .typeRegular {
      throw DocumentError(
        .unreadable, file: path, message: "is a pipe or a device; expected a file, which is read twice")
    }
    let reader = try LineReader(path)
    var isBlank = true
    while reader.lineNumber < Self.linesRead, let bytes = try reader.next() {
      let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
      guard let first = text.utf8.first(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      if isBlank { sample = String(text.prefix(60)) }
      if first < 0x20 { continue }
      kind = Self.kind(ofLine: text, isFirst: isBlank)
      if kind == nil { strangerWords = Self.stranger(text, isFirst: isBlank) }
      isBlank = false
      if kind != nil || strangerWords != nil {
        line = reader.lineNumber
        return
      }
    }
    if isBlank {
      throw DocumentError(.malformed, file: path, message: "the file holds no text but blanks and NUL bytes")
    }
    if path.hasSuffix("_power_usage_watts") { kind = .mlflow }
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private mutating func lookInto(folder path: String) throws(DocumentError) {
    line = nil
    let names = FolderListing.names(in: path)
    guard !names.isEmpty else {
      throw DocumentError(
        .malformed, file: path, message: "the folder holds no files, expected the logs of one run")
    }
    sample = names.prefix(4).joined(separator: " ")
    if names.contains(where: { $0.hasPrefix("node_") && $0.hasSuffix(".txt") }) || names.contains("power") {
      kind = .mlperfPower
    } else if names.contains("metrics") || names.contains("system")
      || names.contains(where: MLflowMetrics.isPowerMetric)
    {
      kind = .mlflow
    } else if (names + FolderListing.names(in: "\(path)/files")).contains(where: { $0.hasPrefix("wandb-") }) {
      kind = .wandb
    }
  }

  private static func kind(ofLine line: String, isFirst: Bool) -> ForeignLog? {
    if line.contains(":::MLLOG") { return .mlperfPower }
    if line.contains("elapsed time per iteration") { return .megatronLog }
    if line.contains("system.gpu.") || line.contains("system/gpu.") { return .wandb }
    if line.contains("_power_usage_watts") { return .mlflow }
    guard isFirst else { return nil }
    let columns = Set(
      line.lowercased().split(whereSeparator: { ",;\t".contains($0) }).map { $0.trimmingCharacters(in: .whitespaces) })
    if columns.contains("energy_consumed") || columns.isSuperset(of: ["duration", "emissions"]) { return .codecarbon }
    if columns.isSuperset(of: ["window_name", "elapsed_time"]) || columns.contains("average_power") { return .zeus }
    let isSMI = columns.contains { $0.hasPrefix("power.draw") || $0.hasPrefix("utilization.gpu") || $0 == "pstate" }
    if isSMI || columns.contains("timestamp") && columns.contains(where: { $0.hasSuffix("]") }) { return .nvidiaSMI }
    // Without a header: a time, and somewhere watts.
    let fields = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    if fields.count > 1, fields[0].first?.isNumber == true, fields.contains(where: { $0.hasSuffix(" W") }) {
      return .nvidiaSMI
    }
    if columns.isSuperset(of: ["_timestamp", "_runtime"]) { return .wandb }
    if line.hasPrefix("{"), line.contains("\"_timestamp\"") || line.contains("\"_runtime\"") { return .wandb }
    if columns.isSuperset(of: ["timestamp", "value"]), columns.contains("key") || columns.contains("metric") {
      return .mlflow
    }
    return nil
  }

  private static func stranger(_ line: String, isFirst: Bool) -> String? {
    if line.hasPrefix("| NVIDIA-SMI") || line.contains("==NVSMI LOG==") {
      return
        "the screen of nvidia-smi; log with: nvidia-smi --query-gpu=timestamp,index,power.draw --format=csv -lms 100"
    }
    if line.hasPrefix("# gpu "), line.contains("pwr") {
      return "the output of nvidia-smi dmon, which has no dates; "
        + "log with: nvidia-smi --query-gpu=timestamp,index,power.draw --format=csv -lms 100"
    }
    guard isFirst else { return nil }
    if line.hasPrefix("nvml:") || line.hasPrefix("rapl:") { return "a log of pinpoint, which holds no times" }
    if line.hasPrefix("schema_version:") { return "a run file of traincost; did you mean 'traincost estimate'" }
    return nil
  }
}

extension LogLook {
  /// Names within a folder, sorted; empty when it cannot be read.
  enum FolderListing {
    static func names(in folder: String) -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
  }
}
