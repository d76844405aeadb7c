import Quantities
import TrainingRun

extension WorkloadModel {
  /// The quickest layouts of the run on its cluster, with what is held of them; a layout that it has in full is passed over.
  ///
  /// - Parameters:
  ///   - freedom: what may be chosen beside the layout, its micro-batch and its recompute.
  ///   - keep: how many to return.
  ///   - exhaustive: evaluates every layout, without bounds.
  ///   - control: progress and interruption.
  ///   - cores: how many threads share the work.
  /// - Throws: `WorkloadError` for a model without layouts and for a cluster that no layout occupies.
  public func searchLayouts(
    _ freedom: SearchFreedom = SearchFreedom(), keep: Int, exhaustive: Bool = false,
    control: SearchControl = SearchControl(), cores: Int = 2
  ) throws(WorkloadError) -> LayoutSearch.Outcome {
    var copy = self
    let (search, space) = try copy.prepareSearch(freedom)
    let outcome = search.run(keep: keep, exhaustive: exhaustive, control: control, cores: cores)
    if outcome.searched == 0, !outcome.isPartial { throw noLayout(space, specification.training.held) }
    return outcome
  }

  private mutating func prepareSearch(
    _ freedom: SearchFreedom
  ) throws(WorkloadError) -> (search: LayoutSearch, space: LayoutSpace) {
    guard case .transformer(let architecture) = model else {
      throw WorkloadError(key: "model", message: "a model known by its figures has no layouts to choose from")
    }
    var options = specification.training
    options.layout = nil
    options.precision = try precision(options)
    let sequenceLength = try self.sequenceLength()
    let targetLength = self.targetLength(of: sequenceLength)
    try check(options.held, sequenceLength: sequenceLength, recompute: options.recompute)
    let tokens = architecture.isImage ? 1 : Double(sequenceLength)
    let space = layoutSpace(
      architecture, options, sequenceLength: sequenceLength, batch: try globalBatch(options, tokensPerSample: tokens),
      freedom: freedom)
    return (
      try search(space, options: options, sequenceLength: sequenceLength, targetLength: targetLength), space
    )
  }
}

extension ExchangeOverlap {
  /// Those that software leaves open.
  static func combinations(leftOpenBy software: SoftwareStack) -> [ExchangeOverlap] {
    func allows(_ given: Bool?, _ overlap: ExchangeOverlap, _ part: ExchangeOverlap) -> Bool {
      given.map { $0 == overlap.contains(part) } ?? true
    }
    return allCombinations.filter {
      allows(software.asyncTensorParallel, $0, .tensor) && allows(software.overlapGradientReduce, $0, .gradients)
    }
  }
}

/// What a search may choose beside the layout, its micro-batch and its recompute.
public struct SearchFreedom: Sendable {
  /// What is kept in the host's memory.
  public var offloads: Bool
  /// Which exchanges overlap with work, where the software leaves that open.
  public var overlaps: Bool
  /// The order in which pipeline stages work.
  public var schedules: Bool
  /// Tensor parallelism beyond the fast links, and context parallelism of short sequences.
  public var splits: Bool

  /// Nothing: 1F1B, interleaved or not, the overlap of the accelerator's day, layers split within the fast links and
  /// sequences where they are long, as runs have them that say nothing else.
  public static let usual = SearchFreedom(offloads: false, overlaps: false, schedules: false, splits: false)

  /// All that can be chosen, unless said.
  public init(offloads: Bool = true, overlaps: Bool = true, schedules: Bool = true, splits: Bool = true) {
    self.splits = splits
    self.offloads = offloads
    self.schedules = schedules
    self.overlaps = overlaps
  }
}
