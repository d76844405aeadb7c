import ArgumentParser
import CostCore
import Quantities
import Reporting

/// What a plan makes least of.
enum PlanObjective: String, CaseIterable {
  case time, cost, energy

  func precedes(_ left: PlanResult.Entry, _ right: PlanResult.Entry) -> Bool {
    let (first, second) = (key(left), key(right))
    return first.lexicographicallyPrecedes(second)
  }

  private func key(_ entry: PlanResult.Entry) -> [Double] {
    let time = entry.wallTime?.mid.value ?? .infinity
    let cost = entry.cost?.mid.amount ?? .infinity
    let energy = entry.energy?.mid.value ?? .infinity
    return switch self {
    case .time: [time, cost, energy]
    case .cost: [cost, time, energy]
    case .energy: [energy, time, cost]
    }
  }
}

extension PlanObjective: ExpressibleByArgument {}
