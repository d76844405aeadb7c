import Glibc
import Quantities

/// The time of one training step of a model on a cluster, part by part, for any layout.
///
/// Everything that does not depend on the layout is computed once; one layout is then plain arithmetic on numbers, without
/// allocation. The parts are in files of their own: matrix products, attention, elementwise operators, collectives,
/// pipeline, optimizer.
public struct StepTimeModel: Sendable {
  let shape: ModelShape
  var constants: StepConstants
  /// Passes of the backward pass over each matrix: 2, or 1 where all weights but adapters are frozen.
  let backward: Double
  /// Whether gradients of the model's own weights are exchanged and applied.
  let trainsWeights: Bool
  /// What it rests on.
  var basis = StepBasis()
  /// What offloading takes; nil where the host is not known, and nothing can be offloaded.
  var host: HostTraffic?
  /// What short sequences and head dimensions make of the attention's rate.
  private let attentionShape: Double

  init(shape: ModelShape, constants: StepConstants, adapters: Bool) {
    self.shape = shape
    self.constants = constants
    backward = adapters ? 1 : 2
    trainsWeights = !adapters
    attentionShape =
      shape.heads > 0
      ? (1 + constants.shortSequence / shape.sequence) * pow(shape.headDimension / 128, -0.15) : 0
  }

  /// The time of a step under a plan, in its parts.
  ///
  /// The plan's degrees must multiply to the accelerators in use; whether it fits in memory is not asked here.
  public func stepTime(_ plan: StepPlan) -> StepBreakdown {
    let terms = PlanTerms(plan, shape: shape)
    let passes = 1 + backward + terms.full

    // One layer and micro-batch.
    let products = matrixProducts(terms) * passes
    let attention = attention(terms, shapeFactor: attentionShape)
    let elementwise = elementwise(terms) * passes
    let routing = routing(terms)
    let tensor = tensorExchange(terms)
    let expert = expertExchange(terms)
    let context = contextExchange(terms, attention: attention)
    let busy = products + attention + elementwise + routing + tensor + expert + context
    let launch = launch(terms)
    let launched = smoothMaximum(busy, launch, constants.smoothness) + constants.launchExposed * launch
    let gathering = layerGathering(terms)
    let gathered = gathering > 0 ? smoothMaximum(launched, gathering, 4) : launched
    let offloading = plan.offload.isEmpty ? .zero : offloading(plan, terms, beside: gathered)
    let layer = gathered + offloading.perLayer

    // A stage and micro-batch, and the step.
    let logits = logits(terms)
    let isPiped = terms.pipeline > 1
    let seenLogits = isPiped ? constants.logitDelay * logits : logits
    let sending = pipelineExchange(terms)
    let repeats = terms.fullestLayers * terms.batches
    let idle =
      constants.bubble * (terms.pipeline - 1) / terms.virtual * (terms.layers * layer + sending)
      + (isPiped ? logits : 0)
    let accumulation = gradientAccumulation(terms)
    let stage = terms.fullestLayers * layer + seenLogits + sending + accumulation
    let stragglers =
      (terms.batches * stage + idle) * constants.straggler * max(0, log2(terms.accelerators / 8))

    var step = StepBreakdown()
    step.matrixProducts = Seconds(products * repeats)
    step.attention = Seconds(attention * repeats)
    step.elementwise = Seconds(elementwise * repeats)
    step.routing = Seconds(routing * repeats)
    step.tensorExchange = Seconds(tensor * repeats)
    step.expertExchange = Seconds(expert * repeats)
    step.contextExchange = Seconds(context * repeats)
    step.launchWait = Seconds((launched - busy) * repeats)
    step.weightGathering = Seconds((gathered - launched) * repeats + unhiddenGathering(terms))
    step.hostExchange = Seconds(offloading.perLayer * repeats + offloading.perStep)
    step.logits = Seconds(seenLogits * terms.batches)
    step.gradientAccumulation = Seconds(accumulation * terms.batches)
    step.pipelineExchange = Seconds(sending * terms.batches)
    step.bubble = Seconds(idle)
    step.stragglers = Seconds(stragglers)
    step.gradientExchange = Seconds(gradientExchange(terms))
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

/// A maximum without a corner: (aⁿ + bⁿ)^(1/n) of two numbers of at least 0.
func smoothMaximum(_ first: Double, _ second: Double, _ exponent: Double) -> Double {
  let larger = max(first, second)
  guard larger > 0 else { return 0 }
  return larger * pow(1 + pow(min(first, second) / larger, exponent), 1 / exponent)
}
