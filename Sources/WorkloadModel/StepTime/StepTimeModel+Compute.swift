/// Computing: seconds of one layer (or of the logits) and micro-batch on one accelerator.
extension StepTimeModel {
  /// Matrix products of one pass: 2mnk operations each, and what tiles and waves waste at the edges.
  func matrixProducts(_ terms: PlanTerms) -> Double {
    let products = shape.splitProducts / terms.tensor + shape.wholeProducts
    let sides = shape.splitSides / terms.tensor + shape.wholeSides
    let lost =
      shape.attentionProducts * misalignment(shape.queryWidth / terms.tensor)
      + (shape.splitProducts - shape.attentionProducts) * misalignment(shape.feedForwardWidth / terms.tensor)
    var operations = 2 * terms.tokens * (products + lost / terms.tensor)
    var edges = 2 * products + 2 * terms.tokens * sides
    if shape.routedShare > 0 {
      // Each local expert has matrices of its own, and its share of the tokens sent.
      let sent = terms.tokens * shape.expertsPerToken * shape.routedShare
      let local = shape.experts / terms.expert * shape.routedShare
      let expert = shape.expertProducts / terms.tensor
      operations += 2 * sent * expert * (1 + misalignment(shape.expertWidth / terms.tensor))
      edges += 2 * local * expert + 2 * sent * (shape.expertSplitSides / terms.tensor + shape.expertWholeSides)
    }
    return (operations + constants.edge * edges) / constants.productRate
  }

  /// What a product loses with a side that is no multiple of 64 numbers, a line of memory at 2 bytes each: a third of
  /// `misaligned` for each factor of 2 that it lacks (NVIDIA, Matrix Multiplication Background User's Guide, section 3).
  @inline(__always) private func misalignment(_ side: Double) -> Double {
    let lacking = 6 - min(6, Int(side).trailingZeroBitCount)
    return Double(lacking) / 3 * constants.misaligned
  }

  /// Attention of all passes. A fused kernel does the backward pass at 2.5 times the forward work, and the mask halves
  /// it; an unfused one computes all scores and moves them through memory.
  func attention(_ terms: PlanTerms, shapeFactor: Double) -> Double {
    let tokens = terms.tokens
    guard constants.isUnfused else {
      return 2 * tokens * shape.meanContext * shape.pairWidth / terms.tensor * attentionPasses(terms) * shapeFactor
        / constants.attentionRate
    }
    let edge = 1 + constants.unfusedEdge * (1 / shape.sequence + 1 / shape.headDimension)
    let odd = shape.headDimension.truncatingRemainder(dividingBy: 8) == 0 ? 1 : constants.oddHeadDimension
    let products =
      4 * tokens * shape.sequence * shape.queryWidth / terms.tensor * edge * odd * attentionPasses(terms)
      / constants.attentionRate
    let scores = tokens * shape.sequence * shape.heads / terms.tensor
    let refusal = refusesFusedSoftmax(terms) ? constants.softmaxRefusal : 1
    let traffic =
      refusal * constants.bytesPerScore * scores * (terms.recomputesScores ? 4.0 / 3 : 1) / constants.memoryRate
    return products + traffic
  }

  /// Whether Megatron's fused softmax refuses the micro-batch: it wants a multiple of 4 in batch times heads.
  func refusesFusedSoftmax(_ terms: PlanTerms) -> Bool {
    constants.isUnfused
      && (terms.microBatch * shape.heads / terms.tensor).truncatingRemainder(dividingBy: 4) != 0
  }

  /// Norms, activations, residual sums and casts of one pass, bound by memory.
  func elementwise(_ terms: PlanTerms) -> Double {
    let inner = shape.innerWidth / terms.tensor
    let bytes =
      (constants.bytesPerHidden * shape.hidden + constants.bytesPerEagerNorm * shape.rootNormWidth
        + constants.bytesPerModulation * shape.modulatedWidth) / terms.streamSplit
      + constants.bytesPerInner * inner
      + constants.bytesPerCast * (shape.hidden + inner)
    let frozen =
      shape.bytesPerFrozenWeight * (shape.denseWeights + shape.expertWeights / terms.expert) / terms.tensor
    return (terms.tokens * bytes + frozen) / constants.memoryRate
  }

  /// Sorting tokens to experts and back, in all passes.
  func routing(_ terms: PlanTerms) -> Double {
    constants.bytesPerRouted * terms.tokens * shape.expertsPerToken * shape.routedShare * shape.hidden
      / constants.memoryRate
  }

  /// Logits and loss of a micro-batch, forward and backward, and what surrounds the layers.
  func logits(_ terms: PlanTerms) -> Double {
    let rows = shape.vocabulary / terms.tensor
    let operations = 2 * terms.tokens * rows * shape.hidden
    let edges = 2 * rows * shape.hidden + 2 * terms.tokens * (rows + shape.hidden)
    let isOdd = terms.tensor == 1 && shape.vocabulary.truncatingRemainder(dividingBy: 8) != 0
    let products = (operations + constants.logitEdge * edges) / constants.productRate
    let pass =
      3 * products * (isOdd ? constants.oddVocabulary : 1)
      + constants.bytesPerLogit * terms.tokens * rows / constants.memoryRate
    return shape.logitPasses * pass + constants.perMicroBatch
  }

  /// What the host takes to launch a layer's kernels, all passes.
  func launch(_ terms: PlanTerms) -> Double {
    let base = constants.launch * (refusesFusedSoftmax(terms) ? constants.softmaxRefusalLaunch : 1)
    return (base + constants.launchRouted * shape.routedShare) * (terms.tensor > 1 ? constants.launchTensor : 1)
      * (terms.recomputesAll ? constants.launchRecompute : 1)
  }

  /// Adding a micro-batch's gradients to those before it, for the weights of a stage.
  func gradientAccumulation(_ terms: PlanTerms) -> Double {
    guard trainsWeights else { return 0 }
    let weights = weights(terms)
    return backward.trained * constants.accumulationBytes * (weights.dense + weights.experts) / constants.memoryRate
  }

  /// The optimizer's update and what every weight costs a step, once a step.
  func optimizer(_ terms: PlanTerms) -> Double {
    guard trainsWeights else { return 0 }
    let weights = weights(terms)
    let all = weights.dense + weights.experts
    let updated = terms.shardsOptimizer ? all / terms.replicas : all
    return backward.trained * (constants.optimizerBytes * updated + constants.weightBytes * all)
      / constants.memoryRate
  }
}
