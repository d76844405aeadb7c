import CostCore
import Glibc
import Quantities
import Reporting

/// Limits that a plan keeps, judged at the central values.
struct PlanLimits {
  var deadline: Seconds?
  var budget: Double?
  var maxKilowattHours: Double?

  var isEmpty: Bool { deadline == nil && budget == nil && maxKilowattHours == nil }

  /// The first limit that an entry breaks, and by how much.
  func reason(against entry: PlanResult.Entry) -> String? {
    if let deadline {
      guard let time = entry.wallTime?.mid else { return "its time is unknown" }
      if time > deadline { return "takes \(time.formatted), \((time - deadline).formatted) past the deadline" }
    }
    if let budget {
      guard let cost = entry.cost?.mid else { return "a part of its cost is unknown" }
      if cost.amount > budget {
        let times = NumberFormat.significant(cost.amount / budget, digits: 3)
        return "costs \(cost.formatted(exact: false)), \(times) times the budget"
      }
    }
    if let maxKilowattHours {
      guard let energy = entry.energy?.mid.kilowattHours else { return "its energy is unknown" }
      if energy > maxKilowattHours {
        return "takes \(NumberFormat.significant(energy)) kWh of \(NumberFormat.significant(maxKilowattHours))"
      }
    }
    return nil
  }

  /// The chance that an entry keeps all limits, each by its own range; nil where a figure has no range.
  func chance(for entry: PlanResult.Entry) -> Double? {
    var least: Double?
    func take(_ limit: Double, _ low: Double, _ mid: Double, _ high: Double) {
      guard low < mid, mid < high, low > 0 else { return }
      // Each side of the middle is taken for half of a log-normal, whose 5th and 95th percentile the bounds are.
      let spread = log((limit < mid ? mid / low : high / mid)) / 1.645
      least = min(least ?? 1, 0.5 * (1 + erf(log(limit / mid) / spread / 2.0.squareRoot())))
    }
    if let deadline, let time = entry.wallTime {
      take(deadline.value, time.low.value, time.mid.value, time.high.value)
    }
    if let budget {
      let cost = entry.estimate.cost.total
      take(budget, cost.low.amount, cost.mid.amount, cost.high.amount)
    }
    if let maxKilowattHours, let energy = entry.energy {
      take(maxKilowattHours, energy.low.kilowattHours, energy.mid.kilowattHours, energy.high.kilowattHours)
    }
    return least
  }
}
