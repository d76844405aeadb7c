import Documents
import ForeignLogs
import Foundation
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

/// Logs written for the test, in the forms that the tools write.
@Suite struct WrittenLogsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(
    _ kind: ForeignLog, _ text: String, as name: String = "log", _ options: ForeignLog.Options = .init()
  ) throws -> ForeignLog.Job {
    try #require(try kind.read(folder.write(text, to: name), options: options).first)
  }

  @Test(arguments: [
    // An index, no units, no final newline.
    "timestamp, index, power.draw [W]\n2025/01/01 00:00:00.000, 0, 100\n2025/01/01 00:00:00.001, 1, 200\n2025/01/01 00:00:10.000, 0, 100\n2025/01/01 00:00:10.001, 1, 200",
    // Quotes, carriage returns and a reading that is none.
    "\"timestamp\",\"uuid\",\"power.draw [W]\"\r\n\"2025/01/01 00:00:00.000\",\"GPU-a\",\"100 W\"\r\n\"2025/01/01 00:00:00.000\",\"GPU-b\",\"200 W\"\r\n\"2025/01/01 00:00:05.000\",\"GPU-a\",\"[N/A]\"\r\n\"2025/01/01 00:00:10.000\",\"GPU-a\",\"100 W\"\r\n\"2025/01/01 00:00:10.000\",\"GPU-b\",\"200 W\"\r\n",
    // The hour that autumn repeats.
    "timestamp, index, power.draw\n2025/10/26 02:59:55.000, 0, 300 W\n2025/10/26 02:00:05.000, 0, 300 W",
    // No header: a unit tells the power.
    "2025/01/01 00:00:00, 0, 300.00 W\n2025/01/01 00:00:10, 0, 300.00 W\n",
    // ISO times with zones, a mark of UTF-8, an empty line and a header again, as appended logs have.
    "\u{FEFF}timestamp,index,power.draw [W]\n2025-01-01T00:00:00Z,0,300\n\ntimestamp,index,power.draw [W]\n2025-01-01T01:00:10+01:00,0,300\n",
    // Seconds since 1970, and words that nvidia-smi writes between readings.
    "timestamp, index, power.draw [W]\n1700000000.0, 0, 300 W\nUnable to determine the device handle for GPU 0000:0A:00.0: Unknown Error\n1700000010.0, 0, 300 W\n",
    // The logger was killed: half a line, then NUL bytes.
    "timestamp, index, power.draw [W]\n2025/01/01 00:00:00.000, 0, 300 W\n2025/01/01 00:00:10.000, 0, 300 W\n2025/01/01 00:0\0\0\0\0",
    // A word for the power, and one that no board can draw.
    "timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, 300 W\n2025/01/01 00:00:04, 0, [Unknown Error]\n2025/01/01 00:00:05, 0, 4294967.29 W\n2025/01/01 00:00:10, 0, 300 W\n",
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
    #expect(try read(.nvidiaSMI, text, as: "log", .init(devices: 1)).job.acceleratorCount == 1)
    let two = try read(.nvidiaSMI, text, as: "log", .init(devices: 2))
    #expect(two.job.acceleratorCount == 2)
  }

  @Test func `a row that is missing costs its reading alone, not the other devices`() throws {
    var rows: [String] = []
    for round in 0..<300 {
      let seconds = round % 60 < 10 ? "0\(round % 60)" : "\(round % 60)"
      rows += (0..<8).map { "2025/01/01 00:0\(round / 60):\(seconds).00\($0), \(100 * ($0 + 1)) W" }
    }
    rows.remove(at: 100)
    let job = try read(.nvidiaSMI, "timestamp, power.draw [W]\n" + rows.joined(separator: "\n"))
    #expect(job.job.acceleratorCount == 8)
    #expect(job.warnings.contains { $0.contains("rows are missing once") }, "\(job.warnings)")
    let energy = try #require(job.job.energy.total?.mid.value)
    #expect(abs(energy / (3600 * 299) - 1) < 0.005)
  }

  @Test(arguments: [1, 2, 3, 5, 8, 16, 64])
  func `the number of interleaved GPUs is found, however they jitter`(gpus: Int) throws {
    var generator = SplitMix(state: UInt64(gpus))
    var text = "timestamp, power.draw [W]\n"
    for round in 0..<80 {
      for gpu in 0..<gpus {
        let jitter = Double(generator.next() % 1000) / 1e6
        let time = 1_700_000_000 + Double(round) * 0.2 + Double(gpu) * 0.0005 + jitter
        text += "\(String(format: "%.4f", time)), \(gpu + 1)00 W\n"
      }
    }
    #expect(try read(.nvidiaSMI, text).acceleratorCount == gpus)
  }

  @Test func `a time without a zone is that of the zone given, and a warning says so unless the user gave it`() throws {
    let text = "timestamp, index, power.draw [W]\n2025/07/01 12:00:00, 0, 100\n2025/07/01 12:00:10, 0, 100\n"
    let assumed = ForeignLog.LocalZone(assumedName: "Berlin's") { _ in 7200 }
    let job = try read(.nvidiaSMI, text, as: "log", .init(zone: assumed))
    #expect(job.job.startedAt == 1_751_364_000)
    #expect(job.warnings.contains { $0.contains("Berlin's") })
    let given = ForeignLog.LocalZone(assumedName: nil) { _ in 7200 }
    #expect(try read(.nvidiaSMI, text, as: "log", .init(zone: given)).warnings.isEmpty)
  }

  @Test func `W&B's events and exported charts give each GPU its energy`() throws {
    let events = (0...10).map {
      "{\"system.gpu.0.powerWatts\": 100, \"system.gpu.1.powerWatts\": 300, \"system.gpu.process.0.powerWatts\": 1, \"_timestamp\": \(1_700_000_000 + $0), \"_runtime\": \($0), \"_wandb\": true, \"train/global_step\": \($0 * 5)}"
    }
    let job = try read(.wandb, events.joined(separator: "\n")).job
    #expect(job.energy.map { $0.energy?.mid } == [Joules(1000), Joules(3000)])
    #expect(job.startedAt == 1_700_000_000)
    #expect(job.training?.steps == 50)
    #expect(job.training?.stepTime == Seconds(0.2))
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
    #expect(try ForeignLog.mlflow.read(folder.path).first?.job.energy.total?.mid == Joules(2000))
    let table = """
      run_id,key,value,timestamp,step
      a,system/gpu_0_power_usage_watts,100,1700000000000,0
      a,system/cpu_utilization_percentage,3,1700000000000,0
      b,system/gpu_0_power_usage_watts,300,1700000000000,0
      a,system/gpu_0_power_usage_watts,100,1700000010000,1
      b,system/gpu_0_power_usage_watts,300,1700000010000,1
      """
    let jobs = try ForeignLog.mlflow.read(folder.write(table, to: "runs.csv"))
    #expect(jobs.map(\.name) == ["a", "b"])
    #expect(jobs.map { $0.job.energy.total?.mid } == [Joules(1000), Joules(3000)])
  }

  @Test func `Zeus's nested windows count once, and its readings and profiles are read`() throws {
    let windows = """
      start_time,window_name,elapsed_time,gpu0_energy,gpu1_energy
      1700000000.0,step,4.0,400.0,800.0
      1700000000.0,epoch,10.0,1000.0,2000.0
      1700000020.0,eval,5.0,100.0,100.0
      """
    let job = try read(.zeus, windows)
    #expect(job.job.energy.total?.mid == Joules(3200))
    #expect(job.job.wallTime == Seconds(15))
    #expect(job.job.phases.map(\.name) == ["step", "epoch", "eval"])
    #expect(job.warnings.contains { $0.contains("not counted twice") })
    let readings = "1700000000.0,100.0,200.0\n1700000010.0,100.0,200.0\n"
    #expect(try read(.zeus, readings).job.energy.total?.mid == Joules(3000))
    let profile =
      "{\"measurements\":[{\"power_limit\":300,\"energy\":2000.0,\"time\":10.0},{\"power_limit\":200,\"energy\":1000.0,\"time\":12.5}]}"
    let profiled = try read(.zeus, profile).job
    #expect(profiled.energy.total?.mid == Joules(3000))
    #expect(profiled.phases.map(\.name) == ["300 W", "200 W"])
  }

  @Test func `a PUE in CodeCarbon's energies is taken out again`() throws {
    let text = """
      timestamp,project_name,run_id,duration,emissions,energy_consumed,cpu_energy,gpu_energy,ram_energy,gpu_count,gpu_model,pue
      2025-01-01T00:01:00,train,a,60,0.001,0.002,0.0005,0.001,0.0005,2,2 x NVIDIA A100-SXM4-80GB,2.0
      """
    let job = try read(.codecarbon, text)
    #expect(abs((job.job.energy.total?.mid.kilowattHours ?? 0) - 0.001) < 1e-12)
    #expect(job.job.alternatives.first?.energy == Joules(kilowattHours: 0.002))
    #expect(job.product == "NVIDIA A100-SXM4-80GB")
    #expect(job.acceleratorCount == 2)
  }

  private static let header = "timestamp, index, power.draw [W]\n"

  @Test(
    arguments: [
      (
        ForeignLog.nvidiaSMI, "log",
        header + "2025/01/01 00:00:00, 0, 100 W\n2025/01/01 00:00:05, 0, -5 W\n2025/01/01 00:00:10, 0, 100 W\n", "-5 W"
      ),
      (
        .nvidiaSMI, "log",
        header + "2025/01/01 00:00:00, 0, 100 W\n2025/01/01 00:00:05, 0, 1000000000 W\n2025/01/01 00:00:10, 0, 100 W\n",
        "1000000000 W"
      ),
      (.zeus, "log", "1700000000.0,100.0\n1700000005.0,-5.0\n1700000010.0,100.0\n", "-5.0"),
      (
        .wandb, "log",
        [(0, 100), (5, -5), (10, 100)].map {
          "{\"_timestamp\": \(1_700_000_000 + $0), \"system.gpu.0.powerWatts\": \($1)}\n"
        }.joined(), "-5"
      ),
      (
        .mlflow, "system/gpu_0_power_usage_watts", "1700000000000 100 0\n1700000005000 99999 1\n1700000010000 100 2\n",
        "99999"
      ),
    ] as [(ForeignLog, String, String, String)])
  func `a reading that no board draws is left out, and a warning says so`(
    kind: ForeignLog, name: String, text: String, found: String
  ) throws {
    let job = try read(kind, text, as: name)
    #expect(job.job.energy.total?.mid == Joules(1000))
    let words = "1 reading was absurd (found '\(found)', expected 0 to 5,000 W) and left out"
    #expect(job.warnings.contains(words) && job.job.notes.contains(words), "\(job.warnings)")
  }

  @Test(
    arguments: [
      // The unit is missing, which the others have.
      (header + "2025/01/01 00:00:00, 0, 300 W\n2025/01/01 00:00:10, 0, 300 W\n2025/01/01 00:00:20, 0, 1", 3000.0),
      // A column is missing.
      (
        "timestamp, power.draw, fan\n2025/01/01 00:00:00, 300, 20\n2025/01/01 00:00:10, 300, 20\n2025/01/01 00:00:20, 3",
        3000
      ),
      // The time comes last and is cut.
      (
        "power.draw, timestamp\n300, 2025/01/01 00:00:00.000\n300, 2025/01/01 00:00:10.000\n300, 2025/01/01 00:00",
        3000
      ),
      // Neither unit nor fraction, which the others have.
      (
        "timestamp, power.draw\n2025/01/01 00:00:00, 300.00\n2025/01/01 00:00:10, 300.00\n2025/01/01 00:00:20, 3", 3000
      ),
      // All is there but the line's end.
      (header + "2025/01/01 00:00:00, 0, 300 W\n2025/01/01 00:00:10, 0, 300 W\n2025/01/01 00:00:20, 0, 300 W", 6000),
    ] as [(String, Double)])
  func `a last row that ends in its midst is left out`(text: String, joules: Double) throws {
    let job = try read(.nvidiaSMI, text)
    #expect(job.job.energy.total?.mid == Joules(joules))
    #expect(job.warnings.contains { $0.contains("cut off") } == (joules == 3000))
  }

  @Test func `a last row that is torn is left out of Zeus's and CodeCarbon's files too`() throws {
    let powers = try read(.zeus, "1700000000.0,100.0\n1700000010.0,100.0\n1700000020.0,1")
    #expect(powers.job.energy.total?.mid == Joules(1000) && powers.warnings.contains { $0.contains("cut off") })
    let emissions = try read(
      .codecarbon, Self.codeCarbon(gpu: "Apple M1") + "\n2025-01-01T00:02:00,train,a,120,0.001,0.0")
    #expect(emissions.job.wallTime == Seconds(60) && emissions.warnings.contains { $0.contains("cut off") })
  }

  @Test func `a GPU that reads no power at all is not taken for one that draws none`() throws {
    let text = Self.header + "2025/01/01 00:00:00, 0, 0.00 W\n2025/01/01 00:00:10, 0, 0.00 W\n"
    #expect(try read(.nvidiaSMI, text).warnings.contains { $0.contains("gpu0 reads 0 W throughout") })
  }

  @Test func `MLflow's last line without its step is left out`() throws {
    let text = "1700000000000 100 0\n1700000010000 100 1\n1700000020000 1"
    #expect(try read(.mlflow, text, as: "system/gpu_0_power_usage_watts").job.energy.total?.mid == Joules(1000))
  }

  @Test func `GPUs of several kinds are all named, and none stands for the others`() throws {
    let rows = ["00", "10"].flatMap { second in
      ["H100", "A100", "H100"].enumerated().map { "2025/01/01 00:00:\(second), \($0), NVIDIA \($1), 100 W" }
    }
    let job = try read(.nvidiaSMI, "timestamp, index, name, power.draw [W]\n" + rows.joined(separator: "\n"))
    #expect(job.products == ["NVIDIA H100", "NVIDIA A100"])
    #expect(job.product == nil && job.job.training?.acceleratorName == nil)
  }

  @Test(
    arguments: [
      (ForeignLog.codecarbon, codeCarbon(gpu: "2 x NVIDIA A100-SXM4-80GB"), EnergyMethod.counter),
      (.codecarbon, codeCarbon(gpu: "Apple M1"), .modelled),
      (
        .zeus, "dataset,network,batch_size,optimizer,power_limit,time_per_epoch,average_power\na,b,8,adam,300,10,100\n",
        .integrated
      ),
      (
        .megatronLog,
        "using world size: 8, x\n iteration 1/ 2 | elapsed time per iteration (ms): 1.0 | energy per gpu (J/iter/gpu): 5.0 |\n",
        .counter
      ),
    ] as [(ForeignLog, String, EnergyMethod)])
  func `an energy whose accuracy the log does not tell has the range of its kind of source, never none`(
    kind: ForeignLog, text: String, method: EnergyMethod
  ) throws {
    let energy = try read(kind, text).job.energy
    #expect(energy.first { $0.domain == .accelerator }?.method == method)
    for domain in energy {
      let range = try #require(domain.energy)
      #expect(range.low <= range.mid * 0.94 && range.high >= range.mid * 1.06, "\(domain)")
    }
  }

  private static func codeCarbon(gpu: String) -> String {
    """
    timestamp,project_name,run_id,duration,emissions,energy_consumed,cpu_energy,gpu_energy,ram_energy,gpu_count,gpu_model,cpu_model,country_iso_code,pue
    2025-01-01T00:01:00,train,a,60,0.001,0.002,0.0005,0.001,0.0005,2,\(gpu),\(gpu),FRA,1.2
    """
  }

  @Test func `CodeCarbon tells the country and the PUE`() throws {
    let job = try read(.codecarbon, Self.codeCarbon(gpu: "2 x NVIDIA A100-SXM4-80GB"))
    #expect(job.country == "FRA" && job.pue == 1.2)
  }

  @Test func `energy is unknown, not zero, where every reading is a word`() throws {
    let text =
      "timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, 100 W\n2025/01/01 00:00:00, 1, [N/A]\n2025/01/01 00:00:10, 0, 100 W\n2025/01/01 00:00:10, 1, [N/A]\n"
    let job = try read(.nvidiaSMI, text).job
    #expect(job.energy.map { $0.energy?.mid } == [Joules(1000), nil])
    #expect(job.energy[1].method == .missing)
    #expect(job.energy[1].note?.contains("[N/A]") == true)
  }
}

/// Numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
