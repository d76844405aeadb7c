import Documents
import Quantities
import TrainingRun

/// The CSV of a Zeus monitor: one row a measurement window, with the joules of each GPU.
struct ZeusLog {
  private let text: DelimitedText

  init(_ path: String) throws(DocumentError) { text = try DelimitedText(path) }

  func job() throws(DocumentError) -> ForeignLog.Job {
    let kind = "Zeus"
    let start = try text.required("start_time", of: kind)
    let name = try text.required("window_name", of: kind)
    let elapsed = try text.required("elapsed_time", of: kind)
    let columns = text.heading.indices.filter { index in
      text.heading[index].hasSuffix("_energy") && text.heading[index].hasPrefix("gpu")
    }
    let processor = text.heading.indices.filter { index in
      text.heading[index].hasSuffix("_energy")
        && (text.heading[index].hasPrefix("cpu") || text.heading[index].hasPrefix("dram"))
    }
    guard !columns.isEmpty || !processor.isEmpty else {
      throw DocumentError(
        .key, file: text.path, line: 1, key: "gpu0_energy",
        message: "the column is missing; found \(text.heading.joined(separator: ", "))")
    }
    var sums = [Int: Joules]()
    var phases: [JobPhase] = []
    var wall = Seconds.zero
    var lastEnd = -Double.infinity
    var nested = 0
    var first: Double?
    for row in text.rows {
      guard let begin = Double(row.fields[start]), let time = Double(row.fields[elapsed]), time >= 0 else {
        throw DocumentError(
          .value, file: text.path, line: row.line,
          message: "found '\(row.fields[start])' and '\(row.fields[elapsed])', expected seconds")
      }
      let values = (columns + processor).map { Double(row.fields[$0]) }
      let accelerators = values.prefix(columns.count).compactMap(\.self).reduce(0, +)
      let all = values.compactMap(\.self).reduce(0, +)
      first = first ?? begin
      phases.append(
        JobPhase(
          name: row.fields[name], start: Seconds(begin - (first ?? begin)), duration: Seconds(time),
          energy: Joules(all), acceleratorEnergy: Joules(accelerators)))
      // A window within one before it holds the same joules again.
      guard begin >= lastEnd - 1e-3 else {
        nested += 1
        continue
      }
      lastEnd = begin + time
      wall += Seconds(time)
      for (column, value) in zip(columns + processor, values) {
        if let value { sums[column, default: .zero] += Joules(value) }
      }
    }
    guard !phases.isEmpty else { throw DocumentError(.value, file: text.path, message: "holds no window") }
    let domains = (columns + processor).map { column in
      let id = String(text.heading[column].dropLast("_energy".count))
      let domain: EnergyDomain = id.hasPrefix("gpu") ? .accelerator : id.hasPrefix("cpu") ? .cpuPackage : .dram
      let energy = sums[column]
      return DomainEnergy(
        domain: domain, id: id, energy: energy.map { Range90(exactly: $0) },
        method: energy == nil ? .missing : .counter,
        note: energy == nil ? "the log holds no figure of it" : nil, source: "Zeus")
    }
    var job = MeasuredJob(
      importedFrom: text.path, startedAt: 0, wallTime: wall, energy: domains, acceleratorCount: columns.count)
    job.phases = phases
    var warnings = ["its times are of a clock without a date: the day of the run is unknown"]
    if nested > 0 { warnings.append("\(nested) windows lie within others and are not counted again") }
    job.notes += warnings
    return ForeignLog.Job(name: "zeus", job: job, product: nil, warnings: warnings)
  }
}
