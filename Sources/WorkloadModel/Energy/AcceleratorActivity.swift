public import Quantities

/// What an accelerator does while a run holds it: shares of its time. What they leave it waits, for its host, its data or
/// a pipeline's other stages.
public struct AcceleratorActivity: Sendable, Equatable {
  /// Kernels run on the units or move the memory: of the networks metered by Zeus (NSDI 2023), ResNet-50, which memory
  /// bounds, draws as much as BERT.
  public var computing: Range90<Double>
  /// Kernels only exchange data with other accelerators.
  public var exchanging: Double

  /// Shares of the time, each from 0 to 1, that add up to 1 at most.
  public init(computing: Range90<Double>, exchanging: Double = 0) {
    precondition(computing.low >= 0 && exchanging >= 0 && computing.high + exchanging <= 1 + 1e-9)
    self.computing = computing
    self.exchanging = exchanging
  }

  /// The activity in a step that is predicted part by part.
  public init(_ step: StepBreakdown) {
    let total = step.total.value
    let exchange =
      step.tensorExchange + step.expertExchange + step.contextExchange + step.weightGathering + step.pipelineExchange
      + step.gradientExchange
    let waiting = step.launchWait + step.bubble + step.stragglers + step.fixed
    let exchanging = total > 0 ? min(1, exchange.value / total) : 0
    let idle = total > 0 ? min(1 - exchanging, waiting.value / total) : 0
    self.init(computing: Range90(exactly: 1 - exchanging - idle), exchanging: exchanging)
  }

  /// Of a run that keeps it busy throughout.
  public static let busy = AcceleratorActivity(computing: Range90(exactly: 1))

  /// Of a run that is not known part by part. Of the networks metered by Zeus (NSDI 2023) at their full power limit,
  /// transformers and ResNet-50 keep an accelerator busy, a recommender leaves it waiting nearly all the time.
  public static let unknown = AcceleratorActivity(computing: Range90(low: 0.15, mid: 0.9, high: 1))
}
