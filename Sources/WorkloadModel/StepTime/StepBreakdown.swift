public import Quantities

/// Where the time of one training step goes: parts that add up to it.
public struct StepBreakdown: Sendable, Equatable {
  /// Matrix products of the layers, recomputed ones included.
  public var matrixProducts = Seconds.zero
  /// The attention's products and, where no fused kernel is used, the traffic of its scores.
  public var attention = Seconds.zero
  /// Norms, activations, residual sums, dropout and casts, which memory bounds.
  public var elementwise = Seconds.zero
  /// Sorting tokens to experts and back.
  public var routing = Seconds.zero
  /// Logits and the loss, on the stage that has them.
  public var logits = Seconds.zero
  /// Exposed exchange of activations between tensor-parallel ranks.
  public var tensorExchange = Seconds.zero
  /// Exposed exchange of tokens between experts.
  public var expertExchange = Seconds.zero
  /// Exposed passing of keys and values between context-parallel ranks.
  public var contextExchange = Seconds.zero
  /// Accelerators waiting for the host to launch kernels.
  public var launchWait = Seconds.zero
  /// Adding each micro-batch's gradients to those before.
  public var gradientAccumulation = Seconds.zero
  /// Exposed gathering of weights that ZeRO stage 3 or FSDP has spread.
  public var weightGathering = Seconds.zero
  /// Waiting for what is offloaded to the host's memory, and for the host's update of the weights.
  public var hostExchange = Seconds.zero
  /// Exposed sending of activations between pipeline stages.
  public var pipelineExchange = Seconds.zero
  /// Stages that wait while the pipeline fills and drains.
  public var bubble = Seconds.zero
  /// Exposed exchange of gradients between data-parallel ranks.
  public var gradientExchange = Seconds.zero
  /// The optimizer's update.
  public var optimizer = Seconds.zero
  /// Waiting for the slowest accelerator.
  public var stragglers = Seconds.zero
  /// What every step costs whatever its size.
  public var fixed = Seconds.zero

  /// Nothing.
  public init() {}

  /// The time of the step. Written out, since a search asks for it a million times a second.
  public var total: Seconds {
    let layers = matrixProducts + attention + elementwise + routing + tensorExchange + expertExchange
    let stages =
      contextExchange + launchWait + weightGathering + gradientAccumulation + logits + pipelineExchange + hostExchange
      + bubble
    return layers + stages + gradientExchange + optimizer + stragglers + fixed
  }

  /// The parts by name, in the order of a table.
  public var parts: [(name: String, time: Seconds)] {
    [
      ("matrix products", matrixProducts), ("attention", attention), ("elementwise operators", elementwise),
      ("expert routing", routing), ("logits and loss", logits), ("tensor-parallel exchange", tensorExchange),
      ("expert exchange", expertExchange), ("context-parallel exchange", contextExchange), ("launch wait", launchWait),
      ("weight gathering", weightGathering), ("host exchange", hostExchange),
      ("pipeline exchange", pipelineExchange), ("pipeline bubble", bubble),
      ("gradient accumulation", gradientAccumulation), ("gradient exchange", gradientExchange),
      ("optimizer", optimizer), ("stragglers", stragglers),
      ("fixed", fixed),
    ]
  }
}
