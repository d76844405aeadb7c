import Documents
import Foundation
import Quantities
import TrainingRun

/// Power logs of MLPerf Training: `power_reading` lines of one meter, logged for longer than the run or for less.
///
/// The run's start and stop are in the result log, which lies as `../../NAME.txt` beside `power/NAME/node_0.txt`. The
/// figure that MLPerf publishes is the mean power over the whole log times the run time; the integral is offered beside it.
struct MLPerfPowerLog {
  /// One line: a JSON object after `:::MLLOG`.
  private struct Entry: Decodable {
    struct Metadata: Decodable {
      var switchID: String?
      enum CodingKeys: String, CodingKey { case switchID = "switch_id" }
      /// Other kinds of log write a text here.
      init(from decoder: any Decoder) throws {
        switchID = try? decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .switchID)
      }
    }
    var time: Double
    var key: String
    var value: Double?
    var metadata: Metadata?

    enum CodingKeys: String, CodingKey {
      case time = "time_ms"
      case key, value, metadata
    }
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      time = try container.decode(Double.self, forKey: .time) / 1000
      key = try container.decode(String.self, forKey: .key)
      value = try? container.decode(Double.self, forKey: .value)
      metadata = try? container.decode(Metadata.self, forKey: .metadata)
    }
  }

  /// One file of a meter.
  private struct Meter {
    var name: String
    var series = PowerSeries()
    var start: Double?
    var efficiency = 1.0
    var switches: [String: Watts] = [:]

    /// Power of each reading times the time since the one before, from the start of measuring: MLPerf's sum.
    var mean: Watts {
      var last = start.map { Seconds($0) } ?? series.start
      let first = last
      var sum = Joules.zero
      for (time, power) in zip(series.times, series.powers) {
        sum += power * (time - last)
        last = time
      }
      return last > first ? sum / (last - first) : .zero
    }
  }

  private let path: String
  private let devices: Int?
  private var meters: [Meter] = []
  private var run: (start: Seconds, stop: Seconds)?
  /// Whether the user asked for the run and not for the log.
  private var isOfRun: Bool

  init(_ path: String, resultFile: String?, devices: Int?) throws(DocumentError) {
    self.path = path
    self.devices = devices
    isOfRun = resultFile != nil
    let entries = try Self.entries(path)
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if let window = Self.window(entries) {
      // A result log: its meters are in the folder of its name.
      (run, isOfRun) = (window, true)
      let stem = (parts.last ?? "").replacing(".txt", with: "")
      let folder = (parts.dropLast() + ["power", stem]).joined(separator: "/")
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      for name in names where name.hasSuffix(".txt") {
        meters.append(Self.meter(name, try Self.entries("\(folder)/\(name)")))
      }
    } else {
      meters = [Self.meter(parts.last ?? path, entries)]
      let beside = (parts.dropLast(3) + ["\(parts.dropLast().last ?? "").txt"]).joined(separator: "/")
      if let resultFile {
        guard let window = Self.window(try Self.entries(resultFile)) else {
          throw DocumentError(.value, file: resultFile, message: "holds no run_start and run_stop")
        }
        run = window
      } else if parts.count > 2, FileManager.default.fileExists(atPath: beside) {
        run = (try? Self.entries(beside)).flatMap(Self.window)
      }
    }
    guard meters.contains(where: { !$0.series.isEmpty || !$0.switches.isEmpty }) else {
      throw DocumentError(.value, file: path, message: "holds no power_reading, so this is no power log of MLPerf")
    }
  }

  private static func entries(_ path: String) throws(DocumentError) -> [Entry] {
    let decoder = JSONDecoder()
    return try TextFile.read(path).split(whereSeparator: \.isNewline).compactMap { line in
      guard let mark = line.range(of: ":::MLLOG ") else { return nil }
      return try? decoder.decode(Entry.self, from: Data(line[mark.upperBound...].utf8))
    }
  }

  private static func window(_ entries: [Entry]) -> (start: Seconds, stop: Seconds)? {
    guard let start = entries.first(where: { $0.key == "run_start" }),
      let stop = entries.last(where: { $0.key == "run_stop" }), stop.time > start.time
    else { return nil }
    return (Seconds(start.time), Seconds(stop.time))
  }

  private static func meter(_ name: String, _ entries: [Entry]) -> Meter {
    var meter = Meter(name: name.replacing(".txt", with: ""))
    for entry in entries {
      switch (entry.key, entry.value) {
      case ("power_measurement_start", _): meter.start = entry.time
      case ("conversion_eff", let value?) where value > 0: meter.efficiency = value
      case ("power_reading", let value?): meter.series.add(Watts(value), at: Seconds(entry.time))
      case ("interconnect_power_est", let value?):
        // Every line of one switch says the same.
        meter.switches[entry.metadata?.switchID ?? "switch"] = Watts(value)
      default: break
      }
    }
    return meter
  }

  func job() -> ForeignLog.Job {
    let logged = meters.map(\.series).filter { !$0.isEmpty }
    let wall =
      isOfRun
      ? run.map { $0.stop - $0.start }
      : logged.map { $0.end - $0.start }.max() ?? run.map { $0.stop - $0.start }
    var domains: [DomainEnergy] = []
    for meter in meters {
      if !meter.series.isEmpty {
        let series = isOfRun ? run.map { meter.series.window(from: $0.start, to: $0.stop) } : nil
        domains.append((series ?? meter.series).domain(.node, id: meter.name, source: "power_reading"))
      }
      for (name, power) in meter.switches.sorted(by: { $0.key < $1.key }) {
        domains.append(
          DomainEnergy(
            domain: .network, id: name, energy: wall.map { Range90(exactly: power * $0) }, method: .modelled,
            note: "an estimate of the submitter, \(power.formatted)", source: "interconnect_power_est"))
      }
    }
    let start = isOfRun ? run?.start : logged.map(\.start).min()
    var job = MeasuredJob(
      importedFrom: path, startedAt: (start ?? run?.start ?? .zero).value, wallTime: wall ?? .zero, energy: domains,
      acceleratorCount: devices ?? 0)
    job.alternatives = alternatives()
    var warnings: [String] = []
    if let run, !isOfRun {
      let share = (run.stop - run.start) / (wall ?? Seconds(1))
      if abs(share - 1) > 0.01 {
        warnings.append(
          "power was logged for \(wall?.formatted ?? "?"), the run took \((run.stop - run.start).formatted); --result counts the run alone"
        )
      }
    }
    job.notes += warnings
    return ForeignLog.Job(name: "mlperf-power", job: job, product: nil, warnings: warnings)
  }

  /// The figures beside the one that counts.
  private func alternatives() -> [EnergyAlternative] {
    guard let run else { return [] }
    let time = run.stop - run.start
    let estimated = meters.flatMap(\.switches.values).reduce(.zero, +) * time
    let rule = meters.filter { !$0.series.isEmpty }.map { $0.mean * time * $0.efficiency }.reduce(.zero, +)
    let inside = meters.map { $0.series.window(from: run.start, to: run.stop).energy }.reduce(.zero, +)
    let whole = meters.map(\.series.energy).reduce(.zero, +)
    return [
      EnergyAlternative(
        rule: "mlperf", energy: rule + estimated,
        note: "mean power over the whole log times the run time, after losses of conversion, as MLPerf publishes it"),
      EnergyAlternative(
        rule: "run_window", energy: inside + estimated, note: "the integral from run_start to run_stop"),
      EnergyAlternative(rule: "whole_log", energy: whole, note: "the integral over all that was logged"),
    ]
  }
}
