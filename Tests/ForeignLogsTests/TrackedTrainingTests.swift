import ForeignLogs
import Foundation
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

/// How fast training went, by the metrics that trainers send to trackers.
@Suite struct TrackedTrainingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let start = 1_700_000_000.0

  /// A history of transformers: every tenth step of two seconds, and a pause of a minute to evaluate after step 50.
  private static var history: String {
    (1...10).map { index in
      let time = start + Double(index) * 20 + (index > 5 ? 60 : 0)
      return
        "{\"_step\": \(index), \"_runtime\": \(time - start), \"_timestamp\": \(time), \"train/loss\": 3.1, "
        + "\"train/global_step\": \(index * 10), \"train/num_input_tokens_seen\": \(index * 10_000), \"eval/loss\": null}"
    }.joined(separator: "\n")
  }

  private static var events: String {
    (0...26).map { index in
      let time = start + Double(index) * 10
      let boards = (0..<8).map { "\"system.gpu.\($0).powerWatts\": \(100 * ($0 + 1))" }.joined(separator: ", ")
      return "{\(boards), \"system.cpu\": 12.5, \"_runtime\": \(time - start), \"_timestamp\": \(time)}"
    }.joined(separator: "\n")
  }

  @Test func `the folder of a W&B run gives power, steps, tokens and the board's name`() throws {
    _ = try folder.write(Self.history, to: "wandb-history.jsonl")
    _ = try folder.write(Self.events, to: "wandb-events.jsonl")
    _ = try folder.write(
      "{\"gpu\": \"NVIDIA H100 80GB HBM3\", \"gpu_count\": 8}", to: "files/wandb-metadata.json")
    let read = try #require(try ForeignLog.jobs(at: folder.path, kind: nil).first)
    #expect(read.job.energy.total?.mid == Joules(3600 * 260))
    #expect(read.acceleratorCount == 8)
    #expect(read.product == "NVIDIA H100 80GB HBM3")
    let training = try #require(read.job.training)
    #expect(training.steps == 90)
    // The pause to evaluate is part of the time, not of a step.
    #expect(training.stepTime == Seconds(2))
    #expect(training.tokens == Count(90_000))
    #expect(training.trainingTime == Seconds(240))
  }

  @Test func `a history without power tells of time alone, and why there is no energy`() throws {
    let path = try folder.write(Self.history, to: "history.jsonl")
    let job = try #require(try ForeignLog.jobs(at: path, kind: .wandb).first).job
    #expect(job.training?.stepTime == Seconds(2))
    #expect(job.wallTime == Seconds(240))
    #expect(job.energy.map(\.method) == [.missing])
    #expect(job.energy[0].note?.contains("run.history(stream=\"events\")") == true)
    #expect(throws: (any Error).self) {
      try ForeignLog.wandb.read(folder.write("{\"_timestamp\": 1700000000, \"lr\": 1}\n", to: "other.jsonl"))
    }
  }

  @Test(arguments: [
    ("train_step_timing in s", 7.5), ("iteration-time", 7.5), ("time_metrics/end_to_end(s)", 7.5),
    ("validation_step_timing in s", 20),
  ])
  func `a step time that the trainer tells goes before one between mentions`(metric: String, expected: Double) throws {
    let rows = (1...9).map { index in
      "\(index),\(Self.start + Double(index) * 20),\(index),\(index == 1 ? 30 : 7.5)"
    }
    let path = try folder.write(
      "_step,_timestamp,global_step,\(metric)\n" + rows.joined(separator: "\n"), to: "history.csv")
    let training = try #require(try ForeignLog.wandb.read(path).first?.job.training)
    #expect(training.stepTime == Seconds(expected))
    #expect(training.steps == 8)
  }

  @Test func `a chart's export names the metric after the run, and a run that went back counts what it did`() throws {
    let path = try folder.write(
      """
      "Relative Time (Process)","brisk-sun-4 - train/global_step"
      "0","10"
      "20","20"
      "50","10"
      "70","20"
      "90","30"
      """, to: "chart.csv")
    let training = try #require(try ForeignLog.wandb.read(path).first?.job.training)
    #expect(training.steps == 30)
    #expect(training.stepTime == Seconds(2))
  }

  @Test func `MLflow's steps are told by the metrics that are logged at steps`() throws {
    let power = (0...10).map { "\(Int(Self.start + Double($0) * 10) * 1000) 300 \($0)" }.joined(separator: "\n")
    let loss = (1...5).map { "\(Int(Self.start + Double($0) * 20) * 1000) 2.\($0) \($0 * 10)" }
    _ = try folder.write(power, to: "metrics/system/gpu_0_power_usage_watts")
    _ = try folder.write(loss.joined(separator: "\n"), to: "metrics/train/loss")
    _ = try folder.write("1700000000000 0.5 1\n1700000090000 0.6 2\n", to: "metrics/val_accuracy")
    let job = try #require(try ForeignLog.mlflow.read(folder.path).first).job
    #expect(job.energy.total?.mid == Joules(30_000))
    #expect(job.training?.steps == 40)
    #expect(job.training?.stepTime == Seconds(2))

    let rows = (1...5).map { "r,loss,2.5,\(Int(Self.start + Double($0) * 20) * 1000),\($0 * 10)" }
    let table = try folder.write("run_id,key,value,timestamp,step\n" + rows.joined(separator: "\n"), to: "runs.csv")
    let timed = try #require(try ForeignLog.jobs(at: table, kind: nil).first).job
    #expect(timed.training?.stepTime == Seconds(2))
    #expect(timed.energy.map(\.method) == [.missing])
  }

  @Test func `Zeus's windows of steps tell the time of a step`() throws {
    let rows = (0..<10).map { index in
      "\(Self.start + Double(index) * 3),\(index == 9 ? "eval_step" : "step"),\(index == 0 ? 3 : 2),200,200"
    }
    let path = try folder.write(
      "start_time,window_name,elapsed_time,gpu0_energy,gpu1_energy\n" + rows.joined(separator: "\n"), to: "zeus.csv")
    let training = try #require(try ForeignLog.zeus.read(path).first?.job.training)
    #expect(training.steps == 9)
    #expect(training.stepTime == Seconds(2))
  }
}
