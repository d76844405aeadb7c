import Glibc

/// Collectives: seconds that are exposed, of one layer and micro-batch or of the step.
extension StepTimeModel {
  /// Tensor-parallel exchange of a layer: 4 all-reduces of its activations (6 with full recompute), as rings of
  /// 2(t-1)/t of the bytes and 2·log2(t) hops of latency. Across nodes one ring uses all of a node's network cards, and
  /// passes through the links of each.
  /// Where it overlaps with products, no more of it is hidden than these take.
  func tensorExchange(_ terms: PlanTerms, beside products: Double) -> Double {
    let tensor = terms.tensor
    guard tensor > 1 else { return 0 }
    var bandwidth = constants.linkRate * constants.tensorLinkShare
    if tensor > constants.domain {
      bandwidth = min(bandwidth, constants.networkRate * constants.domain * constants.tensorNetworkShare)
    }
    let bytes = 2 * terms.tokens * shape.hidden
    let reduce = 2 * (tensor - 1) / tensor * bytes / bandwidth + constants.tensorLatency * 2 * log2(tensor)
    return exposed((4 + 2 * terms.full) * reduce, share: constants.tensorExposed, beside: products)
  }

  /// What is seen of an exchange that leaves a share exposed beside work that hides it: no more is hidden than that takes.
  @inline(__always)
  private func exposed(_ exchange: Double, share: Double, beside work: Double) -> Double {
    share < 1 ? max(exchange * share, exchange - work) : exchange
  }

  /// Expert exchange of a layer: 4 all-to-alls. Within the fast links' domain every copy of a token travels; beyond it a
  /// token goes once to each node that holds one of its experts.
  func expertExchange(_ terms: PlanTerms) -> Double {
    guard shape.routedShare > 0, terms.expert > 1 else { return 0 }
    let bytes = 4 * 2 * terms.tokens * shape.hidden * shape.routedShare
    let nodes = max(1, terms.expert / constants.domain)
    guard nodes > 1 else {
      return bytes * shape.expertsPerToken * (terms.expert - 1) / terms.expert / constants.linkRate
        * constants.expertLinkExposed
    }
    let reached = (nodes - 1) * (1 - pow(1 - 1 / nodes, shape.expertsPerToken))
    return bytes * reached / constants.networkRate * constants.expertNetworkExposed
  }

  /// What a layer's attention waits for keys and values of other context-parallel ranks: they go round the ring once
  /// forward and twice backward, with their gradients, while the attention to those at hand is computed (Ring Attention,
  /// arXiv 2310.01889).
  func contextExchange(_ terms: PlanTerms, attention: Double) -> Double {
    guard terms.context > 1 else { return 0 }
    let bandwidth = terms.tensor * terms.context <= constants.domain ? constants.bulkLinkRate : constants.networkRate
    let bytes = 3 * 2 * (terms.context - 1) * terms.tokens * shape.keyValueWidth / terms.tensor
    return smoothMaximum(attention, bytes / bandwidth) - attention
  }

  /// The time in which ZeRO stage 3 gathers a layer's weights twice and scatters its gradients, where that runs beside
  /// the layers before; 0 where it does not.
  func layerGathering(_ terms: PlanTerms) -> Double {
    guard terms.gathersWeights, constants.gatherOverlaps else { return 0 }
    let bytes = 2 * shape.denseWeights / terms.tensor
    return 3 * (bytes / gatherBandwidth(terms) + constants.gatherLatency * gatherSteps(terms))
  }

  /// The same for all layers and micro-batches of a step, where nothing hides it.
  func unhiddenGathering(_ terms: PlanTerms) -> Double {
    guard terms.gathersWeights, !constants.gatherOverlaps else { return 0 }
    let bytes = 2 * shape.denseWeights / terms.tensor
    return terms.batches * shape.layers
      * 3 * (bytes / gatherBandwidth(terms) + constants.gatherLatency * gatherSteps(terms))
  }

  /// Bytes a second at which each accelerator's group of data-parallel ranks gathers: between nodes its rings go through
  /// all of a node's network cards, which groups of other tensor-parallel ranks share.
  private func gatherBandwidth(_ terms: PlanTerms) -> Double {
    guard terms.accelerators > constants.domain, constants.torusDimensions == nil else { return constants.bulkLinkRate }
    return min(constants.bulkLinkRate, constants.gatherNetworkRate / min(terms.tensor, constants.domain))
  }

  /// The steps of a gathering: those of one ring of all ranks, or on a torus, within a pod, those of a ring in each
  /// dimension.
  private func gatherSteps(_ terms: PlanTerms) -> Double {
    guard let dimensions = constants.torusDimensions else { return terms.replicas }
    return dimensions * pow(terms.replicas / pods(terms), 1 / dimensions)
  }

  /// Pods of a torus, each of which holds the weights once where ZeRO stage 3 spreads them (MaxText's sharding over the
  /// links, copies over the data center's network).
  private func pods(_ terms: PlanTerms) -> Double {
    constants.torusDimensions == nil ? 1 : max(1, terms.accelerators / constants.domain)
  }

  /// What a stage sends and receives for each micro-batch.
  func pipelineExchange(_ terms: PlanTerms) -> Double {
    guard terms.pipeline > 1 else { return 0 }
    let leavesNode = terms.tensor * terms.replicas >= constants.domain
    var bandwidth = constants.linkRate
    if leavesNode {
      bandwidth = min(bandwidth, constants.networkRate * constants.domain / min(terms.tensor, constants.domain))
    }
    return 2 * terms.virtual * 2 * terms.tokens * shape.hidden / terms.streamSplit / bandwidth
      * constants.pipelineExposed
  }

  /// The exchange of gradients after the last micro-batch: rings of 2(d-1)/d of 2 bytes a weight. As many rings as there
  /// are tensor-parallel ranks share a node's network cards. Where it overlaps, the last backward
  /// pass hides the reduction and the first forward pass the gathering of updated weights.
  func gradientExchange(_ terms: PlanTerms, beside microBatch: Double) -> Double {
    guard trainsWeights, terms.replicas > 1 else { return 0 }
    if terms.gathersWeights { return exchangeBetweenPods(terms, beside: microBatch) }
    let withinLinks = constants.linkRate * 0.7
    let bandwidth =
      terms.accelerators <= constants.domain
      ? withinLinks : min(withinLinks, constants.gradientRate / min(terms.tensor, constants.domain))
    let weights = weights(terms)
    let expertReplicas = max(1, terms.replicas / terms.expert)
    let bytes =
      4 * weights.dense * (terms.replicas - 1) / terms.replicas
      + 4 * weights.experts * (expertReplicas - 1) / expertReplicas
    return exposed(backward.trained * bytes / bandwidth, share: constants.gradientExposed, beside: microBatch)
  }

  /// The exchange of gradients between pods, each accelerator that of its shard.
  private func exchangeBetweenPods(_ terms: PlanTerms, beside microBatch: Double) -> Double {
    let pods = pods(terms)
    guard pods > 1 else { return 0 }
    let weights = weights(terms)
    let shards = terms.replicas / pods
    let bytes = 4 * (weights.dense / shards + weights.experts / max(1, shards / terms.expert)) * (pods - 1) / pods
    return exposed(
      backward.trained * bytes / constants.networkRate, share: constants.gradientExposed, beside: microBatch)
  }
}
