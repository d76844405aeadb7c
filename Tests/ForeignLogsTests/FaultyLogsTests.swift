import Documents
import ForeignLogs
import Foundation
import Testing
import TrainCostTestSupport

/// Each fault is one message that names the place, what was found and what was expected.
@Suite struct FaultyLogsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func error(_ kind: ForeignLog?, _ text: String, as name: String = "log") throws -> DocumentError {
    let path = try folder.write(text, to: name)
    do throws(DocumentError) {
      _ = try ForeignLog.jobs(at: path, kind: kind)
    } catch {
      return error
    }
    Issue.record("no error for \(text.prefix(60))")
    throw CancellationError()
  }

  @Test(arguments: ForeignLog.allCases)
  func `an empty log, one of NUL bytes, one of something else and a missing one are one clear error`(kind: ForeignLog)
    throws
  {
    for text in ["", "a,b\n1,2\n", "\0\0\0", "\n\n"] { #expect(try error(kind, text).code != .missing, "\(text)") }
    #expect(throws: DocumentError.self) { try kind.read("/nonexistent/log") }
  }

  private static let samples: [(kind: ForeignLog, text: String)] = [
    (.nvidiaSMI, "timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, 1\n"),
    (.mlperfPower, ":::MLLOG {\"time_ms\": 1, \"key\": \"power_reading\", \"value\": 1}\n"),
    (.codecarbon, "timestamp,project_name,run_id,duration,emissions,energy_consumed\n"),
    (.zeus, "start_time,window_name,elapsed_time,gpu0_energy\n"),
    (.wandb, "{\"_timestamp\": 1700000000, \"system.gpu.0.powerWatts\": 3}\n"),
    (.mlflow, "run_id,key,value,timestamp\na,system/gpu_0_power_usage_watts,1,1700000000000\n"),
    (.megatronLog, " iteration 1/ 2 | elapsed time per iteration (ms): 1.0 |\n"),
  ]

  @Test(arguments: ForeignLog.allCases, samples.indices)
  func `a log of another kind is named, and that kind is what the message suggests`(kind: ForeignLog, index: Int) throws
  {
    let sample = Self.samples[index]
    guard sample.kind != kind else { return }
    let error = try error(kind, sample.text)
    #expect(error.nearest == "--kind \(sample.kind.rawValue)")
    #expect(error.line == 1)
    #expect(error.message.contains(sample.kind.words))
  }

  @Test(arguments: [
    // What, the line of the fault, and words of the message.
    ("timestamp, index, utilization.gpu [%]\n2025/01/01 00:00:00, 0, 5 %\n", 1, "no column holds power"),
    ("index, power.draw [W]\n0, 5 W\n", 1, "no column holds the time"),
    ("timestamp, index, power.draw [W]\n01.02.2025 00:00:00, 0, 5 W\n", 2, "expected a time such as"),
    ("timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, lots\n", 2, "expected watts"),
    (
      "timestamp, index, power.draw [W]\n2025/01/01 00:00:10, 0, 5 W\n2025/01/01 00:00:07, 0, 5 W\n", 3,
      "the time goes back by 3 s"
    ),
    (
      "timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, 5 W\n2025/01/01 00:00:07, 0\n2025/01/01 00:00:09, 0, 5 W\n",
      3, "found 2 columns, expected 3"
    ),
    ("timestamp, index, power.draw [W]\n", 1, "no readings follow"),
    ("timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, 5 W\n", 1, "two readings"),
    ("timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, [N/A]\n2025/01/01 00:00:01, 0, [N/A]\n", 1, "[N/A]"),
    (
      "timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, 5 W\n2025/01/01 00:00:01, 0, -5 W\n", 1,
      "there is one reading alone; energy takes two readings of a device at least; 1 reading was absurd (found '-5 W'"
    ),
    (
      "timestamp, index, power.draw [W]\n2025/01/01 00:00:00, 0, 5 W\n2025/01/01 00:00:00, 1, 5 W\n", 1,
      "all readings are of one moment"
    ),
    ("timestamp, index, \"power.draw [W]\n", 1, "never closed"),
  ])
  func `nvidia-smi's faults name their line`(text: String, line: Int, words: String) throws {
    let error = try error(.nvidiaSMI, text)
    #expect(error.line == line)
    #expect(error.message.contains(words), "\(error)")
  }

  @Test(arguments: [
    (
      ForeignLog.mlperfPower, ":::MLLOG {\"time_ms\": 1, \"key\": \"power_reading\", \"value\": \"x\"}\n", 1,
      "expected a number"
    ),
    (.mlperfPower, ":::MLLOG {\"time_ms\": 1, \"key\": \"power_reading\"\n:::MLLOG {}\n", 1, "expected JSON"),
    (
      .mlperfPower,
      ":::MLLOG {\"time_ms\": 9000, \"key\": \"power_reading\", \"value\": 1}\n:::MLLOG {\"time_ms\": 5000, \"key\": \"power_reading\", \"value\": 1}\n",
      2, "goes back"
    ),
    (
      .codecarbon, "timestamp,run_id,duration,emissions,energy_consumed,cpu_energy\nnoon,a,1,1,1,1\n", 2,
      "expected a time"
    ),
    (
      .codecarbon, "timestamp,run_id,duration,emissions,energy_consumed,cpu_energy\n2025-01-01T00:00:00,a,x,1,1,1\n", 2,
      "number"
    ),
    (
      .codecarbon, "timestamp,run_id,duration,emissions,energy_consumed,cpu_energy\n2025-01-01T00:00:00,a,1\n", 2,
      "columns"
    ),
    (
      .codecarbon, "timestamp,duration,emissions,energy_consumed,cpu_energy,pue\n2025-01-01T00:00:00,1,1,1,1,0.5\n", 2,
      "found '0.5', expected a number of at least 1"
    ),
    (.zeus, "start_time,window_name,elapsed_time\n1,a,2\n", 1, "column is missing"),
    (.zeus, "start_time,window_name,elapsed_time,gpu0_energy\n1,a,2,-5\n", 2, "expected a number of at least 0"),
    (.wandb, "{\"_timestamp\": 1700000000, \"system.gpu.0.powerWatts\": 3}\nnonsense\n{}\n", 2, "expected an object"),
    (.wandb, "{\"_step\": 1, \"system.gpu.0.powerWatts\": 3}\n", 1, "no time"),
    (.megatronLog, " iteration 1/ 2 | elapsed time per iteration (ms): fast |\n", 1, "expected a number"),
    (.mlflow, "run_id,key,value,timestamp\na,system/gpu_0_power_usage_watts,1,soon\n", 2, "expected a time"),
  ])
  func `faults of the other logs name their line`(kind: ForeignLog, text: String, line: Int, words: String) throws {
    let error = try error(kind, text)
    #expect(error.line == line, "\(error)")
    #expect(error.message.contains(words), "\(error)")
  }

  @Test(arguments: [ForeignLog.nvidiaSMI, nil])
  func `an empty folder is said to be empty`(kind: ForeignLog?) throws {
    do throws(DocumentError) {
      _ = try ForeignLog.jobs(at: folder.path, kind: kind)
      Issue.record("no error")
    } catch {
      #expect(error.description == "\(folder.path): the folder holds no files, expected the logs of one run")
    }
  }

  @Test func `what is no text is said to be so`() throws {
    let path = try folder.write("", to: "log")
    for (bytes, words) in [([0x1F, 0x8B, 8, 0] as [UInt8], "compressed"), ([0xFF, 0xFE, 0x74, 0], "UTF-16")] {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect { try ForeignLog.nvidiaSMI.read(path) } throws: { "\($0)".contains(words) }
    }
    #expect(try error(nil, "| NVIDIA-SMI 590.48.01    Driver Version: 590.48.01 |\n").message.contains("--query-gpu"))
    #expect(try error(nil, "# gpu    pwr  gtemp  mtemp\n").message.contains("dmon"))
  }
}
