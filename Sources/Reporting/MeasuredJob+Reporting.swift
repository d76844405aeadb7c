import Quantities
import TrainingRun

extension MeasuredJob {
  /// What a baseline and the processors' work say about the energy.
  func addEnergyFacts(to facts: inout TextTable, energy: [DomainEnergy]) {
    if let idle = energy.idleTotal, let total = energy.total {
      facts.add("  idle", "\(idle.formatted) would have been drawn without the job")
      let net = Range90(low: total.low - idle, mid: total.mid - idle, high: total.high - idle)
      facts.add("  net", net.formattedWithBounds)
    }
    if let processor, let active = processor.active, let idle = processor.allocatedIdle, let total = processor.total {
      facts.add(
        "  processors",
        "\(total.formatted), of which \(active.formatted) go with the job's own processor time and \(idle.formatted) with "
          + "its idle processors")
    }
    if let progress { facts.add("progress", NumberFormat.percent(progress)) }
    if let node { facts.add("node", node) }
  }

  /// Phases, devices of others, gaps and notes.
  var blocks: [Report.Block] {
    var blocks: [Report.Block] = []
    if !phases.isEmpty {
      var table = TextTable([
        .init("Phase"), .init("Start", .right), .init("Time", .right), .init("Energy", .right), .init("±", .right),
        .init("Accelerators", .right), .init("Mean power", .right),
      ])
      for phase in phases {
        let power = phase.energy.flatMap { phase.duration > .zero ? ($0 / phase.duration).formatted : nil }
        table.add(
          phase.name, phase.start.formatted, phase.duration.formatted, phase.energy?.formatted ?? "unknown",
          phase.energyDoubt?.formatted ?? "", phase.acceleratorEnergy?.formatted ?? "", power ?? "")
      }
      blocks.append(.table(table))
    }
    if !others.isEmpty {
      blocks.append(.text("Not counted, since not this job's or counted by another run:"))
      blocks.append(.table(RunsReport.domains(others)))
    }
    if !alternatives.isEmpty {
      var table = TextTable([.init("By another rule"), .init("Energy", .right), .init("Which is")])
      for other in alternatives { table.add(other.rule, other.energy.formatted, other.note) }
      blocks.append(.table(table))
    }
    if !gaps.isEmpty {
      let time = gaps.reduce(.zero) { $0 + $1.duration }
      let places = gaps.prefix(5).map { "\($0.duration.formatted) at \($0.start.formatted)" }.joined(separator: ", ")
      blocks.append(
        .text("\(gaps.count == 1 ? "1 gap" : "\(gaps.count) gaps") of \(time.formatted) without readings: \(places)"))
    }
    blocks += notes.map { .text($0) }
    return blocks
  }
}
