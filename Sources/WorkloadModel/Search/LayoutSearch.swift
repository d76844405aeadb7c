import Dispatch
public import Quantities
import Synchronization
public import TrainingRun

/// Finds the quickest layouts that fit in memory.
///
/// Families of layouts that share what a layer takes are taken in the order of a lower bound: their layers' time, spread
/// over all accelerators without bubble, exchange or optimizer. Once the bound exceeds the worst layout that is kept, no
/// later family can hold a better one. Within a family three facts decide most layouts unseen: an exchange that overlaps
/// takes no longer and no more memory than one that does not; offloading takes no less time than none, so what offloads
/// more than what fits is not needed; and what does not fit with everything offloaded does not fit with less. What
/// the layers of a family take is worked out once. The loop neither allocates, locks nor formats; what bounds it is the
/// memory of a pipeline's first, second and last stage.
public struct LayoutSearch: Sendable {
  let space: LayoutSpace
  let memory: MemoryModel
  let shardedMemory: MemoryModel
  let capacity: Double
  let hostCapacity: Double
  /// Overlaps to choose from, the step-time model of each by its raw value, and those that none other is as quick as.
  let overlaps: [ExchangeOverlap]
  let times: [StepTimeModel]
  let quickestOverlaps: [ExchangeOverlap]
  /// What of the bubble's formula is seen.
  var bubble: Double { times[0].constants.bubble }

  /// A layout with its figures.
  public struct Candidate: Sendable, Equatable {
    /// How to split the step.
    public var plan: StepPlan
    /// Which exchanges overlap.
    public var overlap: ExchangeOverlap
    /// How long it takes.
    public var stepTime: Seconds
    /// What the fullest accelerator holds.
    public var memory: Bytes
  }

  /// What a search found.
  public struct Outcome: Sendable {
    /// The quickest layouts that fit, best first, each with the offloading and overlap that suit it best.
    public var best: [Candidate]
    /// The layout that takes the least memory of those that were looked at; shown when nothing fits.
    public var smallest: Candidate?
    /// Layouts whose fate was decided, by evaluation or by a bound.
    public var searched: Int
    /// Layouts whose fate was not decided before the search was stopped.
    public var untried: Int
    /// Layouts that were evaluated.
    public var evaluated: Int
    /// Evaluated layouts that fit.
    public var feasible: Int
    /// Whether it was stopped before all were decided.
    public var isPartial: Bool
  }

  /// A search of a space.
  ///
  /// - Parameters:
  ///   - space: what to choose from.
  ///   - time: the step-time model of the architecture on the cluster.
  ///   - model: the architecture, for its memory.
  ///   - options: precision, optimizer, adaptation and software.
  ///   - sequenceLength: tokens of a sequence.
  ///   - targetLength: tokens of the decoder's side of an encoder-decoder.
  ///   - capacity: memory of one accelerator.
  public init(
    space: LayoutSpace, time: StepTimeModel, model: ModelSpecification, options: TrainingOptions,
    sequenceLength: Int, targetLength: Int = 0, capacity: Bytes
  ) {
    self.space = space
    memory = MemoryModel(
      model, options: options, sequenceLength: sequenceLength, targetLength: targetLength, shardsWeights: false)
    shardedMemory = MemoryModel(
      model, options: options, sequenceLength: sequenceLength, targetLength: targetLength, shardsWeights: true)
    self.capacity = capacity.value
    hostCapacity = time.host?.rates.capacity ?? 0
    let own = ExchangeOverlap(time.basis.software)
    let overlaps = space.overlaps.isEmpty ? [own] : space.overlaps
    let times = ExchangeOverlap.allRawValues.map { time.overlapping($0) }
    self.overlaps = overlaps
    self.times = times
    quickestOverlaps = overlaps.filter { overlap in
      !overlaps.contains { $0 != overlap && times[$0.index].exposesLess(than: times[overlap.index]) }
    }
  }

  /// Runs the search.
  ///
  /// - Parameters:
  ///   - keep: how many of the best to return.
  ///   - exhaustive: evaluates every layout, without bounds.
  ///   - control: progress and interruption.
  ///   - cores: how many threads share the work.
  public func run(
    keep: Int = 10, exhaustive: Bool = false, control: SearchControl = SearchControl(), cores: Int = 2
  ) -> Outcome {
    let (unordered, choices, layouts) = space.families { exhaustive ? 0 : bound(of: $0) }
    // The most promising first.
    let families = unordered.sorted { $0.bound < $1.bound }
    let results = Mutex<[Scan]>([])
    let next = Atomic<Int>(0)
    let threshold = Atomic<UInt64>(Double.infinity.bitPattern)
    let workers = max(1, min(cores, families.count))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      var scan = Scan(search: self, keep: keep, exhaustive: exhaustive)
      while !control.isCancelled {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < families.count else { break }
        // Positive numbers compare as their bit patterns do.
        let limit = Double(bitPattern: threshold.load(ordering: .relaxed))
        guard exhaustive || families[index].bound <= limit else { break }
        scan.examine(families[index], choices, limit: exhaustive ? .infinity : limit)
        let own = scan.threshold
        if own < limit { threshold.min(own.bitPattern, ordering: .relaxed) }
        if worker == 0 { control.report(done: index, of: families.count) }
      }
      results.withLock { $0.append(scan) }
    }
    let scans = results.withLock { $0 }
    var best = Shortlist(keep: keep)
    for candidate in scans.flatMap(\.best.candidates) { best.insert(candidate) }
    let isPartial = control.isCancelled
    let evaluated = scans.reduce(0) { $0 + $1.evaluated }
    return Outcome(
      best: best.candidates, smallest: scans.compactMap(\.smallest).min { $0.memory < $1.memory },
      searched: isPartial ? evaluated : layouts, untried: isPartial ? layouts - evaluated : 0, evaluated: evaluated,
      feasible: scans.reduce(0) { $0 + $1.feasible }, isPartial: isPartial)
  }

  /// The time that all layers of a family's layouts take at least: one micro-batch's on one stage, spread evenly.
  private func bound(of family: LayoutFamily) -> Double {
    var layout = ParallelLayout()
    layout.tensor = family.tensor
    layout.context = family.context
    layout.expert = family.expert
    layout.data = family.expert
    layout.zeroStage = 0
    layout.sequenceParallel = family.sequenceParallel
    let plan = StepPlan(
      layout: layout, microBatchSize: family.microBatchSize,
      globalBatchSize: family.microBatchSize * family.expert, recompute: family.recompute)
    let terms = PlanTerms(plan, shape: times[0].shape)
    let least = quickestOverlaps.reduce(Double.infinity) { min($0, times[$1.index].layerTime(terms).launched) }
    let layers = terms.layers
    let spread =
      Double(space.globalBatchSize) * Double(family.tensor * family.context)
      / (Double(space.accelerators) * Double(family.microBatchSize))
    // A hair less, for the rounding of sums in another order.
    return least * layers * spread * (1 - 1e-9)
  }
}

extension ExchangeOverlap {
  static let allRawValues = (UInt8(0)...3).map(ExchangeOverlap.init)

  var index: Int { Int(rawValue) }

  init(_ software: SoftwareTraits) {
    self = []
    if software.overlapsTensorParallel { insert(.tensor) }
    if software.overlapsGradients { insert(.gradients) }
  }
}

extension StepTimeModel {
  /// Whether it leaves no more of any exchange exposed than another that differs in nothing else, and less of one.
  fileprivate func exposesLess(than other: StepTimeModel) -> Bool {
    let (tensor, gradients) = (constants.tensorExposed, constants.gradientExposed)
    let (otherTensor, otherGradients) = (other.constants.tensorExposed, other.constants.gradientExposed)
    return tensor <= otherTensor && gradients <= otherGradients && (tensor < otherTensor || gradients < otherGradients)
  }
}
