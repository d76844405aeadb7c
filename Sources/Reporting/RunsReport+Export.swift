import CostCore
import Foundation
import Quantities
public import RunLedger
import TrainingRun

extension RunsReport {
  /// Runs for other programs: JSON that a ledger reads back whole, CSV with one row a run.
  public static func export(_ archives: [RunArchive]) -> Report {
    Report(
      blocks: [], json: ["schema_version": 1, "runs": .array(archives.map { ExportedRun($0).json })],
      csv: exportTable(archives.map(\.run)))
  }

  /// The runs of what `export` wrote.
  ///
  /// - Parameters:
  ///   - text: the export.
  ///   - file: what errors call it.
  /// - Throws: `ArchiveError` for a text that is no export and for one that was edited, naming the key at fault.
  public static func archives(ofExport text: String, file: String) throws(ArchiveError) -> [RunArchive] {
    let archives = try RunArchive.archives(ofExport: text, file: file)
    let document = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    for (index, (archive, entry)) in zip(archives, document?["runs"] as? [Any] ?? []).enumerated() {
      if let change = ExportedRun(archive).change(in: entry, at: "runs[\(index)]") {
        throw ArchiveError(
          file: file, message: "\(change); expected an export as 'traincost runs export' wrote it, nothing was added")
      }
    }
    return archives
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
