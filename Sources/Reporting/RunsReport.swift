import CostCore
import Quantities
public import CostEstimation
public import RunLedger
import TrainingRun

/// Runs of the ledger for people and programs.
public enum RunsReport {
  /// One row a run, newest first.
  public static func list(_ records: [RunRecord], empty: String = "the ledger holds no runs") -> Report {
    var table = TextTable([
      .init("Id"), .init("Started (UTC)"), .init("Kind"), .init("Name", isVerbatim: true),
      .init("Time", .right),
      .init("Accelerator h", .right), .init("Energy", .right), .init("Cost", .right), .init("Exit", .right),
    ])
    for record in records {
      let exit = record.job.map { job in
        guard job.isComplete else { return "incomplete" }
        return job.exitCode.map(String.init) ?? job.signal.map { "signal \($0)" } ?? "unknown"
      }
      table.add(
        record.id, UTCTime(secondsSince1970: record.startedAt).text, record.kind.rawValue, record.name,
        record.wallTime?.mid.formatted ?? "unknown", record.acceleratorTime.map { hours($0.mid) } ?? "unknown",
        record.energy.total?.mid.formatted ?? "unknown",
        record.cost?.totalText ?? "unknown", exit ?? "")
    }
    let json: JSONValue = ["schema_version": 1, "runs": .array(records.map(\.json))]
    let blocks: [Report.Block] = records.isEmpty ? [.text(empty)] : [.table(table)]
    return Report(blocks: blocks, json: json, csv: exportTable(records))
  }

  /// All of one run, beside what was predicted of it.
  ///
  /// - Parameters:
  ///   - record: the run.
  ///   - check: what was predicted of it; nil where nothing was.
  ///   - curves: the power of each device over time, as the ledger keeps it.
  public static func show(
    _ record: RunRecord, _ check: PredictionCheck? = nil, curves: [String: [PowerBucket]] = [:]
  ) -> Report {
    var facts = TextTable([.init(""), .init("")])
    facts.add("id", record.id)
    facts.add("kind", record.kind.rawValue)
    if !record.tags.isEmpty { facts.add("tags", record.tags.joined(separator: ", ")) }
    facts.add("started", UTCTime(secondsSince1970: record.startedAt).text + " UTC")
    if let origin = record.job?.origin {
      facts.add("imported", "\(origin.kind) \(origin.file)")
    } else if let job = record.job {
      facts.add("command", job.command.isEmpty ? "not stored" : job.command.joined(separator: " "))
      facts.add("exit", job.exitCode.map { "code \($0)" } ?? job.signal.map { "signal \($0)" } ?? "unknown")
      if !job.isComplete { facts.add("complete", "no: the measurement stopped before the job") }
    }
    facts.add("time", text(record.wallTime))
    if let accelerator = record.accelerator {
      facts.add("accelerators", "\(record.acceleratorCount.map { "\($0) × " } ?? "")\(accelerator)")
    } else if let kinds = record.job?.acceleratorKinds {
      let list = kinds.joined(separator: ", ")
      facts.add("accelerators", record.acceleratorCount.map { "\($0) of several kinds: \(list)" } ?? list)
    }
    if let time = record.acceleratorTime { facts.add("accelerator-hours", hours(time.mid)) }
    facts.add("energy", record.energy.total.map { text($0) } ?? "unknown: \(record.energy.unknownReason)")
    record.job?.training?.add(to: &facts)
    record.job?.addEnergyFacts(to: &facts, energy: record.energy)
    if let carbon = record.carbon?.operational { facts.add("carbon, operational", text(carbon)) }
    if let overhead = record.job?.overhead {
      facts.add(
        "cost of measuring",
        "\(overhead.processorTime.formatted) of processor time, \(overhead.peakResidentMemory.formatted)")
    }
    var blocks: [Report.Block] = [.heading(record.name), .table(facts)]
    if !record.energy.isEmpty { blocks.append(.table(domains(record.energy))) }
    blocks += curves.powerBlocks
    blocks += record.job?.blocks ?? []
    if let check {
      blocks.append(.section("Predicted and measured"))
      blocks += check.blocks
    }
    if let cost = record.cost { blocks += cost.blocks }
    if !record.assumed.isEmpty { blocks.append(.table(record.assumed.table)) }
    blocks += record.cost?.ageWarnings ?? []
    let json = record.json(with: curves).adding(check?.members ?? [])
    return Report(blocks: blocks, json: json, csv: record.json.figuresTable)
  }

  static func domains(_ energy: [DomainEnergy]) -> TextTable {
    var table = TextTable([
      .init("Domain"), .init("Which"), .init("Energy", .right), .init("±", .right), .init("Method"),
      .init("Readings", .right), .init("Note"),
    ])
    for domain in energy {
      let seen = domain.observedShare.map { $0 < 1 ? "sensor sees \(NumberFormat.percent($0)) of the time" : "" } ?? ""
      let note = [domain.containedIn.map { "counted in \($0)" } ?? "", seen, domain.note ?? ""].filter { !$0.isEmpty }
      table.add(
        domain.domain.rawValue, domain.id, domain.energy?.mid.formatted ?? "unknown",
        domain.energy.map { domain.doubt == nil ? "unknown" : doubt($0) } ?? "", domain.method.rawValue,
        domain.samples == 0 ? "" : "\(domain.samples)",
        note.joined(separator: "; "))
    }
    return table
  }

  /// Half the width of a range around its middle, else its bounds.
  private static func doubt(_ range: Range90<Joules>) -> String {
    let (below, above) = (range.mid - range.low, range.high - range.mid)
    let isEven = max(below, above) <= min(below, above) * 1.2 || max(below, above) < range.mid / 100
    return isEven ? range.halfWidth.formatted : range.formattedBounds ?? range.halfWidth.formatted
  }

  private static func hours(_ time: Seconds) -> String { NumberFormat.significant(time.hours) + " h" }

  private static func text(_ range: Range90<some PhysicalQuantity>?) -> String {
    range?.formattedWithBounds ?? "unknown"
  }
}

extension DomainEnergy {
  /// Half of the energy's 90 % range. Nothing is metered or modelled exactly: a range without a width says that nobody
  /// told how far the figure may be off, and gives nil.
  var doubt: Joules? {
    energy.flatMap { $0.isExact && $0.mid > .zero ? nil : $0.halfWidth }
  }
}

extension Sequence where Element == DomainEnergy {
  /// Half of the total's 90 % range; nil where that of a part is unknown.
  var totalDoubt: Joules? {
    outermost.allSatisfy { $0.doubt != nil } ? total?.halfWidth : nil
  }

  /// Why no energy is known, for people.
  var unknownReason: String { compactMap(\.note).first ?? "no sensor was readable" }
}
