import Documents
import Quantities
import TrainingRun

/// CodeCarbon's `emissions.csv`: one row a run, or several with sums so far where the run wrote in between.
struct CodecarbonLog {
  private let text: DelimitedText

  init(_ path: String) throws(DocumentError) { text = try DelimitedText(path) }

  func jobs() throws(DocumentError) -> [ForeignLog.Job] {
    let kind = "codecarbon"
    let duration = try text.required("duration", of: kind)
    let total = try text.required("energy_consumed", of: kind)
    let run = text.column("run_id")
    var latest: [(id: String, row: DelimitedText.Row)] = []
    var incomplete: [Int] = text.damaged
    for row in text.rows {
      guard Double(row.fields[duration]) != nil, Double(row.fields[total]) != nil else {
        incomplete.append(row.line)
        continue
      }
      let id = run.map { row.fields[$0] } ?? ""
      // Rows of one run are sums since its start: the longest one is the whole.
      if !id.isEmpty, let index = latest.firstIndex(where: { $0.id == id }) {
        if Double(row.fields[duration]) ?? 0 >= Double(latest[index].row.fields[duration]) ?? 0 {
          latest[index].row = row
        }
      } else {
        latest.append((id, row))
      }
    }
    guard !latest.isEmpty else {
      throw DocumentError(.value, file: text.path, message: "holds no run with a duration and an energy")
    }
    let warning =
      incomplete.isEmpty
      ? nil
      : "rows without a duration or an energy were left out: lines \(incomplete.map(String.init).joined(separator: ", "))"
    return latest.enumerated().map { index, entry in
      job(entry.row, duration: duration, total: total, warnings: index == 0 ? [warning].compactMap(\.self) : [])
    }
  }

  private func job(_ row: DelimitedText.Row, duration: Int, total: Int, warnings: [String]) -> ForeignLog.Job {
    func number(_ name: String) -> Double? { text.column(name).flatMap { Double(row.fields[$0]) } }
    func field(_ name: String) -> String? { text.column(name).map { row.fields[$0] }.flatMap { $0.isEmpty ? nil : $0 } }
    func domain(_ domain: EnergyDomain, _ id: String, _ column: String, _ method: EnergyMethod, _ note: String?)
      -> DomainEnergy?
    {
      number(column).map { kilowattHours in
        DomainEnergy(
          domain: domain, id: id, energy: Range90(exactly: Joules(kilowattHours: kilowattHours)), method: method,
          note: note, source: "codecarbon \(column)")
      }
    }
    var domains = [
      domain(
        .cpuPackage, "cpu", "cpu_energy", .modelled,
        "codecarbon does not say whether it was metered or taken from the processor's nominal power"),
      domain(.accelerator, "gpu", "gpu_energy", .counter, nil),
      domain(.dram, "ram", "ram_energy", .modelled, "codecarbon's constant power for the size of memory"),
    ].compactMap(\.self)
    let stated = Double(row.fields[total]) ?? 0
    if domains.isEmpty {
      domains = [
        DomainEnergy(
          domain: .node, id: "energy_consumed", energy: Range90(exactly: Joules(kilowattHours: stated)),
          method: .modelled, source: "codecarbon energy_consumed")
      ]
    }
    let wall = Seconds(Double(row.fields[duration]) ?? 0)
    let count = number("gpu_count").map { Int($0) } ?? 0
    // The row is written at the end.
    let end = field("timestamp").flatMap { CalendarTime.seconds($0) } ?? wall.value
    var job = MeasuredJob(
      importedFrom: text.path, startedAt: end - wall.value, wallTime: wall, energy: domains, acceleratorCount: count)
    if let sum = domains.total?.mid.kilowattHours, stated > 0, abs(sum / stated - 1) > 0.001 {
      job.notes.append(
        "its parts sum to \(NumberFormat.significant(sum)) kWh, and energy_consumed says \(NumberFormat.significant(stated))"
      )
    }
    if let emissions = number("emissions") {
      job.notes.append("codecarbon states \(Kilograms(emissions).formatted) of CO₂e")
    }
    job.notes += warnings
    return ForeignLog.Job(
      name: field("project_name") ?? "codecarbon", job: job, product: field("gpu_model"), warnings: warnings)
  }
}
