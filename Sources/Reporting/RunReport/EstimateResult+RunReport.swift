import Charts
import CostCore
import HardwareProfiles
import Quantities
import TrainingRun
import WorkloadModel

extension EstimateResult {
  /// The report of `report` about a run that is predicted, given or only summed.
  ///
  /// - Parameters:
  ///   - alternatives: the same run on several accelerators, itself included; empty where nothing is predicted.
  ///   - origin: what it was made from.
  public func runReport(alternatives: [AcceleratorAlternative], origin: ReportOrigin) -> Report {
    var blocks: [Report.Block] = [.heading(title), .headline(headlines)]
    blocks += warnings.map { .warning($0) }
    blocks += cost.figureBlocks
    if let profile { blocks += alternatives.blocks(chosen: profile.id, currency: cost.currency) }
    blocks += publishedBlocks
    if usage != nil { blocks += [.section("The run in figures"), .table(figures)] }
    if !assumptions.isEmpty {
      blocks += [.section("Assumptions and their sources", isDetail: true), .table(assumptions.table)]
    }
    blocks.append(.section("About this report"))
    blocks.append(.text(origin.footer))
    let json = json.adding([
      .init("sensitivity", cost.sensitivityJSON), .init("alternatives", alternatives.json),
    ])
    return Report(blocks: blocks, json: json, csv: json.figuresTable)
  }

  private var headlines: [Headline] {
    guard let usage else { return [.cost(cost)] }
    let provenance = prediction == nil ? "given, not predicted" : "predicted"
    return [
      .time(usage.wallTime, acceleratorTime: usage.acceleratorTime, provenance: provenance),
      .energy(usage.energy, facility: facilityEnergy, pue: pue), .cost(cost), .carbon(carbon),
    ]
  }

  /// What others measured of this run, beside the estimate.
  private var publishedBlocks: [Report.Block] {
    guard let published = specification.published, let time = usage?.acceleratorTime else { return [] }
    let row = EstimateComparison.Row(
      name: "Accelerator-hours", predicted: time.map { Count($0.hours) },
      measured: Count(published.acceleratorTime.hours)
    )
    return EstimateComparison(title: "The estimate against what was published", rows: [row], source: published.source)
      .blocks
  }
}

extension CostStatement {
  /// The swings for programs.
  var sensitivityJSON: JSONValue {
    .array(
      sensitivities.map { swing in
        [
          "input": .string(swing.driver.key), "cost_at_low": .number(swing.atLow.amount),
          "cost_at_high": .number(swing.atHigh.amount),
        ]
      })
  }
}
