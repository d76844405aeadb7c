import Documents
import ForeignLogs
import Foundation
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

/// Logs of real machines against energies that others integrated from the same series.
@Suite(.enabled(if: Recordings.arePresent, "the recordings are not beside the checkout")) struct RecordedLogsTests {
  private func oracle<Value>(_ id: String) throws -> Value {
    let folder = try #require(Recordings.folder)
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/oracle/\(id).energy.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? Value)
  }

  private func jobs(_ kind: ForeignLog, _ id: String, _ file: String) throws -> [ForeignLog.Job] {
    try kind.read("\(Recordings.unpacked(id))/\(file)")
  }

  private func job(_ kind: ForeignLog, _ id: String, _ file: String) throws -> MeasuredJob {
    try #require(try jobs(kind, id, file).first).job
  }

  /// Whether an energy is within 0.1 % of what is expected.
  private func isNear(_ energy: Joules?, _ expected: Double?) -> Bool {
    guard let energy, let expected else { return false }
    return abs(energy.value / expected - 1) < 0.001
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
    let job = try job(.nvidiaSMI, id, file)
    let expected: [String: Any] = try oracle(id)
    #expect(job.energy.count == gpus)
    #expect(job.acceleratorCount == gpus)
    #expect(isNear(job.energy.total?.mid, expected[key] as? Double))
    if let each = expected["per_gpu_trapezoid_J_by_row_modulo"] as? [Double] {
      #expect(each.count == gpus)
      for (domain, joules) in zip(job.energy, each) { #expect(isNear(domain.energy?.mid, joules), "\(domain.id)") }
    }
    if let duration = expected["duration_s"] as? Double { #expect(abs(job.wallTime.value - duration) < 0.01) }
  }

  @Test(arguments: [
    "pm01-a100-pmd-steps", "pm03-a100-pmd-transient", "pm05-a5000-pmd-transient", "pm07-3090-pmd-transient",
  ])
  func `what a meter on slot and cables read lies within the stated range`(id: String) throws {
    let expected: [String: Any] = try oracle(id)
    let total = try #require(try job(.nvidiaSMI, id, "gpudata.csv").energy.total)
    // The meter saw a part of the log; over it the board read so much less than the meter.
    let share = try #require(expected["smi_over_pmd"] as? Double)
    #expect(total.contains(Joules(total.mid.value / share)))
  }

  @Test(arguments: [
    "pw01-mlperf40-1xH100x8-bert-ac", "pw03-mlperf40-1xH100x8-resnet-ac", "pw04-mlperf40-8nodes-llama2lora-ac",
    "pw06-mlperf50-b200x8-bert", "pw08-mlperf50-b200x8-sd", "pw10-mlperf40-1xH100x8-dlrm-dc",
  ])
  func `MLPerf's logs give the integral over the run, over the log, and MLPerf's own figure`(id: String) throws {
    let document: [String: Any] = try oracle(id)
    let runs = try #require(document["runs"] as? [String: [String: Any]])
    for (name, run) in runs {
      let integrals = try #require(run["own_integrals"] as? [String: [String: Any]])
      let official = try #require(run["official_energy_J_by_file"] as? [String: Double])
      for (file, integral) in integrals {
        let job = try job(.mlperfPower, id, "power/\(name)/\(file)")
        #expect(isNear(job.energy.total?.mid, integral["trapezoid_J_run_window"] as? Double), "\(file)")
        let others = Dictionary(uniqueKeysWithValues: job.alternatives.map { ($0.rule, $0.energy) })
        #expect(isNear(others["run_window"], integral["trapezoid_J_run_window"] as? Double), "\(file)")
        #expect(isNear(others["whole_log"], integral["trapezoid_J_full_trace"] as? Double), "\(file)")
        #expect(isNear(others["mlperf"], official[file]), "\(file)")
        #expect(abs(job.wallTime.value * 1000 - (run["time_to_train_ms"] as? Double ?? 0)) < 1)
        #expect(job.energy[0].samples == integral["samples"] as? Int)
        let gap = try #require(integral["max_gap_s"] as? Double)
        #expect(abs((job.energy[0].longestGap?.value ?? 0) - gap) < 0.001)
      }
      // The run's log and the folder of its meters stand for the whole job, switches included.
      for place in ["\(name).txt", "power/\(name)"] {
        let whole = try job(.mlperfPower, id, place)
        let rule = whole.alternatives.first { $0.rule == "mlperf" }?.energy
        #expect(isNear(rule, run["official_energy_J_total"] as? Double), "\(place)")
      }
    }
    #expect(try jobs(.mlperfPower, id, "").count == runs.count)
  }

  @Test func `MLPerf's logs tell accelerators, steps and samples`() throws {
    let bert = try #require(
      try jobs(.mlperfPower, "pw01-mlperf40-1xH100x8-bert-ac", "result_5119-240510190348838227199_06.txt").first)
    #expect(bert.acceleratorCount == 8)
    #expect(bert.product == "NVIDIA H100-SXM5-80GB")
    #expect(bert.job.training?.samples == Count(2_100_792))
    #expect(bert.job.training?.globalBatchSize == 768)
    // ResNet counts epochs of 1,281,167 images, 35 of them; Stable Diffusion counts steps.
    let resnet = try job(
      .mlperfPower, "pw03-mlperf40-1xH100x8-resnet-ac", "result_5759-240517075402311260012_2.txt")
    #expect(resnet.training?.samples == Count(35 * 1_281_167))
    let diffusion = try job(.mlperfPower, "pw08-mlperf50-b200x8-sd", "result_0.txt")
    #expect(diffusion.training?.steps == 8000)
    #expect(diffusion.training?.samples == Count(8000 * 256))
  }

  @Test func `meters of several nodes that read alike to the last digit are named`() throws {
    let id = "pw04-mlperf40-8nodes-llama2lora-ac"
    let nodes = try #require(try jobs(.mlperfPower, id, "result_5740-240517044141819407406_10.txt").first)
    #expect(nodes.acceleratorCount == 64)
    #expect(nodes.warnings.contains { $0.contains("node_1 = node_2") && $0.contains("node_6 = node_8") })
  }

  @Test func `CodeCarbon's runs carry their stated energy, each run once`() throws {
    let rows: [[String: Any]] = try oracle("pc01-codecarbon-emissions")
    let jobs = try jobs(.codecarbon, "pc01-codecarbon-emissions", "emissions.csv")
    let ids = Set(rows.compactMap { $0["run"] as? String }.filter { !$0.isEmpty })
    // Of five rows without an id four grow from one start: two runs.
    #expect(jobs.count == ids.count + 2)
    for id in ids {
      let last = try #require(rows.last { $0["run"] as? String == id })
      let stated = try #require(last["stated_total_kWh"] as? Double)
      let duration = try #require(last["duration_s"] as? Double)
      let job = try #require(jobs.first { abs($0.job.wallTime.value - duration) < 1e-6 }).job
      #expect(isNear(job.energy.total?.mid, stated * 3.6e6), "\(id)")
      for (domain, key) in zip(job.energy, ["cpu_kWh", "gpu_kWh", "ram_kWh"]) {
        #expect(isNear(domain.energy?.mid, (last[key] as? Double).map { $0 * 3.6e6 }), "\(id) \(key)")
      }
    }
    // A row whose processor energy is empty: unknown, with a reason, and not zero.
    let partial = try #require(jobs.first { $0.job.energy.contains { $0.energy == nil } }).job
    #expect(partial.energy.first { $0.energy == nil }?.note?.contains("cpu_energy") == true)
  }

  @Test func `Zeus's windows become phases whose joules sum to the job's`() throws {
    let files: [String: Any] = try oracle("pz01-zeus-profile")
    var checked = 0
    for (file, value) in files {
      guard let windows = value as? [[String: Any]] else { continue }
      let job = try job(.zeus, "pz01-zeus-profile", file)
      #expect(isNear(job.energy.total?.mid, windows.compactMap { $0["energy_J"] as? Double }.reduce(0, +)), "\(file)")
      #expect(abs(job.wallTime.value / windows.compactMap { $0["elapsed_s"] as? Double }.reduce(0, +) - 1) < 1e-9)
      #expect(job.phases.count == windows.count)
      checked += 1
    }
    #expect(checked >= 11)
  }

  @Test(arguments: ["a40", "p100", "rtx6000", "v100"])
  func `Zeus's tables give an epoch a row`(gpu: String) throws {
    let file = "summary_power_\(gpu).csv"
    let jobs = try jobs(.zeus, "pz01-zeus-profile", file)
    let text = try String(contentsOfFile: "\(Recordings.unpacked("pz01-zeus-profile"))/\(file)", encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",") }
    #expect(jobs.count == rows.count)
    for (job, row) in zip(jobs, rows) {
      let (time, power) = (try #require(Double(row[5])), try #require(Double(row[6])))
      #expect(isNear(job.job.energy.total?.mid, time * power))
      #expect(job.job.training?.globalBatchSize == Double(row[2]))
    }
  }

  @Test func `captures with every field are read, [N/A] and the like among them`() throws {
    let folder = try Recordings.unpacked("n03-nvidia-smi-captures-h100-l40s")
    let captures = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }
    #expect(captures.count == 6)
    for capture in captures {
      let text = try String(contentsOfFile: "\(folder)/\(capture)", encoding: .utf8)
      let lines = text.split(whereSeparator: \.isNewline)
      let header = try #require(lines.first { $0.hasPrefix("timestamp, driver_version") })
      // One reading idle and one under load, minutes later: a log of two readings.
      let readings = lines.filter { $0.hasPrefix("2026/") && $0.count > 1000 }
      let logs = try TemporaryFolder()
      let log = try logs.write(([header] + readings).joined(separator: "\n"), to: "capture.csv")
      let job = try #require(try ForeignLog.nvidiaSMI.read(log).first)
      #expect(job.product?.hasPrefix("NVIDIA ") == true, "\(capture)")
      #expect(job.job.energy.total?.mid ?? .zero > .zero, "\(capture)")
    }
  }

  @Test(arguments: ForeignLog.allCases)
  func `a log of pinpoint, which holds no times, is refused by its name`(kind: ForeignLog) throws {
    let path = "\(try Recordings.unpacked("pn01-gtx970-mnist-pinpoint"))/power_levels_keras_1.txt"
    #expect {
      _ = try kind.read(path)
    } throws: {
      "\($0)".contains("pinpoint")
    }
  }
}
