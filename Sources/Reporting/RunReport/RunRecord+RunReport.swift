import CostCore
public import CostEstimation
import Quantities
public import RunLedger
import TrainingRun

extension RunRecord {
  /// The report of `report` about a run of the ledger.
  ///
  /// - Parameters:
  ///   - acceleratorName: the name of its accelerator for people; nil when its profile is not known here.
  ///   - curves: the power of each device over time, as the ledger keeps it.
  ///   - check: what was predicted of it; nil where nothing was.
  ///   - origin: what the report was made from.
  public func runReport(
    acceleratorName: String?, curves: [String: [PowerBucket]], check: PredictionCheck?, origin: ReportOrigin
  ) -> Report {
    var blocks: [Report.Block] = [.heading(title(acceleratorName)), .headline(headlines)]
    if let job {
      if !job.isComplete { blocks.append(.warning("the measurement stopped before the job did")) }
      blocks += job.timelineBlocks(curves) + job.blocks
    }
    blocks += (cost?.ageWarnings ?? []) + (cost?.figureBlocks ?? [])
    if let check {
      blocks += comparison(check).blocks + [check.scope, check.obstacle].compactMap { $0.map { .text($0) } }
    }
    if !energy.isEmpty { blocks += [.section("Energy by domain"), .table(RunsReport.domains(energy))] }
    if let assumptions = inputs?.assumptions, !assumptions.isEmpty {
      blocks += [.section("Assumptions and their sources", isDetail: true), .table(assumptions.table)]
    }
    blocks += [.section("About this report"), .text(origin.footer)]
    return Report(blocks: blocks, json: json, csv: json.figuresTable)
  }

  private func title(_ acceleratorName: String?) -> String {
    guard let name = acceleratorName ?? accelerator else { return self.name }
    return "\(self.name) on \(acceleratorCount.map { "\($0) × " } ?? "")\(name)"
  }

  private var headlines: [Headline] {
    let how =
      switch kind {
      case .measured: "measured"
      case .estimated: "estimated"
      }
    return [
      .time(
        wallTime, acceleratorTime: acceleratorTime,
        provenance: "\(how) \(UTCTime(secondsSince1970: startedAt).text) UTC"),
      .energy(energy, facility: nil, pue: nil), .cost(cost), .carbon(carbon),
    ]
  }

  private func comparison(_ check: PredictionCheck) -> EstimateComparison {
    let rows = check.rows.compactMap { row -> EstimateComparison.Row? in
      switch row.figure {
      case .stepTime, .tokenTime, .sampleTime, .wallTime:
        EstimateComparison.Row(
          name: row.title, predicted: row.predicted.map { Seconds($0) }, measured: Seconds(row.measured))
      case .acceleratorEnergy:
        EstimateComparison.Row(
          name: row.title, predicted: row.predicted.map { Joules($0) }, measured: Joules(row.measured))
      case .cost:
        row.currency.map { currency in
          EstimateComparison.Row(
            name: row.title, predicted: row.predicted.map { Money($0, currency) },
            measured: Money(row.measured, currency))
        }
      }
    }
    let source = check.estimate.map { "this run; estimated as run \($0)" } ?? "this run; estimated with its run file"
    return EstimateComparison(title: "The estimate against the measurement", rows: rows, source: source)
  }
}
