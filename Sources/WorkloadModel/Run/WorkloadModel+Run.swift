import Quantities
import TrainingRun

extension WorkloadModel {
  /// The share of the time on the clock that is stepping, waits for data included; lists what it assumes.
  mutating func goodput(stepping: Seconds, stepTime: Seconds, batch: Double, work: TrainingWork) -> Range90<Double> {
    let precision = specification.training.precision ?? .bf16
    let conventions = MemoryConventions(
      precision: precision, optimizer: specification.training.optimizer, software: specification.training.software,
      shardsWeights: false)
    let trained = Double(work.trainableParameters)
    let samples =
      switch data.amount {
      case .samples(let count): count.value
      case .tokens(let count): count.value / work.tokensPerSample
      }
    let schedule = RunSchedule(
      specification.operations, accelerators: cluster.count, stepping: stepping, stepTime: stepTime, batch: batch,
      stateBytes: Bytes((conventions.weight + conventions.optimizer) * trained),
      bytesPerSample: data.volume.map { $0 / samples })
    assumptions += schedule.assumptions
    warnings += schedule.warnings
    return schedule.goodput.map { $0 / schedule.inputStretch }
  }
}
