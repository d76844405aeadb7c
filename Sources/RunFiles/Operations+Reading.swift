import Documents
import Quantities
import TrainingRun

extension Operations {
  /// Reads `operations`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    func time(_ key: String) throws(DocumentError) -> Seconds? {
      try section.scalar(key)?.quantity(Seconds.self, in: 0...1e12)
    }
    startup = try time("startup")
    checkpointInterval = try section.scalar("checkpoint_interval")?.quantity(Seconds.self, in: .aboveZero)
    checkpointTime = try time("checkpoint_time")
    restart = try time("restart")
    if let hours = try section.scalar("accelerator_hours_between_failures") {
      failureInterval = Seconds(hours: try hours.number(in: .aboveZero))
    }
    goodput = try section.scalar("goodput")?.number(in: .shareAboveZero)
    storageBandwidth = try section.scalar("storage_bandwidth")?.quantity(BytesPerSecond.self, in: .aboveZero)
    if let evaluation = try section.section("evaluation") {
      self.evaluation = Evaluation(
        everySteps: try evaluation.required("every_steps").integer(in: 1...1_000_000_000),
        samples: try evaluation.required("samples").quantity(Count.self, in: 1...1e15).value)
      try evaluation.rejectUnknownKeys()
    }
    try section.rejectUnknownKeys()
  }
}
