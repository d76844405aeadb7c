import Documents
import Quantities
import TrainingRun

extension ModelSpecification {
  /// Reads a model that the run file knows by its figures: a transformer by its parameters alone, any other by the work of
  /// a sample as well.
  init(figures section: Section) throws(DocumentError) {
    let kind: WorkKind? = try section.scalar("kind")?.choice()
    let figures = [
      "flops_per_sample", "frozen_flops_per_sample", "frozen_parameters", "table_parameters", "bytes_per_sample",
      "activations_per_sample",
    ]
    let isTransformer = kind == nil || kind == .transformer || kind == .encoder
    guard isTransformer, !figures.contains(where: section.has) else {
      self = .opaque(try OpaqueModel(section))
      return
    }
    let parameters = try section.required("parameters")
    let count = try parameters.integer(in: 10_000_000...100_000_000_000_000)
    try section.rejectUnknownKeys()
    guard let usual = TransformerArchitecture.usual(parameters: count, isCausal: kind != .encoder) else {
      throw parameters.wrong("found '\(parameters.text)', expected from 10M to 100T")
    }
    self = .transformer(usual)
  }
}

extension OpaqueModel {
  /// Reads a model that the run file knows by its figures.
  init(_ section: Section) throws(DocumentError) {
    let limit = 1...1_000_000_000_000_000
    let parameters = try section.required("parameters")
    let count = try parameters.integer(in: limit)
    let work = try section.required("flops_per_sample").quantity(FLOPs.self, in: .aboveZero)
    self.init(parameters: count, flopsPerSample: work)
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
