import Quantities
import TrainingRun

extension WorkloadModel {
  /// The quickest layouts of the run on its cluster, whatever layout its file gives.
  ///
  /// - Parameters:
  ///   - keep: how many to return.
  ///   - exhaustive: evaluates every layout, without bounds.
  ///   - control: progress and interruption.
  ///   - cores: how many threads share the work.
  /// - Throws: `WorkloadError` for a model without layouts and for a cluster that no layout occupies.
  public func searchLayouts(
    keep: Int, exhaustive: Bool = false, control: SearchControl = SearchControl(), cores: Int = 2
  ) throws(WorkloadError) -> LayoutSearch.Outcome {
    var copy = self
    let (search, space) = try copy.prepareSearch()
    let outcome = search.run(keep: keep, exhaustive: exhaustive, control: control, cores: cores)
    if outcome.searched == 0, !outcome.isPartial { throw noLayout(space) }
    return outcome
  }

  /// Where the step of a plan spends its time.
  ///
  /// - Throws: `WorkloadError` as `searchLayouts` does.
  public func breakdown(of plan: StepPlan) throws(WorkloadError) -> StepBreakdown {
    var copy = self
    return try copy.prepareSearch().search.time.stepTime(plan)
  }

  private mutating func prepareSearch() throws(WorkloadError) -> (search: LayoutSearch, space: LayoutSpace) {
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
    let space = LayoutSpace(
      architecture, accelerators: cluster.count, globalBatchSize: globalBatch(open, tokensPerSample: tokens),
      sequenceLength: sequenceLength)
    return (
      try search(space, options: options, sequenceLength: sequenceLength, targetLength: targetLength), space
    )
  }
}
