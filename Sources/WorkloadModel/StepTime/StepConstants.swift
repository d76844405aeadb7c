/// The calibrated constants of one accelerator, precision and software, resolved once before layouts are evaluated.
///
/// Rates are per second of one accelerator, in operations or bytes.
struct StepConstants: Sendable {
  // MARK: Matrix products
  /// Operations a second that large matrix products reach.
  var productRate = 0.0
  /// The size at which tiles and waves waste as much as the work itself, for the layers' and for the logits' products.
  var edge = 0.0
  var logitEdge = 0.0
  /// The share of its time that a product loses whose side fills no line of memory: see `StepTimeModel.misalignment(_:)`.
  var misaligned = 0.0
  /// How much slower logits are whose vocabulary no tile divides.
  var oddVocabulary = 1.0

  // MARK: Attention
  /// Whether scores go through memory, unlike in flash attention.
  var isUnfused = false
  /// Operations a second of the attention's products.
  var attentionRate = 0.0
  /// Tokens at which a sequence is too short for half of that rate; 0 when unfused.
  var shortSequence = 0.0
  /// The edge of unfused products, the slow-down of head dimensions that are no multiple of 8, and bytes moved for each score.
  var unfusedEdge = 0.0
  var oddHeadDimension = 1.0
  var bytesPerScore = 0.0
  /// How much more is moved, and launched, where the fused softmax refuses a batch of heads.
  var softmaxRefusal = 1.0
  var softmaxRefusalLaunch = 1.0

  // MARK: Elementwise operators
  /// Bytes a second of memory that operators reach.
  var memoryRate = 0.0
  /// Bytes for each token and unit of width, forward: of the residual stream, of inner tensors, and of casts to 8 or 4 bits.
  var bytesPerHidden = 0.0
  var bytesPerInner = 0.0
  var bytesPerCast = 0.0
  /// The same of root-mean-square norms and what comes with them, run operator by operator: two norms of 36 to 40 bytes
  /// beside the 4 of a fused one (PyTorch's `rms_norm` and transformers' `LlamaRMSNorm` in 32 bits), 16 bytes for
  /// rotating queries and keys, and 4 for each value of a gate.
  var bytesPerEagerNorm = 0.0
  /// The same of each shift, scale or gate by a condition: what it reads and writes where nothing fuses it.
  var bytesPerModulation = 0.0
  /// Bytes for each logit, forward and backward, and for each value sent to an expert.
  var bytesPerLogit = 0.0
  var bytesPerRouted = 0.0

  // MARK: Launching
  /// Seconds that the host takes to launch a layer, forward and backward.
  var launch = 0.0
  /// The same for what routed experts add.
  var launchRouted = 0.0
  /// What full recompute and tensor parallelism multiply it by.
  var launchRecompute = 4.0 / 3
  var launchTensor = 1.0
  /// The exponent of the smooth maximum of launching and computing, and the share of launching that nothing hides.
  var smoothness = 4.0
  var launchExposed = 0.0
  /// Seconds for each micro-batch outside the layers, and for each step: fixed, and for each layer.
  var perMicroBatch = 0.0
  var perStep = 0.0
  var perStepLayer = 0.0

  // MARK: Collectives
  /// Bytes a second of one accelerator within a node and between nodes, as built.
  var linkRate = 0.0
  var networkRate = 0.0
  /// Accelerators that the fast links join.
  var domain = 8.0
  /// Shares of those rates that tensor-parallel exchange reaches, and seconds of latency for each of its hops.
  var tensorLinkShare = 1.0
  var tensorNetworkShare = 1.0
  var tensorLatency = 0.0
  /// The share of tensor-parallel exchange that overlapping leaves exposed.
  var tensorExposed = 1.0
  /// The share of the expert exchange that is exposed, within the links' domain and beyond it.
  var expertLinkExposed = 1.0
  var expertNetworkExposed = 1.0
  /// The share of the network that gradients' rings reach, and the share of their time that is exposed.
  var gradientRate = 0.0
  var gradientExposed = 1.0
  /// Bytes a second at which long messages pass within a node: gathered weights, keys and values.
  var bulkLinkRate = 0.0
  /// Bytes a second at which ZeRO stage 3 gathers weights into a node, and seconds of each step of its rings.
  var gatherNetworkRate = 0.0
  var gatherLatency = 0.0
  /// The dimensions of the torus that joins the domain, each of which has rings of its own; nil where one ring joins all.
  var torusDimensions: Double?
  /// Whether gathering is hidden behind the layers before.
  var gatherOverlaps = true
  /// The exposed share of what pipeline stages send.
  var pipelineExposed = 1.0

  // MARK: Pipeline and scale
  /// What of the bubble's formula is seen, and how much of the logits' time delays the other stages.
  var bubble = 1.0
  var logitDelay = 1.0
  /// Slow-down for each doubling of accelerators beyond 8.
  var straggler = 0.0
  /// Bytes moved for each weight to add a micro-batch's gradient.
  var accumulationBytes = 0.0
  /// Bytes that the optimizer moves for each weight it updates, and that every weight costs a step.
  var optimizerBytes = 0.0
  var weightBytes = 0.0
}
