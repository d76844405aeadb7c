public import Documents
public import HardwareProfiles
import Glibc
import Quantities

/// Measured runs replayed through the models of time, memory and energy.
public struct Validation: Sendable {
  /// The rows that can be judged.
  public let runs: [MeasuredRun]
  /// The others, with what keeps each from it.
  public private(set) var skipped: [SkippedRow]
  /// Steps under a stated layout: of grade A and A-, and of grade B, where part of the architecture is inferred.
  let cases: [StepCase]

  /// Reads files of measured runs.
  ///
  /// - Throws: `DocumentError` for a table without accelerators, and for a cell that is no number where one belongs.
  public init(_ tables: [CSVTable], catalog: ProfileCatalog) throws {
    let finder = try AcceleratorFinder(catalog: catalog)
    var runs: [MeasuredRun] = []
    var skipped: [SkippedRow] = []
    for table in tables {
      guard table.headings.contains(where: ["accelerator", "accelerator_id"].contains) else {
        throw DocumentError(
          .key, file: table.file, line: 1,
          message: "found the columns \(table.headings.joined(separator: ", ")), expected those of measured runs, "
            + "such as accelerator, accelerator_count, params_total and measured_step_time_s")
      }
      for row in table.rows {
        do {
          let (cells, columns) = (row.cells.count, table.headings.count)
          guard cells <= columns else {
            throw RowRefusal(
              .lacksInput, "the row has \(cells) cells, expected at most \(columns), one for each heading")
          }
          runs.append(try MeasuredRun(row, accelerators: finder, file: table.file))
        } catch let refusal as RowRefusal {
          skipped.append(
            SkippedRow(id: row["id"] ?? "line \(row.line)", cause: refusal.cause, reason: refusal.reason))
        }
      }
    }
    self.runs = runs
    self.skipped = skipped
    cases = runs.compactMap { ["A", "A-", "B"].contains($0.grade) ? StepCase($0) : nil }
  }

  /// The steps that calibrated constants are fitted to.
  var fit: CalibrationFit {
    let accelerators = Set(cases.map(\.machine.accelerator)).sorted()
    return CalibrationFit(
      cases: cases, parameters: CalibrationParameter.all(accelerators: accelerators), base: .shipped)
  }
}
