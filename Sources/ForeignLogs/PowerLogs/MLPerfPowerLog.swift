import Documents
import Foundation
import PowerMeter
import Quantities
import TrainingRun

/// MLPerf Training's power logs, laid out as submissions are: `power/RESULT/node_0.txt`, `sw_0.txt` for switches, and
/// `RESULT.txt`, the run's own log, beside `power/`.
struct MLPerfPowerLog {
  private let path: String
  private let options: ForeignLog.Options

  init(_ path: String, _ options: ForeignLog.Options) {
    self.path = path
    self.options = options
  }

  /// One run's logs.
  private struct Result {
    var name: String
    var powerFiles: [String]
    var runLog: String?
    /// Logs of other nodes that were not asked for.
    var leftOut = 0
  }

  /// A job a run: one for a power log, a run's log or its folder of power logs; all of a benchmark's folder.
  func jobs() throws(DocumentError) -> [ForeignLog.Job] {
    try results().mapThrowing { result throws(DocumentError) in try draft(result).job(.mlperfPower, file: path) }
  }

  // MARK: Which files belong together

  private func results() throws(DocumentError) -> [Result] {
    let names = LogLook.FolderListing.names(in: path)
    if names.contains("power") {
      let results = LogLook.FolderListing.names(in: "\(path)/power").map { result(folder: "\(path)/power/\($0)") }
        .filter { !$0.powerFiles.isEmpty }
      guard !results.isEmpty else {
        throw DocumentError(.missing, file: "\(path)/power", message: "holds no folder with a node_N.txt")
      }
      return results
    }
    if !names.isEmpty { return [result(folder: path)] }
    let url = URL(fileURLWithPath: path)
    let events = try MLPerfEvents(path, id: "node")
    let stem = ZeusLog.stem(path)
    if events.trace.readings == 0, events.switchPower == nil {
      // The run's own log: its power logs lie in the folder of its name.
      let folder = url.deletingLastPathComponent().appendingPathComponent("power/\(stem)").path
      var found = result(folder: folder)
      guard !found.powerFiles.isEmpty else {
        throw DocumentError(
          .key, file: path, line: 1, key: "power_reading",
          message: "no line is a power reading, and there is no \(folder)/node_0.txt; expected a power log")
      }
      found.runLog = path
      return [found]
    }
    var own = result(folder: url.deletingLastPathComponent().path)
    own.leftOut = max(own.powerFiles.count - 1, 0)
    own.powerFiles = [path]
    if events.timeToTrain != nil { own.runLog = path }
    return [own]
  }

  private func result(folder: String) -> Result {
    let url = URL(fileURLWithPath: folder).standardizedFileURL
    let files = LogLook.FolderListing.names(in: folder).filter { name in
      (name.hasPrefix("node_") || name.hasPrefix("sw_")) && name.hasSuffix(".txt")
    }
    let name = url.lastPathComponent
    let beside = url.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("\(name).txt").path
    return Result(
      name: name, powerFiles: files.map { "\(folder)/\($0)" },
      runLog: options.resultFile ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil))
  }

  // MARK: One run

  private func draft(_ result: Result) throws(DocumentError) -> JobDraft {
    let meters = try result.powerFiles.mapThrowing { file throws(DocumentError) in
      try MLPerfEvents(file, id: ZeusLog.stem(file))
    }
    let run = try result.runLog.map { file throws(DocumentError) in try MLPerfEvents(file, id: "run") }
    if let runLog = result.runLog, run?.timeToTrain == nil {
      throw DocumentError(
        .key, file: runLog, key: "run_stop",
        message: "no run_start followed by run_stop; expected the log of a finished run")
    }
    let nodes = meters.filter { $0.trace.readings > 0 }
    guard let first = nodes.map(\.trace.first).min(), let last = nodes.map(\.trace.last).max(), last > first else {
      throw DocumentError(
        .value, file: result.powerFiles[0], key: "power_reading",
        message: "energy takes two readings at least; found \(nodes.map(\.trace.readings).reduce(0, +))")
    }
    let window =
      run.flatMap { run in run.runStart.flatMap { start in run.runStop.map { (start, $0) } } } ?? (first, last)
    let time = window.1 - window.0
    let name = ["mlperf", run?.benchmark, result.name].compactMap(\.self).joined(separator: " ")
    var draft = JobDraft(name: name, startedAt: window.0, wallTime: Seconds(time))
    for meter in meters {
      if meter.trace.readings > 0 {
        draft.energy.append(nodeEnergy(meter, window, hasRun: run != nil))
      } else if let power = meter.switchPower {
        draft.energy.append(
          DomainEnergy(
            domain: .network, id: meter.trace.id, energy: Range90(exactly: Watts(power) * Seconds(time)),
            method: .modelled, note: "the submitter's estimate of \(Watts(power).formatted) over the run"))
      }
    }
    draft.keep(meters.map(\.trace))
    draft.isComplete = run.map { $0.status == nil || $0.status == "success" } ?? true
    draft.training = run?.training
    draft.alternatives = alternatives(meters, draft.energy.total?.mid, run?.timeToTrain)
    let system = MLPerfSystem(near: result.runLog ?? result.powerFiles[0])
    draft.products = [system?.acceleratorName].compactMap(\.self)
    draft.acceleratorCount = system.flatMap { system in
      system.acceleratorsPerNode.map { $0 * min(nodes.count, system.nodes ?? nodes.count) }
    }
    draft.warnings = try warnings(result, nodes, window, hasRun: run != nil)
    return draft
  }

  private func nodeEnergy(_ meter: MLPerfEvents, _ window: (Double, Double), hasRun: Bool) -> DomainEnergy {
    var energy = meter.trace.energy(.node)
    guard hasRun else { return energy }
    let integral = meter.trace.integral(from: window.0, to: window.1)
    let uncovered = max(meter.trace.first - window.0, 0) + max(window.1 - meter.trace.last, 0)
    let doubt = meter.trace.doubt(uncovered: uncovered)
    energy.energy = Range90(low: max(integral - doubt, .zero), mid: integral, high: integral + doubt)
    energy.observedShare = uncovered > 0 ? max(0, 1 - uncovered / (window.1 - window.0)) : nil
    if uncovered > 0 {
      energy.note =
        "its readings leave \(Seconds(uncovered).formatted) of the run out, for which the nearest one was held"
    }
    return energy
  }

  /// The integral over the run, MLPerf's rule and the integral over the whole log, side by side.
  private func alternatives(_ meters: [MLPerfEvents], _ total: Joules?, _ time: Double?) -> [EnergyAlternative] {
    guard let total, let time else { return [] }
    let nodes = meters.filter { $0.trace.readings > 0 }
    let switches = meters.compactMap(\.switchPower).reduce(0, +)
    let rule = nodes.map { meter in
      let span = meter.trace.last - (meter.meterStart ?? meter.trace.first)
      return span > 0 ? meter.conversionEfficiency * meter.rectangles / span * time : 0
    }
    let efficiencies = Set(nodes.map(\.conversionEfficiency)).subtracting([1]).sorted()
    let factor =
      efficiencies.isEmpty
      ? ""
      : ", times a conversion efficiency of \(efficiencies.map { NumberFormat.significant($0) }.joined(separator: ", "))"
    let estimate = switches > 0 ? "; switches by the submitter's estimate" : ""
    return [
      EnergyAlternative(
        rule: "run_window", energy: total,
        note: "the integral from run_start to run_stop, which is the total\(estimate)"),
      EnergyAlternative(
        rule: "mlperf", energy: Joules(rule.reduce(0, +) + switches * time),
        note: "MLPerf's: mean power of the whole log times the time to train\(factor)\(estimate)"),
      EnergyAlternative(
        rule: "whole_log", energy: nodes.map(\.trace.integrator.total).sum(),
        note: "the integral over all that was logged, before and after the run too"
          + (switches > 0 ? "; without switches" : "")),
    ]
  }

  private func warnings(
    _ result: Result, _ nodes: [MLPerfEvents], _ window: (Double, Double), hasRun: Bool
  ) throws(DocumentError) -> [String] {
    var warnings: [String] = []
    if !hasRun {
      warnings.append(
        "no log of the run lies beside it, so all that was logged counts, and MLPerf's rule cannot be applied (--result FILE names one)"
      )
    }
    if result.leftOut > 0 {
      warnings.append("\(result.leftOut) other power logs of the run lie beside it; name the folder to import them all")
    }
    for node in nodes where node.trace.last < window.0 || node.trace.first > window.1 {
      throw DocumentError(
        .value, file: node.file, line: 1, key: "power_reading",
        message: "its readings and the run of \(result.runLog ?? "its log") do not overlap in time")
    }
    let repeated = nodes.map(\.trace.repeatedTimes).reduce(0, +)
    if repeated > 0 { warnings.append("\(repeated) readings repeat the time of the one before and take no time") }
    var groups: [[Float]: [String]] = [:]
    for node in nodes where nodes.count > 1 { groups[node.trace.watts, default: []].append(node.trace.id) }
    let twins = groups.values.filter { $0.count > 1 }.map { $0.joined(separator: " = ") }.sorted()
    if !twins.isEmpty {
      warnings.append(
        "logs of several nodes are identical, reading by reading: \(twins.joined(separator: ", ")); each is counted")
    }
    return warnings
  }
}

/// The system description of a submission, beside its results or in `systems/`.
struct MLPerfSystem {
  private(set) var acceleratorName: String?
  private(set) var acceleratorsPerNode: Int?
  private(set) var nodes: Int?

  /// Looks for the description upward from a file; nil when there is none.
  init?(near file: String) {
    var folder = URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent()
    var name = ""
    for _ in 0..<5 {
      let places = ["\(folder.path)/system.json", "\(folder.path)/systems/\(name).json"]
      for place in places {
        guard let text = try? TextFile.read(place), let system = JSONText.object(text.utf8) else { continue }
        func whole(_ key: String) -> Int? { JSONText.number(system[key]).map { Int($0) } }
        acceleratorName = system["accelerator_model_name"] as? String
        acceleratorsPerNode = whole("accelerators_per_node")
        nodes = whole("number_of_nodes")
        return
      }
      // `systems/NAME.json` describes `results/NAME/…`.
      if folder.deletingLastPathComponent().lastPathComponent == "results" { name = folder.lastPathComponent }
      folder.deleteLastPathComponent()
    }
    return nil
  }
}
