import Documents
import Quantities
import TrainingRun

extension OpaqueModel {
  /// Reads a model that the run file knows by its figures.
  init(_ section: Section) throws(DocumentError) {
    let limit = 1...1_000_000_000_000_000
    let parameters = try section.required("parameters")
    let count = try parameters.integer(in: limit)
    // Without a figure of its own a model takes 6 FLOPs a parameter and token, forward and backward.
    let work = try section.scalar("flops_per_sample")?.quantity(FLOPs.self, in: .aboveZero)
    self.init(parameters: count, flopsPerSample: work ?? FLOPs(6 * Double(count)))
    kind = try section.scalar("kind")?.choice()
    if let frozen = try section.scalar("frozen_flops_per_sample") {
      frozenFlopsPerSample = try frozen.quantity(FLOPs.self, in: .aboveZero)
    }
    if let frozen = try section.scalar("frozen_parameters") { frozenParameters = try frozen.integer(in: limit) }
    if let tables = try section.scalar("table_parameters") {
      tableParameters = try tables.integer(in: limit)
      guard tableParameters <= count else {
        throw tables.wrong("found '\(tables.text)', expected no more than parameters = \(parameters.text)")
      }
    }
    trafficPerSample = try section.scalar("bytes_per_sample")?.quantity(Bytes.self, in: .aboveZero)
    activationsPerSample = try section.scalar("activations_per_sample")?.quantity(Count.self, in: .aboveZero)
    try section.rejectUnknownKeys()
  }
}
