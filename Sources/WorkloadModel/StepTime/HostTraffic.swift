import HardwareProfiles
import Quantities
import TrainingRun

/// The machine around an accelerator, as far as what is offloaded to it goes: its share of the node.
struct HostRates: Sendable, Equatable {
  /// Bytes a second between the accelerator and the host in each direction.
  var link: Double
  /// Bytes a second of the host's memory that its processors reach for this accelerator.
  var memory: Double
  /// Bytes of the host's memory that this accelerator may fill.
  var capacity: Double

  /// What copies reach of a PCI Express link as built: 12.4 of 15.75 GB/s of generation 3, 25 of 31.5 of generation 4
  /// and 52 to 55 of 63 of generation 5 are usual in NVIDIA's bandwidthTest with pinned memory.
  static let linkShare = 0.8
  /// What an update by vector instructions reaches of the memory's nominal bandwidth: half, an estimate.
  static let memoryShare = 0.5
  /// What the system and the loaders of data leave of the host's memory, an estimate.
  static let capacityShare = 0.9

  /// The host of a cluster's accelerators; nil where neither the run file nor the profile knows it.
  init?(_ cluster: ClusterSpecification, _ profile: AcceleratorProfile) {
    let (given, usual) = (cluster.host, profile.host)
    guard let link = given.linkBandwidth ?? usual?.link.value, let memory = given.memory ?? usual?.memory.value,
      let bandwidth = given.memoryBandwidth ?? usual?.memoryBandwidth.value
    else { return nil }
    let sharers = Double(cluster.acceleratorsInNode)
    self.link = link.value * Self.linkShare
    self.memory = bandwidth.value * Self.memoryShare / sharers
    capacity = memory.value * Self.capacityShare / sharers
  }
}

/// What one layer sends to the host and fetches from it.
struct HostTraffic: Sendable {
  let rates: HostRates
  /// What a layer keeps of a sample for the backward pass.
  let kept: ActivationTerms
  /// Whether selective recompute keeps half of the products' outputs.
  let keepsHalf: Bool
  /// Bytes that the host reads and writes to update a weight.
  let updateBytes: Double

  /// The traffic of a model's layers.
  ///
  /// An update reads gradient, weight and the optimizer's states in 32 bits, writes all but the gradient, and writes the
  /// weight in 16 bits: 30 bytes under Adam.
  init(_ rates: HostRates, memory: MemoryModel, optimizer: Optimizer) {
    self.rates = rates
    kept = memory.meanTerms
    keepsHalf = memory.conventions.selectiveKeepsHalf
    updateBytes = 4 * (2 * optimizer.statesPerParameter + 3) + 2
  }
}

/// Seconds that offloading adds: to a layer and micro-batch, and to the step.
struct OffloadingTime: Sendable {
  var perLayer: Double
  var perStep: Double

  static let zero = OffloadingTime(perLayer: 0, perStep: 0)
}

extension StepTimeModel {
  /// What of the exchange with the host nothing hides.
  ///
  /// The link carries both directions at once. In the forward pass a layer's activations leave while the next layer's
  /// weights come; in the backward pass activations and weights come, and gradients leave (and come back to be added to
  /// where a step has several micro-batches). Each pass hides what it is as long as. The host updates its weights after
  /// the last gradient and sends them back while it updates the next (arXiv 2101.06840, section 4), in no less time than
  /// the accelerator would take.
  func offloading(_ plan: StepPlan, _ terms: PlanTerms, beside busy: Double) -> OffloadingTime {
    guard let host else { return .zero }
    let weights = weights(terms)
    let all = weights.dense + weights.experts
    let shards = terms.gathersWeights ? terms.replicas : 1
    let streamsGradients = plan.offload.contains(.optimizer) && plan.layout.zeroStage >= 2 && trainsWeights
    let layerWeights =
      2 * (shape.denseWeights / terms.tensor + shape.expertWeights / (terms.expert * terms.tensor))
    let fetched = plan.offload.contains(.weights) ? layerWeights / shards : 0
    let gradients = streamsGradients ? layerWeights / terms.replicas : 0
    let kept =
      plan.offload.contains(.activations)
      ? host.kept.bytes(
        plan.recompute, tensor: terms.tensor, split: terms.streamSplit, keepsHalf: host.keepsHalf)
        * terms.microBatch / Double(plan.layout.context) : 0
    let forward = busy / passes(terms)
    let link = host.rates.link
    let intoBackward = kept + fetched + (terms.batches > 1 ? gradients : 0)
    var time = OffloadingTime.zero
    time.perLayer =
      max(0, max(kept, fetched) / link - forward) + max(0, max(intoBackward, gradients) / link - (busy - forward))
    guard plan.offload.contains(.optimizer), trainsWeights else { return time }
    let updated = terms.shardsOptimizer ? all / terms.replicas : all
    let update = max(host.updateBytes * updated / host.rates.memory, 2 * updated / link)
    time.perStep = max(0, update - optimizer(terms)) + (streamsGradients ? 0 : 2 * updated / link)
    return time
  }
}
