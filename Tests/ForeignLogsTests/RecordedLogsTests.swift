import Documents
import Foundation
import ForeignLogs
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

/// Logs of real machines against energies that others integrated from the same series.
@Suite(.enabled(if: Recordings.arePresent, "the recordings are not beside the checkout")) struct RecordedLogsTests {
  private func oracle(_ id: String) throws -> [String: Any] {
    let folder = try #require(Recordings.folder)
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/oracle/\(id).energy.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func read(
    _ kind: ForeignLog, _ id: String, _ file: String, _ options: ForeignLog.Options = .init()
  ) throws -> ForeignLog.Job {
    try #require(try kind.read("\(Recordings.unpacked(id))/\(file)", options: options).first)
  }

  private func isNear(_ energy: Joules?, _ expected: Double, _ tolerance: Double = 0.001) -> Bool {
    energy.map { abs($0.value / expected - 1) < tolerance } ?? false
  }

  @Test(arguments: [
    ("pt01-h100-8gpu-llama8b", "nvidia-smi.csv", 8, "total_trapezoid_J_by_row_modulo"),
    ("pt04-titanx-2gpu-nul-tail", "nvidia-smi.csv", 2, "total_trapezoid_J_by_row_modulo"),
    ("pt06-titanx-nounits", "nvidia-smi.csv", 2, "total_trapezoid_J_by_row_modulo"),
    ("pm01-a100-pmd-steps", "gpudata.csv", 1, "smi_energy_J_trapezoid_full"),
    ("pm03-a100-pmd-transient", "gpudata.csv", 1, "smi_energy_J_trapezoid_full"),
    ("pm05-a5000-pmd-transient", "gpudata.csv", 1, "smi_energy_J_trapezoid_full"),
    ("pm07-3090-pmd-transient", "gpudata.csv", 1, "smi_energy_J_trapezoid_full"),
  ])
  func `nvidia-smi logs integrate to what numpy makes of them`(id: String, file: String, gpus: Int, key: String) throws
  {
    let job = try read(.nvidiaSMI, id, file).job
    #expect(job.energy.count == gpus)
    #expect(job.acceleratorCount == gpus)
    #expect(isNear(job.energy.total?.mid, try #require(try oracle(id)[key] as? Double)))
  }

  @Test func `each interleaved GPU has its own energy`() throws {
    let job = try read(.nvidiaSMI, "pt01-h100-8gpu-llama8b", "nvidia-smi.csv").job
    let expected = try #require(
      try oracle("pt01-h100-8gpu-llama8b")["per_gpu_trapezoid_J_by_row_modulo"] as? [Double])
    for (domain, joules) in zip(job.energy, expected) { #expect(isNear(domain.energy?.mid, joules)) }
  }

  @Test(arguments: [
    "pw01-mlperf40-1xH100x8-bert-ac", "pw03-mlperf40-1xH100x8-resnet-ac", "pw04-mlperf40-8nodes-llama2lora-ac",
    "pw06-mlperf50-b200x8-bert", "pw08-mlperf50-b200x8-sd", "pw10-mlperf40-1xH100x8-dlrm-dc",
  ])
  func `MLPerf's logs give the integral of the log, that of the run, and MLPerf's own figure`(id: String) throws {
    let runs = try #require(try oracle(id)["runs"] as? [String: [String: Any]])
    for (name, run) in runs {
      let integrals = try #require(run["own_integrals"] as? [String: [String: Any]])
      let official = try #require(run["official_energy_J_by_file"] as? [String: Double])
      for (file, integral) in integrals {
        let job = try read(.mlperfPower, id, "power/\(name)/\(file)").job
        #expect(isNear(job.energy.total?.mid, try #require(integral["trapezoid_J_full_trace"] as? Double)), "\(file)")
        let others = Dictionary(uniqueKeysWithValues: job.alternatives.map { ($0.rule, $0.energy) })
        #expect(isNear(others["mlperf"], try #require(official[file])), "\(file)")
        #expect(isNear(others["run_window"], try #require(integral["trapezoid_J_run_window"] as? Double)), "\(file)")
        let result = try "\(Recordings.unpacked(id))/\(name).txt"
        let ofRun = try read(.mlperfPower, id, "power/\(name)/\(file)", .init(resultFile: result)).job
        #expect(isNear(ofRun.energy.total?.mid, try #require(integral["trapezoid_J_run_window"] as? Double)))
      }
      // The result log stands for the whole job: all meters, and the estimates of its switches.
      let whole = try read(.mlperfPower, id, "\(name).txt").job
      let rule = whole.alternatives.first { $0.rule == "mlperf" }?.energy
      #expect(isNear(rule, try #require(run["official_energy_J_total"] as? Double)))
    }
  }

  @Test func `CodeCarbon's runs carry their stated energy, rows of one run once`() throws {
    let id = "pc01-codecarbon-emissions"
    let folder = try #require(Recordings.folder)
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/oracle/\(id).energy.json"))
    let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    let stated = rows.compactMap { $0["stated_total_kWh"] as? Double }
    let jobs = try ForeignLog.codecarbon.read("\(Recordings.unpacked(id))/emissions.csv")
    let named = rows.compactMap { $0["run"] as? String }
    #expect(jobs.count == Set(named.filter { !$0.isEmpty }).count + named.filter(\.isEmpty).count)
    for job in jobs {
      let energy = try #require(job.job.energy.total?.mid.kilowattHours)
      #expect(stated.contains { abs($0 / energy - 1) < 0.001 }, "\(energy)")
    }
  }

  @Test func `Zeus's windows become phases whose joules sum to the job's`() throws {
    for (file, value) in try oracle("pz01-zeus-profile") {
      guard let windows = value as? [[String: Any]] else { continue }
      let expected = windows.compactMap { $0["energy_J"] as? Double }.reduce(0, +)
      let job = try read(.zeus, "pz01-zeus-profile", file).job
      #expect(isNear(job.energy.total?.mid, expected), "\(file)")
      #expect(job.phases.count == windows.count)
    }
  }
}
