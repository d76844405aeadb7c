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

  fileprivate static let lacksMemory = "no layout fits in memory"

  /// What all counts came to.
  struct Outcome {
    var entries: [PlanResult.Entry] = []
    var refused: [(count: Int, reason: String)] = []
    var searched = 0
    var feasible = 0
    var isPartial = false
    /// What was not tried before the search was stopped: layouts of the count that was being searched, and counts.
    var untriedLayouts: (count: Int, untried: Int, all: Int)?
    var untriedCounts: [Int] = []
    /// What a reader should know beside the layouts.
    var advice: [String] = []
  }

  /// Searches each count.
  ///
  /// - Parameters:
  ///   - mayRefuse: a count that no layout occupies is refused with its reason instead of ending the search.
  ///   - endsEarly: the search ends with the first count that keeps the limits.
  func search(
    _ counts: [Int], mayRefuse: Bool, endsEarly: Bool, _ run: (Int) throws -> RunFile, into outcome: inout Outcome
  ) throws {
    for (index, count) in counts.enumerated() {
      guard !control.isCancelled else {
        outcome.untriedCounts = Array(counts[index...])
        outcome.isPartial = true
        break
      }
      control.begin(part: index, of: counts.count)
      if endsEarly, outcome.entries.contains(where: { limits.reason(against: $0) == nil }) { break }
      let file = try run(count)
      let held = file.specification.training.held
      guard held.fits(count) || !mayRefuse else {
        outcome.refused.append((count, "\(held.product) does not divide them"))
        continue
      }
      do {
        try add(file, count: count, to: &outcome)
      } catch let error as WorkloadError where mayRefuse {
        outcome.refused.append((count, error.message))
      }
    }
  }

  private func add(_ file: RunFile, count: Int, to outcome: inout Outcome) throws {
    guard let profile = file.accelerator, case .transformer? = file.specification.model else {
      // A model known by its figures is split by data alone.
      let estimate = try estimator.estimate(file)
      outcome.searched += 1
      outcome.feasible += estimate.prediction?.fits == false ? 0 : 1
      guard estimate.prediction?.fits ?? true else { return }
      outcome.entries.append(PlanResult.Entry(estimate: estimate))
      return
    }
    let model = try WorkloadModel(file.specification, profile: profile, network: file.network)
    let found = try model.searchLayouts(freedom, keep: 4 * keep, exhaustive: exhaustive, control: control, cores: cores)
    outcome.searched += found.searched
    outcome.feasible += found.feasible
    if found.isPartial {
      outcome.isPartial = true
      outcome.untriedLayouts = (count, found.untried, found.searched + found.untried)
    }
    for candidate in Self.distinct(found.best).prefix(keep) {
      var chosen = file
      chosen.specification.training.layout = candidate.plan.layout
      chosen.specification.training.microBatchSize = candidate.plan.microBatchSize
      chosen.specification.training.globalBatchSize = candidate.plan.globalBatchSize
      chosen.specification.training.recompute = candidate.plan.recompute
      chosen.specification.training.offload = candidate.plan.offload
      chosen.specification.training.software.apply(candidate)
      outcome.entries.append(PlanResult.Entry(estimate: try estimator.estimate(chosen)))
    }
    if let advice = try padding(model, found) { outcome.advice = [advice] }
    if found.best.isEmpty, let smallest = found.smallest {
      let (least, usable) = (smallest.memory, profile.usableMemory)
      let excess =
        "\(least.formattedBinary(besides: usable)) at least, on the \(usable.formattedBinary(besides: least)) "
        + "that can be used"
      outcome.refused.append((count, "\(Self.lacksMemory): \(excess)"))
    }
  }

  /// The estimate of the run as its file states it, beside the plans; nil, with the reason in a warning, where that is
  /// refused.
  ///
  /// - Parameter read: reads the run file with its own layout.
  func asStated(_ outcome: inout Outcome, _ read: () throws -> RunFile) -> PlanResult.Entry? {
    do {
      return PlanResult.Entry(estimate: try estimator.estimate(try read()))
    } catch {
      outcome.advice.append("'estimate' refuses the run as it stands: \(error)")
      return nil
    }
  }

  /// What padding the vocabulary would bring, where its size makes layouts slow that need not be.
  private func padding(_ model: WorkloadModel, _ found: LayoutSearch.Outcome) throws -> String? {
    guard let best = found.best.first, let (padded, rows) = try model.withPaddedVocabulary() else { return nil }
    let other = try padded.searchLayouts(freedom, keep: 1, control: control, cores: cores)
    guard let quickest = other.best.first, quickest.stepTime < best.stepTime * 0.995 else { return nil }
    return "the vocabulary is no multiple of 8; padded to \(rows) rows, which changes no result, a step takes "
      + "\(quickest.stepTime.formatted) with \(quickest.plan.layout.description)"
  }

  /// Candidates, best first, without those that are as quick as one before to a thousandth: mostly the same work spelt
  /// in another way.
  private static func distinct(_ candidates: [LayoutSearch.Candidate]) -> [LayoutSearch.Candidate] {
    var result: [LayoutSearch.Candidate] = []
    for candidate in candidates where result.last.map({ candidate.stepTime > $0.stepTime * 1.001 }) ?? true {
      result.append(candidate)
    }
    return result
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

  /// The most data that a layout trains on within the limits, as a share of what the file asks, and what that takes.
  func mostData(_ file: RunFile, in entry: PlanResult.Entry) throws -> (share: Double, entry: PlanResult.Entry)? {
    func scaled(_ factor: Double) throws -> PlanResult.Entry {
      var scaled = file
      scaled.specification.training = entry.estimate.specification.training
      scaled.specification.data?.epochs *= factor
      return PlanResult.Entry(estimate: try estimator.estimate(scaled))
    }
    func keeps(_ factor: Double) throws -> Bool { limits.reason(against: try scaled(factor)) == nil }
    // Data of less than one step is none.
    var low = max(1e-9, min(1, 1 / (entry.estimate.prediction?.steps ?? 1)))
    guard try keeps(low) else { return nil }
    var high = 1.0
    while try keeps(high), high < 1e9 { (low, high) = (high, high * 4) }
    for _ in 0..<50 where high / low > 1.0001 {
      let middle = (low * high).squareRoot()
      if try keeps(middle) { low = middle } else { high = middle }
    }
    return (low, try scaled(low))
  }
}

extension Planner.Outcome {
  /// What the search did not come to before it was stopped; empty where that is nothing.
  var untried: [String] {
    var lines: [String] = []
    if let (count, untried, all) = untriedLayouts, untried > 0 {
      func text(_ number: Int) -> String { NumberFormat.significant(Double(number), digits: 10) }
      lines.append(
        "interrupted before \(text(untried)) of \(text(all)) layouts on \(count) accelerators were tried")
    }
    if let first = untriedCounts.first, let last = untriedCounts.last {
      let counts = untriedCounts.map { "\($0)" }.joined(separator: ", ") + " accelerators"
      let range = "\(untriedCounts.count) counts from \(first) to \(last) accelerators"
      lines.append("interrupted before \(untriedCounts.count > 12 ? range : counts) were tried")
    }
    return lines
  }

  /// The counts that were refused, those that lack memory in one line with what the largest of them lacks.
  var refusals: [String] {
    let short = refused.filter { $0.reason.hasPrefix(Planner.lacksMemory) }
    let others = refused.filter { !$0.reason.hasPrefix(Planner.lacksMemory) }
    var lines: [String] = []
    for (index, other) in others.enumerated() where !others[..<index].contains(where: { $0.reason == other.reason }) {
      let counts = others.filter { $0.reason == other.reason }.map { "\($0.count)" }.joined(separator: ", ")
      lines.append("\(counts) accelerators: \(other.reason)")
    }
    guard let largest = short.max(by: { $0.count < $1.count }) else { return lines }
    guard short.count > 1 else { return ["\(largest.count) accelerators: \(largest.reason)"] + lines }
    let counts = short.map { "\($0.count)" }.joined(separator: ", ")
    return ["\(counts) accelerators: \(largest.reason)"] + lines
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
