import Documents
import PowerMeter
import Quantities
import TrainingRun

/// CodeCarbon's `emissions.csv`: one row a run, or several that grow when it flushes in between.
struct CodeCarbonTable {
  /// A row that stands for a run.
  struct Row {
    var id: String?
    var project: String
    var end: Double
    var duration: Double
    var energies: [(column: String, kilowattHours: Double?)]
    var gpuCount: Double?
    var gpuModel: String?
    var cpuModel: String?
    var country: String?
    /// The PUE that every energy holds; nil where the file has no such column.
    var statedPUE: Double?
    var stated: Double?
    var emissions: Double?
    var line: Int

    var start: Double { end - duration }
    var pue: Double { statedPUE ?? 1 }

    /// Whether another row is of the same run. Without ids, such rows share their start to the second that times are
    /// written to.
    func isOfRun(_ other: Row) -> Bool {
      id == other.id && (id != nil || abs(start - other.start) <= 2)
    }
  }

  private static let columns = ["cpu_energy", "gpu_energy", "ram_energy"]

  static func jobs(_ path: String, _ options: ForeignLog.Options) throws(DocumentError) -> [ForeignLog.Job] {
    let table = try NamedColumns(path)
    for name in ["timestamp", "duration"] where !table.has(name) { throw table.missing(name) }
    guard columns.contains(where: table.has) else { throw table.missing("gpu_energy") }
    var clock = TimestampReader(options.zone)
    var runs: [Row] = []
    while try table.next() {
      guard let stamp = table.text("timestamp"), let end = clock.time(stamp) else {
        throw table.wrong("timestamp", expected: TimestampReader.expected)
      }
      let row = Row(
        id: table.text("run_id"), project: table.text("project_name") ?? "codecarbon", end: end,
        duration: try table.required("duration"),
        energies: try columns.filter(table.has).mapThrowing { name throws(DocumentError) in
          (name, try table.number(name))
        },
        gpuCount: try table.number("gpu_count"), gpuModel: table.text("gpu_model"), cpuModel: table.text("cpu_model"),
        country: table.text("country_iso_code"), statedPUE: try table.number("pue", in: 1...100),
        stated: try table.number("energy_consumed"),
        emissions: try table.number("emissions"), line: table.rows.line)
      // Rows of one run hold sums since its start: the longest one is the whole.
      if let index = runs.firstIndex(where: { $0.isOfRun(row) }) {
        if row.duration >= runs[index].duration { runs[index] = row }
      } else {
        runs.append(row)
      }
    }
    guard !runs.isEmpty else {
      throw DocumentError(.malformed, file: path, line: table.headerLine, message: "no runs follow the header")
    }
    let warnings = [clock.zoneWarning, table.tornWarning].compactMap(\.self)
    return runs.map { $0.draft(warnings).job(.codecarbon, file: path) }
  }
}

extension CodeCarbonTable.Row {
  func draft(_ warnings: [String]) -> JobDraft {
    var draft = JobDraft(name: project, startedAt: start, wallTime: Seconds(duration))
    draft.warnings = warnings
    if pue > 1 {
      draft.warnings.append(
        "it counts a PUE of \(NumberFormat.significant(pue)) in every energy, which was taken out again: energies here are the machine's own"
      )
    }
    draft.energy = energies.map { domain($0.column, $0.kilowattHours.map { Joules(kilowattHours: $0 / pue) }) }
    let parts = energies.compactMap(\.kilowattHours).reduce(0, +)
    if pue > 1, parts > 0 {
      draft.alternatives = [
        EnergyAlternative(
          rule: "codecarbon", energy: Joules(kilowattHours: parts), note: "as the file states it, with the PUE in it")
      ]
    }
    if let stated, parts > 0, abs(parts / stated - 1) > 0.001 {
      draft.warnings.append(
        "line \(line): its parts sum to \(NumberFormat.significant(parts)) kWh, and energy_consumed says \(NumberFormat.significant(stated))"
      )
    }
    let missing = energies.filter { $0.kilowattHours == nil }.map(\.column)
    if !missing.isEmpty {
      draft.warnings.append(
        "line \(line): leaves \(missing.joined(separator: ", ")) empty, so the total lacks that part")
    }
    if let emissions {
      draft.notes.append("CodeCarbon states \(Kilograms(emissions).formatted) of CO2e")
    }
    draft.country = country
    draft.pue = statedPUE
    let count = gpuCount.map { Int($0) } ?? 0
    draft.acceleratorCount = count > 0 ? count : nil
    // `2 x NVIDIA A100-SXM4-80GB`
    draft.products = [gpuModel].compactMap(\.self).map { model in
      model.split(separator: " x ", maxSplits: 1).last.map(String.init) ?? model
    }
    return draft
  }

  /// What a figure of a column is, and how far it may be off.
  private struct Source {
    var domain: EnergyDomain
    var id: String
    var method: EnergyMethod
    /// By what it may have to be multiplied.
    var factors: (low: Double, high: Double)
    var note: String
  }

  /// Against RAPL over loads from idle to full, CodeCarbon's model of a processor needed 0.74 to 2.03 on four machines
  /// (its own `cpu_load_profiling` tables, 2025-01-14). Apple calls what its powermetrics tells estimates that are not
  /// for comparing machines, and names no accuracy.
  private func source(of column: String) -> Source {
    let isApple = [gpuModel, cpuModel].contains { $0?.contains("Apple") ?? false }
    let powermetrics = "Apple's own estimate, read from powermetrics by CodeCarbon; taken for good to a factor of two"
    return switch column {
    case "gpu_energy" where isApple:
      Source(domain: .accelerator, id: "gpu", method: .modelled, factors: (0.5, 2), note: powermetrics)
    case "gpu_energy":
      Source(
        domain: .accelerator, id: "gpu", method: .counter, factors: (1 - BoardSensor.error, 1 + BoardSensor.error),
        note: "the GPUs' energy counters, as CodeCarbon summed them; good to what a board's own sensor is")
    case "cpu_energy" where isApple:
      Source(domain: .cpuPackage, id: "cpu", method: .modelled, factors: (0.5, 2), note: powermetrics)
    case "cpu_energy":
      Source(
        domain: .cpuPackage, id: "cpu", method: .modelled, factors: (0.74, 2.03),
        note:
          "CodeCarbon reads RAPL where it can and else takes a share of the nameplate power; the file does not say which"
      )
    default:
      Source(
        domain: .dram, id: "ram", method: .modelled, factors: (0.5, 2),
        note: "CodeCarbon's model of so many watts a memory module; taken for good to a factor of two")
    }
  }

  private func domain(_ column: String, _ energy: Joules?) -> DomainEnergy {
    let source = source(of: column)
    guard let energy else {
      return DomainEnergy(
        domain: source.domain, id: source.id, energy: nil, method: .missing, note: "the row leaves \(column) empty")
    }
    return DomainEnergy(
      domain: source.domain, id: source.id,
      energy: Range90(low: energy * source.factors.low, mid: energy, high: energy * source.factors.high),
      method: source.method, note: source.note, source: "codecarbon \(column)")
  }
}
