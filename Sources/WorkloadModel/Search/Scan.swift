import Quantities
import TrainingRun

/// One thread's part of a search: the layouts it has evaluated and the best of them.
struct Scan: Sendable {
  let search: LayoutSearch
  let exhaustive: Bool
  private(set) var best: Shortlist
  private(set) var smallest: LayoutSearch.Candidate?
  private(set) var evaluated = 0
  private(set) var feasible = 0
  /// What a layer of the family takes, for each overlap by its raw value.
  private var layers = [LayerTime](repeating: LayerTime(), count: ExchangeOverlap.allRawValues.count)

  init(search: LayoutSearch, keep: Int, exhaustive: Bool) {
    self.search = search
    self.exhaustive = exhaustive
    best = Shortlist(keep: keep)
  }

  /// The time that a layout must not exceed to be kept.
  var threshold: Double { best.threshold }

  /// Decides a family's layouts.
  mutating func examine(_ family: LayoutFamily, _ choices: [PipelineChoice], limit: Double) {
    var plan = StepPlan(
      layout: ParallelLayout(), microBatchSize: family.microBatchSize,
      globalBatchSize: search.space.globalBatchSize, recompute: family.recompute)
    plan.layout.tensor = family.tensor
    plan.layout.context = family.context
    plan.layout.expert = family.expert
    plan.layout.sequenceParallel = family.sequenceParallel
    let familyTerms = PlanTerms(plan, shape: search.times[0].shape)
    for overlap in exhaustive ? search.overlaps : search.quickestOverlaps {
      layers[overlap.index] = search.times[overlap.index].layerTime(familyTerms)
    }
    for index in family.choices {
      let choice = choices[index]
      plan.layout.pipeline = choice.pipeline
      plan.layout.virtualPipeline = choice.virtual
      plan.layout.schedule = choice.schedule
      plan.layout.data = choice.data
      plan.layout.zeroStage = choice.zeroStage
      let possible = ExchangeOverlap(possibleFor: family, choice)
      let terms = PlanTerms(plan, shape: search.times[0].shape)
      if exhaustive {
        examineAll(&plan, terms, possible)
      } else {
        examineNeeded(&plan, terms, possible, limit: limit)
      }
    }
  }

  /// Evaluates every offloading and overlap of a layout.
  private mutating func examineAll(_ plan: inout StepPlan, _ terms: PlanTerms, _ possible: ExchangeOverlap) {
    for offload in search.space.offloads {
      plan.offload = offload
      // Overlap takes no memory.
      let held = held(by: plan)
      for overlap in search.overlaps where search.overlaps.count == 1 || overlap.isSubset(of: possible) {
        evaluated += 1
        guard let held else { continue }
        feasible += 1
        keep(plan, terms, overlap, possible, held: held, limit: .infinity)
      }
    }
  }

  /// Evaluates the offloadings that no smaller one makes needless, with the quickest overlaps.
  private mutating func examineNeeded(
    _ plan: inout StepPlan, _ terms: PlanTerms, _ possible: ExchangeOverlap, limit: Double
  ) {
    let offloads = search.space.offloads
    // Bits of the offloadings that fit; any that holds all parts of one of them takes no less time.
    var fitting: UInt8 = 0
    for index in offloads.indices {
      let offload = offloads[index]
      if index > 0 {
        // What does not fit by the accelerator's memory with all parts offloaded does not fit with fewer.
        if index == 1, !couldFit(&plan) { return }
        if Self.isNeedless(offload, offloads, fitting) { continue }
      }
      plan.offload = offload
      evaluated += 1
      guard let held = held(by: plan) else { continue }
      fitting |= 1 << UInt8(index)
      feasible += 1
      for overlap in search.quickestOverlaps {
        keep(plan, terms, overlap, possible, held: held, limit: limit)
      }
      if index == 0 { return }
    }
  }

  /// Whether an offloading that fits is a part of another.
  @inline(__always)
  private static func isNeedless(_ offload: Offload, _ offloads: [Offload], _ fitting: UInt8) -> Bool {
    var rest = fitting
    while rest != 0 {
      if offloads[rest.trailingZeroBitCount].isSubset(of: offload) { return true }
      rest &= rest - 1
    }
    return false
  }

  /// Whether the accelerator's memory suffices with all parts offloaded.
  @inline(__always)
  private mutating func couldFit(_ plan: inout StepPlan) -> Bool {
    plan.offload = search.space.offloads[search.space.offloads.count - 1]
    evaluated += 1
    return memory(of: plan).total.value <= search.capacity
  }

  @inline(__always)
  private func memory(of plan: StepPlan) -> MemoryFootprint {
    plan.layout.zeroStage >= 3 ? search.shardedMemory.footprint(plan) : search.memory.footprint(plan)
  }

  /// What a plan holds if that fits.
  @inline(__always)
  private mutating func held(by plan: StepPlan) -> Double? {
    let footprint = memory(of: plan)
    let held = footprint.total.value
    if held <= search.capacity, plan.offload.isEmpty || footprint.host.value <= search.hostCapacity { return held }
    if best.isEmpty, held > search.capacity, smallest.map({ held < $0.memory.value }) ?? true {
      smallest = LayoutSearch.Candidate(plan: plan, overlap: [], stepTime: .zero, memory: Bytes(held))
    }
    return nil
  }

  @inline(__always)
  private mutating func keep(
    _ plan: StepPlan, _ terms: PlanTerms, _ overlap: ExchangeOverlap, _ possible: ExchangeOverlap, held: Double,
    limit: Double
  ) {
    let stepTime = search.times[overlap.index].stepTime(plan, terms, layers[overlap.index]).total
    guard stepTime.value <= min(threshold, limit) else { return }
    best.insert(
      LayoutSearch.Candidate(
        plan: plan, overlap: overlap.intersection(possible), stepTime: stepTime, memory: Bytes(held)))
  }
}
