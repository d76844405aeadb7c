import Documents
import Quantities
import TrainingRun

/// `nvidia-smi --query-gpu=timestamp,…,power.draw --format=csv -lms N`.
///
/// Times are local and without a zone. Several GPUs take turns in the rows, and where no column says which is which, rows
/// that come in groups do.
struct NvidiaSMILog {
  private let text: DelimitedText
  private let devices: Int?
  private static let kind = "nvidia-smi"

  init(_ path: String, devices: Int?) throws(DocumentError) {
    text = try DelimitedText(path)
    self.devices = devices
  }

  func job() throws(DocumentError) -> ForeignLog.Job {
    let time = try text.required("timestamp", of: Self.kind)
    let power = try text.required("power.draw", "power.draw.instant", "power.draw.average", of: Self.kind)
    let identity = text.column("index", "gpu_index", "uuid", "gpu_uuid", "pci.bus_id", "gpu_bus_id")
    var warnings = [text.damageWarning].compactMap(\.self)

    var readings: [(time: Double, power: Double?, id: String)] = []
    var unreadable = 0
    var shift = 0.0
    for row in text.rows {
      guard var moment = CalendarTime.seconds(row.fields[time]) else {
        unreadable += 1
        continue
      }
      moment += shift
      // Local time goes back by an hour in autumn.
      if let last = readings.last, abs(last.time - moment - 3600) < 60 {
        shift += 3600
        moment += 3600
      }
      let value = Self.watts(row.fields[power])
      if value == nil { unreadable += 1 }
      readings.append((moment, value, identity.map { row.fields[$0] } ?? ""))
    }
    let names = try identify(&readings, hasIdentity: identity != nil, &warnings)
    if unreadable > 0 { warnings.append("\(unreadable) readings are no numbers ([N/A] and the like) and were bridged") }

    var series: [String: PowerSeries] = [:]
    for reading in readings {
      if let power = reading.power {
        series[reading.id, default: PowerSeries()].add(Watts(power), at: Seconds(reading.time))
      }
    }
    guard let first = readings.first, let last = readings.last, !series.isEmpty else {
      throw DocumentError(
        .value, file: text.path, key: text.heading[power],
        message: "holds no reading of power: found '\(text.rows.first?.fields[power] ?? "no row")', expected watts")
    }
    warnings.append("its times are local and without a zone; the start is taken for UTC")
    let domains = names.map { name in
      (series[name] ?? PowerSeries()).domain(.accelerator, id: name, source: text.heading[power])
    }
    var job = MeasuredJob(
      importedFrom: text.path, startedAt: first.time, wallTime: Seconds(last.time - first.time), energy: domains,
      acceleratorCount: names.count)
    job.notes += warnings
    let product = text.column("name", "gpu_name").flatMap { text.rows.first?.fields[$0] }
    return ForeignLog.Job(name: "nvidia-smi", job: job, product: product, warnings: warnings)
  }

  /// Gives each reading its GPU, and lists the GPUs in order.
  private func identify(
    _ readings: inout [(time: Double, power: Double?, id: String)], hasIdentity: Bool, _ warnings: inout [String]
  ) throws(DocumentError) -> [String] {
    if hasIdentity {
      var names: [String] = []
      for reading in readings where !names.contains(reading.id) { names.append(reading.id) }
      for index in readings.indices { readings[index].id = Self.name(readings[index].id) }
      return names.map(Self.name)
    }
    let count = devices ?? Self.groupSize(readings.map(\.time))
    if devices == nil, count > 1 {
      warnings.append(
        "no column tells the GPUs apart; the rows come in groups of \(count), taken for \(count) GPUs in turn (--devices overrides)"
      )
    }
    for index in readings.indices { readings[index].id = "gpu\(index % count)" }
    return (0..<min(count, max(readings.count, 1))).map { "gpu\($0)" }
  }

  private static func name(_ id: String) -> String { Int(id) == nil ? id : "gpu\(id)" }

  /// `69.85 W` or `69.85`; nil for `[N/A]`, `[Unknown Error]` and the like.
  private static func watts(_ text: String) -> Double? {
    let number = text.split(separator: " ").first.flatMap { Double($0) }
    return number.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }

  /// How many rows come at once: the smallest number whose groups lie closer together than one follows the other.
  static func groupSize(_ times: [Double]) -> Int {
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }
    for size in 2...64 where times.count >= size * 2 {
      var groups = 0
      var fitting = 0
      var start = 0
      while start + size < times.count {
        let inside = steps[start..<start + size - 1].max() ?? 0
        groups += 1
        if inside < steps[start + size - 1] * 0.5 { fitting += 1 }
        start += size
      }
      if Double(fitting) >= Double(groups) * 0.9 { return size }
    }
    return 1
  }
}
