import HardwareProfiles
import Quantities
import TrainingRun

/// What of a layout a model and a cluster refuse, and what they warn of.
extension WorkloadModel {
  /// Refuses a layout, or what is stated of one, that the model cannot have on the cluster.
  func check(
    _ stated: PartialLayout, sequenceLength: Int, recompute: ActivationRecompute?
  ) throws(WorkloadError) {
    guard stated.fits(cluster.count) else {
      throw WorkloadError(
        key: "training.parallelism", message: "\(stated.product) does not divide cluster.count = \(cluster.count)")
    }
    try checkSchedule(stated, recompute: recompute)
    guard case .transformer(let architecture) = model else {
      let splits = [stated.tensor, stated.pipeline, stated.virtualPipeline, stated.context, stated.expert]
      guard splits.allSatisfy({ $0 ?? 1 == 1 }) else {
        throw WorkloadError(
          key: "training.parallelism",
          message: "a model known by its figures can only be split by data; found \(stated)")
      }
      return
    }
    if let tensor = stated.tensor, let stack = architecture.stacks.first(where: { $0.attention.heads % tensor != 0 }) {
      throw refuse("tensor", "found \(tensor), expected a divisor of the \(stack.attention.heads) heads")
    }
    try checkStages(stated, layers: architecture.layerCount)
    if let context = stated.context, !architecture.isImage, sequenceLength % context != 0 {
      throw refuse("context", "found \(context), expected a divisor of the sequence's \(sequenceLength) tokens")
    }
    try checkExperts(stated, experts: architecture.stacks.lazy.compactMap(\.experts).first?.experts ?? 0)
  }

  private func refuse(_ key: String, _ message: String) -> WorkloadError {
    WorkloadError(key: "training.parallelism.\(key)", message: message)
  }

  private func checkStages(_ stated: PartialLayout, layers: Int) throws(WorkloadError) {
    let pipeline = stated.pipeline ?? 1
    let virtual = stated.virtualPipeline ?? 1
    guard pipeline <= layers else {
      throw refuse("pipeline", "found \(pipeline) stages, expected at most the model's \(layers) layers")
    }
    guard pipeline <= (layers + 2) / virtual else {
      throw refuse(
        "virtual_pipeline", "found \(virtual) chunks on each of \(pipeline) stages, more than the \(layers) layers")
    }
  }

  private func checkExperts(_ stated: PartialLayout, experts: Int) throws(WorkloadError) {
    guard let expert = stated.expert, expert > 1 else { return }
    guard experts > 0 else { throw refuse("expert", "found \(expert), expected 1: the model has no experts") }
    guard experts % expert == 0 else {
      throw refuse("expert", "found \(expert), expected a divisor of the \(experts) experts")
    }
    // Megatron folds experts over tensor-parallel ranks, too.
    let ranks = cluster.count / (stated.pipeline ?? 1)
    guard ranks % expert == 0 else {
      throw refuse(
        "expert", "found \(expert), expected a divisor of data x context x tensor = \(ranks) accelerators")
    }
  }

  /// Refuses a schedule that the layout cannot have.
  private func checkSchedule(_ stated: PartialLayout, recompute: ActivationRecompute?) throws(WorkloadError) {
    guard let schedule = stated.schedule, let chunks = schedule.chunks else {
      guard let virtual = stated.virtualPipeline, virtual > 1, stated.pipeline == 1 else { return }
      throw refuse("virtual_pipeline", "found \(virtual), expected 1 without pipeline stages")
    }
    guard stated.pipeline != 1, cluster.count > 1 else {
      throw refuse("schedule", "found \(schedule.rawValue), expected 1f1b without pipeline stages")
    }
    if let virtual = stated.virtualPipeline, virtual != chunks {
      throw refuse(
        "virtual_pipeline", "found \(virtual), expected \(chunks) under the schedule \(schedule.rawValue)")
    }
    guard recompute != .full else {
      throw WorkloadError(
        key: "training.activation_recompute",
        message: "found full, expected none or selective: the schedule \(schedule.rawValue) keeps activations for the "
          + "weights' gradients")
    }
  }

  /// Warns of nodes, as a run file states them, that hold more accelerators than the links of one are known to join, and
  /// of a count that is no whole number of them.
  mutating func checkNodes() {
    let key = "cluster.accelerators_per_node"
    // What a file leaves open is among the assumptions.
    guard !specification.assumptions.contains(where: { $0.key == key }) else { return }
    let (perNode, usual) = (cluster.acceleratorsPerNode, profile.acceleratorsPerNode)
    // The links of a torus lead from node to node, and PCI Express joins as many as a server has slots.
    if let link = profile.link, !link.name.hasPrefix("PCIe"), network?.torus == nil, cluster.acceleratorsInNode > usual
    {
      warnings.append(
        "\(key): found \(perNode), more than the \(usual) of \(profile.id) that \(link.name) joins in a usual node; "
          + "they are taken for joined")
    }
    if cluster.nodes > 1, cluster.count % perNode != 0 {
      warnings.append("\(key): \(cluster.count) accelerators are no whole number of nodes of \(perNode)")
    }
  }

  /// Warns of a pipeline whose stages are unequal or starved.
  mutating func checkPipeline(_ layout: ParallelLayout, microBatches: Int) {
    guard layout.pipeline > 1, case .transformer(let architecture) = model else { return }
    let layers = architecture.layerCount
    let chunks = layout.pipeline * layout.virtualPipeline
    if LayoutSpace.stagedLayers(layers, ends: LayoutSpace.ends(of: architecture), over: chunks) == nil {
      let fullest = (layers + chunks - 1) / chunks
      warnings.append(
        "\(layers) layers do not divide into \(chunks) chunks of pipeline stages: the fullest has \(fullest)")
    }
    if microBatches < layout.pipeline {
      warnings.append(
        "a step has \(microBatches) micro-batches, too few to keep \(layout.pipeline) pipeline stages at work")
    } else if layout.virtualPipeline > 1, !layout.schedule.splitsBackward, microBatches % layout.pipeline != 0 {
      warnings.append(
        "a step has \(microBatches) micro-batches; interleaved stages want a multiple of \(layout.pipeline)")
    }
  }
}
