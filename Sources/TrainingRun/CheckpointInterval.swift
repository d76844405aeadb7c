import Glibc
public import Quantities

extension PreemptionTerms {
  /// The interval between checkpoints that loses the least time to first order, √(2δM) (Young, 1974).
  public var youngInterval: Seconds { Seconds((2 * checkpointTime.value * meanTimeBetween.value).squareRoot()) }

  /// The same to higher order: √(2δM)·[1 + ⅓·√(δ/2M) + ⅑·(δ/2M)] − δ, and M where a checkpoint takes longer than twice
  /// the time between interruptions (Daly, 2006).
  public var dalyInterval: Seconds {
    let (write, mean) = (checkpointTime.value, meanTimeBetween.value)
    guard write < 2 * mean else { return meanTimeBetween }
    let ratio = write / (2 * mean)
    return Seconds(youngInterval.value * (1 + ratio.squareRoot() / 3 + ratio / 9) - write)
  }

  /// The interval that is used: the given one, else Daly's.
  public var usedInterval: Seconds { interval ?? dalyInterval }

  /// The largest share of the time that may be lost.
  public static let mostLost = 0.99

  /// The share of the time on the clock that is lost: writing checkpoints, repeating on average half an interval after
  /// each interruption, and restarting. At most `mostLost`, beyond which a run does not end.
  public var lostShare: Double {
    let cycle = usedInterval.value + checkpointTime.value
    let repeated = (usedInterval.value / 2 + restartTime.value) / meanTimeBetween.value
    return min(Self.mostLost, checkpointTime.value / cycle + repeated)
  }
}

extension RunUsage {
  /// The usage of a run that interruptions make longer; its energy grows with its time.
  public func interrupted(by preemption: PreemptionTerms) -> RunUsage {
    lasting(1 / (1 - preemption.lostShare))
  }

  /// The usage of a run that takes a factor of the time, and with it of the energy.
  public func lasting(_ factor: Double) -> RunUsage {
    var longer = self
    longer.wallTime = wallTime.map { $0 * factor }
    longer.acceleratorTime = acceleratorTime * factor
    longer.energy = energy.map { domain in
      var domain = domain
      domain.energy = domain.energy.map { $0 * factor }
      return domain
    }
    return longer
  }
}
