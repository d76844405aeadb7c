import ArgumentParser
import CostCore
import Quantities
import Reporting
import TrainingRun

/// Files for other programs, written beside what a verb says of a run.
struct ExportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the bill as FOCUS 1.2 (CSV) as well.", valueName: "file"))
  var focus: String?

  @Option(help: ArgumentHelp("Write a model card's co2_eq_emissions (YAML) as well.", valueName: "file"))
  var modelCard: String?

  /// Writes those of an estimate that are asked for. A run without a start begins now.
  func write(_ estimate: EstimateResult, _ context: CommandContext) throws {
    let specification = estimate.specification
    try write(
      estimate.cost,
      focus: {
        FocusExport(
          estimate.cost, name: specification.name, startedAt: specification.site.start?.value ?? context.now(),
          hours: estimate.usage?.wallTime?.mid.hours
        ).text
      }, modelCard: { estimate.modelCardEmissions }, context)
  }

  /// Writes those that are asked for; what is unknown is said and not written.
  ///
  /// - Parameter cost: the bill, whose lines of unknown amount FOCUS has no place for.
  func write(
    _ cost: CostStatement?, focus bill: () -> String?, modelCard card: () -> String?, _ context: CommandContext
  ) throws {
    if let focus {
      if let cost, let bill = bill() {
        try OutputFile.replace(focus, with: bill)
        let unknown = cost.unknownLines.map { "\($0.item.rawValue)" }
        if !unknown.isEmpty {
          context.note("warning: \(unknown.joined(separator: ", ")) of unknown amount are not in \(focus)")
        }
      } else {
        context.note("warning: the run has no bill, so \(focus) is not written")
      }
    }
    if let modelCard {
      if let card = card() {
        try OutputFile.replace(modelCard, with: card)
      } else {
        context.note("warning: the emissions are unknown, so \(modelCard) is not written")
      }
    }
  }
}
