import Documents
import Foundation
import ForeignLogs
import Quantities
import Testing
import TrainingRun

/// Logs written for the test, in the forms that the tools write.
@Suite struct WrittenLogsTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("foreign-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func read(
    _ kind: ForeignLog, _ text: String, as name: String = "log", _ options: ForeignLog.Options = .init()
  ) throws -> ForeignLog.Job {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return try #require(try kind.read(file.path, options: options).first)
  }

  @Test(arguments: [
    // An index, no units, no final newline.
    "timestamp, index, power.draw [W]\n2025/01/01 00:00:00.000, 0, 100\n2025/01/01 00:00:00.001, 1, 200\n2025/01/01 00:00:10.000, 0, 100\n2025/01/01 00:00:10.001, 1, 200",
    // Quotes, carriage returns and a reading that is none.
    "\"timestamp\",\"uuid\",\"power.draw [W]\"\r\n\"2025/01/01 00:00:00.000\",\"GPU-a\",\"100 W\"\r\n\"2025/01/01 00:00:00.000\",\"GPU-b\",\"200 W\"\r\n\"2025/01/01 00:00:05.000\",\"GPU-a\",\"[N/A]\"\r\n\"2025/01/01 00:00:10.000\",\"GPU-a\",\"100 W\"\r\n\"2025/01/01 00:00:10.000\",\"GPU-b\",\"200 W\"\r\n",
    // The hour that autumn repeats.
    "timestamp, index, power.draw\n2025/10/26 02:59:55.000, 0, 300 W\n2025/10/26 02:00:05.000, 0, 300 W",
  ])
  func `nvidia-smi's forms give 3000 J`(text: String) throws {
    let energy = try read(.nvidiaSMI, text).job.energy.total?.mid
    #expect(abs((energy?.value ?? 0) - 3000) < 1)
  }

  @Test func `rows in groups are so many GPUs, unless the user knows better`() throws {
    let times = (0..<40).map { "2025/01/01 00:00:\($0 / 4 < 10 ? "0" : "")\($0 / 4).00\($0 % 4), 100 W" }
    let text = "timestamp, power.draw [W]\n" + times.joined(separator: "\n")
    let job = try read(.nvidiaSMI, text)
    #expect(job.job.acceleratorCount == 4)
    #expect(job.warnings.contains { $0.contains("groups of 4") })
    #expect(try read(.nvidiaSMI, text, .init(devices: 1)).job.acceleratorCount == 1)
  }

  @Test func `W&B's events and exported charts give each GPU its energy`() throws {
    let events = (0...10).map {
      "{\"system.gpu.0.powerWatts\": 100, \"system.gpu.1.powerWatts\": 300, \"system.gpu.process.0.powerWatts\": 1, \"_timestamp\": \(1_700_000_000 + $0), \"_runtime\": \($0), \"_wandb\": true}"
    }
    let job = try read(.wandb, events.joined(separator: "\n")).job
    #expect(job.energy.map { $0.energy?.mid } == [Joules(1000), Joules(3000)])
    #expect(job.startedAt == 1_700_000_000)
    let chart = """
      "Relative Time (Process)","run-a - system/gpu.0.powerWatts","run-a - system/gpu.0.powerWatts__MIN"
      "0","100","90"
      "10","100","90"
      """
    #expect(try read(.wandb, chart).job.energy.total?.mid == Joules(1000))
  }

  @Test func `MLflow's metric files and CSV give each GPU its energy`() throws {
    let series = "1700000000000 100 0\n1700000010000 100 1\n"
    _ = try read(.mlflow, series, as: "system/gpu_1_power_usage_watts")
    let job = try read(.mlflow, series, as: "system/gpu_0_power_usage_watts").job
    #expect(job.energy.map(\.id) == ["gpu0", "gpu1"])
    #expect(job.energy.total?.mid == Joules(2000))
    let table = """
      run_id,key,value,timestamp,step
      a,system/gpu_0_power_usage_watts,100,1700000000000,0
      a,system/cpu_utilization_percentage,3,1700000000000,0
      a,system/gpu_0_power_usage_watts,100,1700000010000,1
      """
    #expect(try read(.mlflow, table).job.energy.total?.mid == Joules(1000))
  }

  private static let megatron = """
    using world size: 8, data-parallel size: 8
     [2024-11-05 10:00:20] iteration      10/     100 | consumed samples: 80 | elapsed time per iteration (ms): 2000.0 | throughput per GPU (TFLOP/s/GPU): 400.0 | energy per GPU (J/iter/GPU): 1000.0 | power per GPU (W/GPU): 500.0 | learning rate: 1e-4 |
     [2024-11-05 10:00:40] iteration      20/     100 | consumed samples: 160 | elapsed time per iteration (ms): 2000.0 | throughput per GPU (TFLOP/s/GPU): 400.0 | energy per GPU (J/iter/GPU): 1000.0 | power per GPU (W/GPU): 500.0 | learning rate: 1e-4 |
    """

  @Test func `Megatron's lines give time, and energy where they print it`() throws {
    let job = try read(.megatronLog, Self.megatron).job
    #expect(job.wallTime == Seconds(40))
    #expect(job.acceleratorCount == 8)
    #expect(job.energy.total?.mid == Joules(8 * 20 * 1000))
    #expect(job.startedAt == 1_730_800_800)
    let silent = Self.megatron.replacing(
      " | energy per GPU (J/iter/GPU): 1000.0 | power per GPU (W/GPU): 500.0", with: "")
    let without = try read(.megatronLog, silent).job
    #expect(without.energy.total == nil)
    #expect(without.energy[0].note?.contains("--log-energy") == true)
  }

  @Test(arguments: ForeignLog.allCases)
  func `a log of something else is one clear error, and so is an empty or missing one`(kind: ForeignLog) throws {
    for text in ["", "a,b\n1,2\n", "\0\0\0"] {
      #expect(throws: DocumentError.self) { try read(kind, text) }
    }
    #expect {
      _ = try kind.read("/nonexistent/log")
    } throws: {
      ($0 as? DocumentError)?.code == .missing
    }
  }
}
