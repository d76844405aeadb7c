import Documents
import Quantities
import TrainingRun

extension Adaptation {
  /// Reads `training.lora`, `training.frozen` and `training.frozen_layers`.
  init(training section: Section) throws(DocumentError) {
    self.init()
    if let lora = try section.section("lora") { self.lora = try LowRankAdaptation(lora) }
    for part in try section.scalars("frozen") { frozen.insert(try part.choice()) }
    frozenLayers = try section.scalar("frozen_layers")?.integer(in: 0...1_000_000) ?? 0
  }

  /// Refuses an adaptation that the model has no room for.
  func check(_ model: ModelSpecification?, in training: Section?) throws(DocumentError) {
    guard !isFull, let training else { return }
    guard case .transformer(let architecture) = model else {
      throw training.wrong(
        "lora, frozen and frozen_layers need a model with an architecture; one known by its figures has none")
    }
    let key = "frozen_layers"
    if frozenLayers >= architecture.layerCount, let given = try training.scalar(key) {
      throw given.wrong("found '\(given.text)', expected fewer than the model's \(architecture.layerCount) layers")
    }
  }
}

extension LowRankAdaptation {
  init(_ section: Section) throws(DocumentError) {
    self.init(rank: try section.required("rank").integer(in: 1...65_536))
    let names = try section.scalars("targets")
    if !names.isEmpty, names.map(\.text) != ["all-linear"] {
      targets = []
      for name in names { targets.insert(try name.choice()) }
    }
    // QLoRA's format is a 4-bit one.
    let base = try section.scalar("base_precision")
    basePrecision = base?.text == "nf4" ? .fp4 : try base?.choice()
    try section.rejectUnknownKeys()
  }
}
