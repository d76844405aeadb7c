import Glibc
import Quantities
import TrainingRun

/// The time of one training step of a model on a cluster, part by part, for any layout.
///
/// Everything that does not depend on the layout is computed once; one layout is then plain arithmetic on numbers, without
/// allocation. The parts are in files of their own: matrix products, attention, elementwise operators, collectives,
/// pipeline, optimizer.
public struct StepTimeModel: Sendable {
  var shape: ModelShape
  var constants: StepConstants
  /// What the backward pass works on.
  let backward: BackwardPass
  /// What it rests on.
  var basis = StepBasis()
  /// What offloading takes; nil where the host is not known, and nothing can be offloaded.
  var host: HostTraffic?
  /// What short sequences and head dimensions make of the attention's rate.
  private let attentionShape: Double

  init(shape: ModelShape, constants: StepConstants, backward: BackwardPass = .full) {
    self.shape = shape
    self.constants = constants
    self.backward = backward
    attentionShape =
      shape.heads > 0
      ? (1 + constants.shortSequence / shape.sequence) * pow(shape.headDimension / 128, -0.15) : 0
  }

  /// Whether gradients of the model's own weights are exchanged and applied.
  var trainsWeights: Bool { backward.trained > 0 }

  /// Passes over a layer's matrices, forward, again for full recompute, and backward.
  func passes(_ terms: PlanTerms) -> Double { 1 + backward.products + terms.full * backward.layers }

  /// The same of attention in units of its forward work: a fused kernel computes the scores again going backward.
  func attentionPasses(_ terms: PlanTerms) -> Double {
    1 + ((constants.isUnfused ? 2 : 2.5) + terms.full) * backward.layers
  }

  /// The time of a step under a plan, in its parts.
  ///
  /// The plan's degrees must multiply to the accelerators in use; whether it fits in memory is not asked here.
  public func stepTime(_ plan: StepPlan) -> StepBreakdown {
    let terms = PlanTerms(plan, shape: shape)
    return stepTime(plan, terms, layerTime(terms))
  }

  /// What one layer and micro-batch takes, with the logits: all that depends on the tensor, context and expert split, the
  /// micro-batch and the recompute alone, so that a search works it out once for many layouts.
  func layerTime(_ terms: PlanTerms) -> LayerTime {
    let passes = passes(terms)
    var layer = LayerTime()
    layer.products = matrixProducts(terms) * passes
    layer.attention = attention(terms, shapeFactor: attentionShape)
    layer.elementwise = elementwise(terms) * passes
    layer.routing = routing(terms)
    layer.tensor = tensorExchange(terms, beside: layer.products)
    layer.expert = expertExchange(terms)
    layer.context = contextExchange(terms, attention: layer.attention)
    layer.busy =
      layer.products + layer.attention + layer.elementwise + layer.routing + layer.tensor + layer.expert
      + layer.context
    let launch = launch(terms)
    layer.launched = smoothMaximum(layer.busy, launch, constants.smoothness) + constants.launchExposed * launch
    layer.logits = logits(terms)
    return layer
  }

  /// The same as `stepTime(_:)` where the layer's time is known.
  func stepTime(_ plan: StepPlan, _ terms: PlanTerms, _ one: LayerTime) -> StepBreakdown {
    let gathering = layerGathering(terms)
    let gathered = gathering > 0 ? smoothMaximum(one.launched, gathering) : one.launched
    let offloading = plan.offload.isEmpty ? .zero : offloading(plan, terms, beside: gathered)
    let layer = gathered + offloading.perLayer

    // A stage and micro-batch, and the step.
    let isPiped = terms.pipeline > 1
    let seenLogits = isPiped ? constants.logitDelay * one.logits : one.logits
    let sending = pipelineExchange(terms)
    let repeats = terms.fullestLayers * terms.batches
    var waiting = constants.bubble * (terms.pipeline - 1) / terms.virtual * (terms.layers * layer + sending)
    if plan.layout.schedule.splitsBackward, isPiped {
      waiting =
        constants.bubble
        * stagePasses(terms, one, layer: layer, sending: sending)
        .wait(plan.layout.schedule, stages: terms.pipeline, microBatches: terms.batches)
    }
    let idle = waiting + (isPiped ? one.logits : 0)
    let accumulation = gradientAccumulation(terms)
    let stage = terms.fullestLayers * layer + seenLogits + sending + accumulation
    let stragglers = (terms.batches * stage + idle) * constants.straggler * max(0, terms.doublings)

    var step = StepBreakdown()
    step.matrixProducts = Seconds(one.products * repeats)
    step.attention = Seconds(one.attention * repeats)
    step.elementwise = Seconds(one.elementwise * repeats)
    step.routing = Seconds(one.routing * repeats)
    step.tensorExchange = Seconds(one.tensor * repeats)
    step.expertExchange = Seconds(one.expert * repeats)
    step.contextExchange = Seconds(one.context * repeats)
    step.launchWait = Seconds((one.launched - one.busy) * repeats)
    step.weightGathering = Seconds((gathered - one.launched) * repeats + unhiddenGathering(terms))
    step.hostExchange = Seconds(offloading.perLayer * repeats + offloading.perStep)
    step.logits = Seconds(seenLogits * terms.batches)
    step.gradientAccumulation = Seconds(accumulation * terms.batches)
    step.pipelineExchange = Seconds(sending * terms.batches)
    step.bubble = Seconds(idle)
    step.stragglers = Seconds(stragglers)
    step.gradientExchange = Seconds(gradientExchange(terms, beside: terms.layers * layer))
    step.optimizer = Seconds(optimizer(terms))
    step.fixed = Seconds(constants.perStep + constants.perStepLayer * terms.layers)
    return step
  }

  /// Weights of the model on one accelerator, before ZeRO spreads them: dense ones with the table of tokens, and experts.
  func weights(_ terms: PlanTerms) -> (dense: Double, experts: Double) {
    (
      (shape.denseWeights * terms.layers + shape.vocabulary * shape.hidden) / terms.tensor,
      shape.expertWeights * terms.layers / (terms.expert * terms.tensor)
    )
  }
}

/// Seconds of one layer and micro-batch on one accelerator, and of its logits.
struct LayerTime: Sendable {
  var products = 0.0
  var attention = 0.0
  var elementwise = 0.0
  var routing = 0.0
  var tensor = 0.0
  var expert = 0.0
  var context = 0.0
  /// All of these.
  var busy = 0.0
  /// The same where launching kernels is no quicker.
  var launched = 0.0
  var logits = 0.0
}

/// The smooth maximum with the exponent 4, for which roots suffice.
@inline(__always)
func smoothMaximum(_ first: Double, _ second: Double) -> Double {
  let larger = max(first, second)
  guard larger > 0 else { return 0 }
  let ratio = min(first, second) / larger
  return larger * (1 + ratio * ratio * ratio * ratio).squareRoot().squareRoot()
}

/// A maximum without a corner: (aⁿ + bⁿ)^(1/n) of two numbers of at least 0.
func smoothMaximum(_ first: Double, _ second: Double, _ exponent: Double) -> Double {
  let larger = max(first, second)
  guard larger > 0 else { return 0 }
  return larger * pow(1 + pow(min(first, second) / larger, exponent), 1 / exponent)
}
