import Quantities
import TrainingRun

extension WorkloadModel {
  /// The quickest layouts of the run on its cluster, whatever layout its file gives.
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
    if outcome.searched == 0, !outcome.isPartial { throw noLayout(space) }
    return outcome
  }

  /// The overlaps that the software leaves open.
  private func overlaps(_ software: SoftwareStack) -> [ExchangeOverlap] {
    func allows(_ given: Bool?, _ overlap: ExchangeOverlap, _ part: ExchangeOverlap) -> Bool {
      given.map { $0 == overlap.contains(part) } ?? true
    }
    return ExchangeOverlap.allCombinations.filter {
      allows(software.asyncTensorParallel, $0, .tensor) && allows(software.overlapGradientReduce, $0, .gradients)
    }
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
    let tokens = architecture.isImage ? 1 : Double(sequenceLength)
    var open = options
    open.microBatchSizeIsGiven = false
    var space = LayoutSpace(
      architecture, accelerators: cluster.count, globalBatchSize: globalBatch(open, tokensPerSample: tokens),
      sequenceLength: sequenceLength)
    if freedom.offloads, HostRates(cluster, profile) != nil {
      space.offloads = options.offload.map { [$0] } ?? Offload.allCombinations
    }
    // Without weights' gradients there is nothing to fill gaps with.
    if freedom.schedules, options.adaptation.lora == nil { space.schedules = PipelineSchedule.allCases }
    if freedom.overlaps { space.overlaps = overlaps(options.software) }
    return (
      try search(space, options: options, sequenceLength: sequenceLength, targetLength: targetLength), space
    )
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

  /// All that can be chosen, unless said.
  public init(offloads: Bool = true, overlaps: Bool = true, schedules: Bool = true) {
    self.offloads = offloads
    self.schedules = schedules
    self.overlaps = overlaps
  }
}
