import CostCore
import Quantities
public import RunLedger
import TrainingRun

extension RunRecord {
  /// The report of `report` about a run of the ledger.
  public func runReport(origin: ReportOrigin) -> Report {
    var blocks: [Report.Block] = [.heading(title), .headline(headlines)]
    if job?.isComplete == false { blocks.append(.warning("the measurement stopped before the job did")) }
    blocks += job?.timelineBlocks ?? []
    blocks += cost?.figureBlocks ?? []
    if !energy.isEmpty { blocks += [.section("Energy by domain"), .table(RunsReport.domains(energy))] }
    blocks += [.section("About this report"), .text(origin.footer)]
    let json = json.adding([.init("sensitivity", cost?.sensitivityJSON ?? .null)])
    return Report(blocks: blocks, json: json, csv: json.figuresTable)
  }

  private var title: String {
    guard let accelerator else { return name }
    return "\(name) on \(acceleratorCount.map { "\($0) × " } ?? "")\(accelerator)"
  }

  private var headlines: [Headline] {
    let provenance: String
    switch kind {
    case .measured: provenance = "measured \(UTCTime(secondsSince1970: startedAt).text) UTC"
    case .estimated: provenance = "estimated \(UTCTime(secondsSince1970: startedAt).text) UTC"
    }
    return [
      .time(wallTime, acceleratorTime: acceleratorTime, provenance: provenance),
      .energy(energy, facility: nil, pue: nil), .cost(cost), .carbon(carbon),
    ]
  }
}
