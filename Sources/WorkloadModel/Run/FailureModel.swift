import Glibc
public import Quantities

/// What failures and the checkpoints against them cost, when failures come independently of each other.
public struct FailureModel: Sendable {
  /// Time on the clock between two failures of the cluster.
  public var meanTimeBetweenFailures: Seconds
  /// How long a checkpoint stops training.
  public var checkpointTime: Seconds
  /// From a failure to the first step after it, lost work apart.
  public var restart: Seconds

  /// A cluster that fails every so often.
  public init(meanTimeBetweenFailures: Seconds, checkpointTime: Seconds, restart: Seconds) {
    self.meanTimeBetweenFailures = meanTimeBetweenFailures
    self.checkpointTime = checkpointTime
    self.restart = restart
  }

  /// The work between two checkpoints that loses least: Young's √(2δM) with Daly's higher-order terms (J. T. Daly, A
  /// higher order estimate of the optimum checkpoint interval, 2006, equation 37); M itself where a checkpoint takes
  /// twice as long as failures are apart.
  public var bestInterval: Seconds {
    let between = meanTimeBetweenFailures.value
    let checkpoint = max(checkpointTime.value, 1e-3)
    guard checkpoint < 2 * between else { return meanTimeBetweenFailures }
    let ratio = (checkpoint / (2 * between)).squareRoot()
    return Seconds((2 * checkpoint * between).squareRoot() * (1 + ratio / 3 + ratio * ratio / 9) - checkpoint)
  }

  /// The share of the time that makes progress with checkpoints after so much work each: Daly's complete model, exact
  /// for exponential failures (the same, equation 20).
  public func efficiency(interval: Seconds) -> Double {
    let between = meanTimeBetweenFailures.value
    let wall =
      between * exp(min(restart.value / between, 500))
      * expm1(min((interval.value + checkpointTime.value) / between, 500))
    return min(1, interval.value / wall)
  }
}
