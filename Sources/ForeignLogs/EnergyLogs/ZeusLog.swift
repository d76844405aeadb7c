import Documents
import Foundation
import PowerMeter
import Quantities
import TrainingRun

/// What Zeus writes: a row for each window of its `ZeusMonitor`, readings of its `PowerMonitor`, profiles of power limits
/// as JSON, and tables of the time and power of an epoch.
enum ZeusLog {
  static func jobs(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> [ForeignLog.Job] {
    let reader = try LineReader(path)
    while let line = try reader.next() {
      let text = String(decoding: line, as: UTF8.self)
      guard let first = text.first(where: { !$0.isWhitespace }) else { continue }
      if first == "{" || first == "[" { return [try profile(path)] }
      if first.isNumber { return [try powers(path, options)] }
      break
    }
    let table = try NamedColumns(path)
    if table.has("average_power") { return try epochs(table) }
    return [try windows(table)]
  }

  // MARK: Windows

  private static func windows(_ table: NamedColumns) throws(DocumentError) -> ForeignLog.Job {
    let energyColumns = table.names.filter { $0.hasSuffix("_energy") }
    for name in ["start_time", "window_name", "elapsed_time"] where !table.has(name) { throw table.missing(name) }
    guard !energyColumns.isEmpty else { throw table.missing("gpu0_energy") }
    var windows: [ZeusWindow] = []
    while try table.next() {
      windows.append(
        ZeusWindow(
          name: table.text("window_name") ?? "window", start: try table.required("start_time"),
          duration: try table.required("elapsed_time"),
          energies: try energyColumns.mapThrowing { name throws(DocumentError) in try table.required(name) }))
    }
    guard !windows.isEmpty else {
      throw DocumentError(
        .malformed, file: table.rows.file, line: table.headerLine, message: "no windows follow the header")
    }
    var draft = draft(of: windows, devices: energyColumns.map { String($0.dropLast(7)) }, table.rows.file)
    draft.warnings += [table.tornWarning].compactMap(\.self)
    return draft.job(.zeus, file: table.rows.file)
  }

  private static func draft(of all: [ZeusWindow], devices: [String], _ path: String) -> JobDraft {
    let windows = ZeusWindow.outermost(all)
    let measured = windows.map(\.duration).reduce(0, +)
    let first = windows.map(\.start).min() ?? 0
    let span = (windows.map(\.end).max() ?? 0) - first
    var draft = JobDraft(name: stem(path), startedAt: first, wallTime: Seconds(measured))
    // Zeus takes the time of a clock that need not start in 1970.
    if TimestampReader.epoch(first) == nil || first > 1e11 {
      draft.startedAt = modificationTime(of: path) - span
      draft.warnings.append("its times count from the start of the machine, so the file's own date tells when it ran")
    }
    if span > measured * 1.001 {
      draft.warnings.append(
        "between its windows \(Seconds(span - measured).formatted) were not measured and are in neither time nor energy"
      )
    }
    if windows.count < all.count {
      draft.warnings.append(
        "\(all.count - windows.count) of its \(all.count) windows lie within others and are not counted twice")
    }
    draft.acceleratorCount = devices.count { $0.hasPrefix("gpu") }
    draft.products = [acceleratorName(path)].compactMap(\.self)
    draft.energy = devices.indices.map { index in
      let isAccelerator = devices[index].hasPrefix("gpu")
      let energy = Joules(windows.map { $0.energies[index] }.reduce(0, +))
      // NVML renews its counter every 100 ms, so either end of a window may be off by as much.
      let doubt = Joules(windows.map { $0.duration > 0 ? $0.energies[index] / $0.duration * 0.1 : 0 }.reduce(0, +))
      return DomainEnergy(
        domain: isAccelerator ? .accelerator : devices[index].hasPrefix("dram") ? .dram : .cpuPackage,
        id: devices[index],
        energy: Range90(low: max(energy - doubt, .zero), mid: energy, high: energy + doubt), method: .counter,
        samples: windows.count,
        note: "summed over the windows that Zeus measured")
    }
    draft.phases = all.map { window in
      let ofAccelerators = devices.indices.filter { devices[$0].hasPrefix("gpu") }.map { window.energies[$0] }
      return JobPhase(
        name: window.name, start: Seconds(window.start - first), duration: Seconds(window.duration),
        energy: Joules(window.energies.reduce(0, +)), acceleratorEnergy: Joules(ofAccelerators.reduce(0, +)))
    }
    var training = MeasuredTraining()
    training.trainingTime = Seconds(measured)
    training.workload = "zeus"
    let steps = all.filter { Self.isStep($0.name) }.map(\.duration)
    if !steps.isEmpty {
      training.steps = Double(steps.count)
      training.stepTime = Seconds(steps.median)
    }
    draft.training = training
    return draft
  }

  /// Whether a window's name says that it is one step: 'step', 'train_step', 'iteration 12'.
  private static func isStep(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter }
    return words.contains { ["step", "iteration", "iter", "batch"].contains($0) }
      && !words.contains { ["eval", "evaluation", "validation", "val", "test"].contains($0) }
  }

  // MARK: Readings

  /// Rows of a time and each GPU's watts, without a header.
  private static func powers(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> ForeignLog.Job {
    let rows = try CSVReader(path)
    var clock = TimestampReader(options.zone)
    var traces: [PowerTrace] = []
    var hasPoint = false
    var isCut = false
    while try rows.next() {
      guard let last = rows.fields.last else { continue }
      // The writer was killed in the midst of a record: Python writes every number with its fraction.
      if rows.isCutOff, rows.fields.count <= traces.count || hasPoint && !last.contains(UInt8(ascii: ".")) {
        isCut = true
        continue
      }
      hasPoint = last.contains(UInt8(ascii: "."))
      guard let time = clock.time(rows.fields[0]), rows.fields.count > 1 else {
        throw DocumentError(
          .value, file: path, line: rows.line,
          message: "found '\(rows.texts.joined(separator: ",").prefix(60))', expected a time and the watts of each GPU")
      }
      while traces.count < rows.fields.count - 1 { traces.append(PowerTrace(id: "gpu\(traces.count)")) }
      for (index, field) in rows.fields.dropFirst().enumerated() {
        guard let watts = DecimalText.number(field) else {
          throw DocumentError(
            .value, file: path, line: rows.line, key: "gpu\(index)",
            message: "found '\(String(decoding: field, as: UTF8.self))', expected watts")
        }
        guard BoardSensor.plausible.contains(watts) else {
          traces[index].pass(over: String(decoding: field, as: UTF8.self), isAbsurd: true)
          continue
        }
        try traces[index].add(watts, at: time, file: path, line: rows.line)
      }
    }
    var draft = try MetricTraces.draft(traces, name: stem(path), file: path, zone: clock.zoneWarning)
    if isCut { draft.warnings.append(NamedColumns.cutWords) }
    return draft.job(.zeus, file: path)
  }

  // MARK: Profiles

  private static func profile(_ path: String) throws(DocumentError) -> ForeignLog.Job {
    let document = try JSONText.parse(TextFile.read(path), file: path)
    let list = (document as? [String: Any])?["measurements"] as? [[String: Any]] ?? document as? [[String: Any]]
    guard let list, !list.isEmpty else {
      throw DocumentError(
        .key, file: path, key: "measurements",
        message: "the key is missing or empty; expected a list of power_limit, energy and time")
    }
    var windows: [ZeusWindow] = []
    for (index, entry) in list.enumerated() {
      guard let energy = entry["energy"] as? Double, let time = entry["time"] as? Double, energy >= 0, time > 0 else {
        throw DocumentError(
          .value, file: path, key: "measurements[\(index)]",
          message:
            "expected numbers energy (joules) and time (seconds), found \(entry.keys.sorted().joined(separator: ", "))")
      }
      let start = windows.last?.end ?? 0
      let limit = entry["power_limit"] as? Double
      windows.append(
        ZeusWindow(
          name: limit.map { "\(NumberFormat.significant($0)) W" } ?? "measurement \(index + 1)", start: start,
          duration: time, energies: [energy]))
    }
    var draft = draft(of: windows, devices: ["gpu"], path)
    draft.acceleratorCount = nil
    return draft.job(.zeus, file: path)
  }

  // MARK: Tables of epochs

  /// One run a row: an epoch of a network at a batch size and power limit.
  private static func epochs(_ table: NamedColumns) throws(DocumentError) -> [ForeignLog.Job] {
    for name in ["time_per_epoch", "average_power"] where !table.has(name) { throw table.missing(name) }
    let path = table.rows.file
    let start = modificationTime(of: path)
    var jobs: [ForeignLog.Job] = []
    while try table.next() {
      let time = Seconds(try table.required("time_per_epoch"))
      let energy = Watts(try table.required("average_power")) * time
      let what = ["dataset", "network", "batch_size", "optimizer"].compactMap { name in
        table.text(name).map { name == "batch_size" ? "batch \($0)" : $0 }
      }
      let limit = table.text("power_limit").map { ["\($0) W limit"] } ?? []
      var draft = JobDraft(
        name: (what + limit).joined(separator: ", "), startedAt: start - time.value, wallTime: time)
      draft.acceleratorCount = 1
      draft.products = [acceleratorName(path)].compactMap(\.self)
      draft.energy = [
        DomainEnergy(
          domain: .accelerator, id: "gpu0", energy: energy.asReadByBoard, method: .integrated,
          note: "an epoch's mean power times its time, as the table gives them")
      ]
      draft.warnings = ["its table holds no dates, so the file's own date stands for when it ran"]
      var training = MeasuredTraining()
      training.globalBatchSize = try table.number("batch_size")
      training.trainingTime = time
      training.workload = "zeus" + (table.text("network").map { " \($0)" } ?? "")
      draft.training = training
      jobs.append(draft.job(.zeus, file: path))
    }
    guard !jobs.isEmpty else {
      throw DocumentError(.malformed, file: path, line: table.headerLine, message: "no rows follow the header")
    }
    return jobs
  }

  // MARK: Names

  static func stem(_ path: String) -> String { URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent }

  static func modificationTime(of path: String) -> Double {
    let date = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    return date?.timeIntervalSince1970 ?? 0
  }

  /// Zeus's files are named after GPU, model and devices: `A40+resnet50+gpu0.csv`, `summary_power_v100.csv`.
  private static func acceleratorName(_ path: String) -> String? {
    let name = stem(path)
    if name.contains("+") { return name.split(separator: "+").first.map(String.init) }
    return name.hasPrefix("summary_power_") ? String(name.dropFirst("summary_power_".count)) : nil
  }
}

/// A time that Zeus measured the energy of.
struct ZeusWindow {
  var name: String
  var start: Double
  var duration: Double
  var energies: [Double]

  var end: Double { start + duration }

  /// The windows that lie within no other; windows may nest, so that their sum would count energy twice.
  static func outermost(_ windows: [ZeusWindow]) -> [ZeusWindow] {
    let ordered = windows.sorted { ($0.start, -$0.duration) < ($1.start, -$1.duration) }
    var outermost: [ZeusWindow] = []
    for window in ordered {
      if let last = outermost.last, window.end <= last.end + 1e-9, window.start >= last.start { continue }
      outermost.append(window)
    }
    return outermost
  }
}
