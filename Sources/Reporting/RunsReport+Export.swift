import CostCore
import Quantities
public import RunLedger
import TrainingRun

extension RunsReport {
  /// Runs for other programs: JSON that a ledger reads back whole, CSV with one row a run.
  public static func export(_ records: [RunRecord]) -> Report {
    let runs = records.map { record -> JSONValue in
      guard case .object(let members) = record.json else { return .null }
      return .object(members + [.init("archive", .verbatim(RunArchive(record).json))])
    }
    return Report(
      blocks: [], json: ["schema_version": 1, "runs": .array(runs)], csv: exportTable(records))
  }

  /// The bills of runs as FOCUS 1.2 in CSV, one row a cost line; runs without a bill have none.
  public static func focus(_ records: [RunRecord]) -> String {
    FocusExport.text(
      of: records.compactMap { record in
        record.cost.map { cost in
          FocusExport(
            cost, name: record.name, id: record.id, startedAt: record.startedAt, hours: record.wallTime?.mid.hours)
        }
      })
  }

  /// The columns are those that `forecast --history` reads, and more.
  static func exportTable(_ records: [RunRecord]) -> TextTable {
    var table = TextTable(
      [
        "id", "kind", "name", "started_at", "tags", "accelerator", "count", "wall_seconds", "accelerator_hours",
        "total_joules", "cost", "currency", "operational_kg", "exit_code", "precision", "training_flops", "tokens",
        "parameters", "fingerprint", "program",
      ].map { TextTable.Column($0) })
    for record in records {
      let cost = record.cost?.knownTotal?.mid.amount
      let inputs = record.inputs
      table.rows.append([
        record.id, record.kind.rawValue, record.name, UTCTime(secondsSince1970: record.startedAt).iso8601,
        record.tags.joined(separator: " "), record.accelerator ?? "", record.acceleratorCount.map(String.init) ?? "",
        TextTable.bare(record.wallTime?.mid.value), TextTable.bare(record.acceleratorTime?.mid.hours),
        TextTable.bare(record.energy.total?.mid.value), TextTable.bare(cost), record.cost?.currency.code ?? "",
        TextTable.bare(record.carbon?.operational?.mid.value), record.job?.exitCode.map { "\($0)" } ?? "",
        inputs?.precision?.rawValue ?? "", TextTable.bare(inputs?.work?.value), TextTable.bare(inputs?.tokens?.value),
        TextTable.bare(inputs?.parameters?.value), inputs?.fingerprint ?? "", inputs?.program ?? "",
      ])
    }
    return table
  }
}
