import CostCore
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import TrainingRun
import WorkloadModel

/// Searches counts and layouts of a run, prices the best of them and keeps those that obey the limits.
struct Planner {
  let estimator: Estimator
  let objective: PlanObjective
  let limits: PlanLimits
  let keep: Int
  let exhaustive: Bool
  let control: SearchControl
  let cores: Int
  let freedom: SearchFreedom

  /// What all counts came to.
  struct Outcome {
    var entries: [PlanResult.Entry] = []
    var refused: [(count: Int, reason: String)] = []
    var searched = 0
    var feasible = 0
    var isPartial = false
  }

  /// Searches each count; one that no layout occupies is refused with its reason.
  func search(_ counts: [Int], _ run: (Int) throws -> RunFile) throws -> Outcome {
    var outcome = Outcome()
    for count in counts {
      guard !control.isCancelled else { break }
      let file = try run(count)
      do {
        try add(file, count: count, to: &outcome)
      } catch let error as WorkloadError where counts.count > 1 {
        outcome.refused.append((count, error.message))
      }
    }
    return outcome
  }

  private func add(_ file: RunFile, count: Int, to outcome: inout Outcome) throws {
    guard let profile = file.accelerator, case .transformer? = file.specification.model else {
      // A model known by its figures is split by data alone.
      var open = file
      open.specification.training.layout = nil
      let estimate = try estimator.estimate(open)
      outcome.searched += 1
      outcome.feasible += estimate.prediction?.fits == true ? 1 : 0
      guard estimate.prediction?.fits ?? true else { return }
      outcome.entries.append(PlanResult.Entry(estimate: estimate, breakdown: nil))
      return
    }
    let model = try WorkloadModel(file.specification, profile: profile, network: file.network)
    let found = try model.searchLayouts(freedom, keep: keep, exhaustive: exhaustive, control: control, cores: cores)
    outcome.searched += found.searched
    outcome.feasible += found.feasible
    outcome.isPartial = outcome.isPartial || found.isPartial
    for candidate in found.best {
      var chosen = file
      chosen.specification.training.layout = candidate.plan.layout
      chosen.specification.training.microBatchSize = candidate.plan.microBatchSize
      chosen.specification.training.globalBatchSize = candidate.plan.globalBatchSize
      chosen.specification.training.recompute = candidate.plan.recompute
      chosen.specification.training.offload = candidate.plan.offload
      chosen.specification.training.software.apply(candidate)
      outcome.entries.append(
        PlanResult.Entry(
          estimate: try estimator.estimate(chosen), breakdown: try model.breakdown(of: candidate)))
    }
    if found.best.isEmpty, let smallest = found.smallest {
      let excess = "\(smallest.memory.formattedBinary) at least, on \(profile.memoryCapacity.value.formattedBinary)"
      outcome.refused.append((count, "no layout fits in memory: \(excess)"))
    }
  }

  /// The entries that keep the limits, best first, and those that do not.
  func judge(_ outcome: Outcome) -> (best: [PlanResult.Entry], dismissed: [(entry: PlanResult.Entry, reason: String)]) {
    var kept: [PlanResult.Entry] = []
    var dismissed: [(entry: PlanResult.Entry, reason: String)] = []
    for entry in outcome.entries.sorted(by: objective.precedes) {
      if let reason = limits.reason(against: entry) {
        // One for each count is enough to say why it is out.
        if !dismissed.contains(where: { $0.entry.count == entry.count }) { dismissed.append((entry, reason)) }
      } else {
        kept.append(entry)
      }
    }
    return (kept.markingFront(), dismissed)
  }

  /// The most data that a layout trains on within the limits, as a share of what the file asks.
  func mostData(_ file: RunFile, in entry: PlanResult.Entry) throws -> Double? {
    func keeps(_ factor: Double) throws -> Bool {
      var scaled = file
      scaled.specification.training = entry.estimate.specification.training
      scaled.specification.data?.epochs *= factor
      return limits.reason(against: PlanResult.Entry(estimate: try estimator.estimate(scaled), breakdown: nil)) == nil
    }
    var low = 1e-9
    guard try keeps(low) else { return nil }
    var high = 1.0
    while try keeps(high), high < 1e9 { (low, high) = (high, high * 4) }
    for _ in 0..<50 where high / low > 1.0001 {
      let middle = (low * high).squareRoot()
      if try keeps(middle) { low = middle } else { high = middle }
    }
    return low
  }
}

extension SoftwareStack {
  /// States the overlaps of a candidate, of those exchanges that it has.
  fileprivate mutating func apply(_ candidate: LayoutSearch.Candidate) {
    let layout = candidate.plan.layout
    if layout.tensor > 1 { asyncTensorParallel = candidate.overlap.contains(.tensor) }
    if layout.data * layout.context > 1 { overlapGradientReduce = candidate.overlap.contains(.gradients) }
  }
}

/// What a plan makes least of.
enum PlanObjective: String, CaseIterable {
  case time, cost, energy

  func precedes(_ left: PlanResult.Entry, _ right: PlanResult.Entry) -> Bool {
    let (first, second) = (key(left), key(right))
    return first.lexicographicallyPrecedes(second)
  }

  private func key(_ entry: PlanResult.Entry) -> [Double] {
    let time = entry.wallTime?.mid.value ?? .infinity
    let cost = entry.estimate.cost.total.mid.amount
    let energy = entry.energy?.mid.value ?? .infinity
    return switch self {
    case .time: [time, cost, energy]
    case .cost: [cost, time, energy]
    case .energy: [energy, time, cost]
    }
  }
}

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
      let cost = entry.estimate.cost
      guard cost.unknownLines.isEmpty else { return "a part of its cost is unknown" }
      if cost.total.mid.amount > budget {
        let times = NumberFormat.significant(cost.total.mid.amount / budget, digits: 3)
        return "costs \(cost.total.mid.formatted(exact: false)), \(times) times the budget"
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
}
