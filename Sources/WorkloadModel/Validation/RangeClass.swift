import Glibc
import Quantities
import TrainingRun

/// Runs that are alike in how far predictions of them go wrong; each class has a range of measured over predicted time in
/// the calibration.
enum RangeClass: String, CaseIterable, Sendable {
  /// Routed experts.
  case experts
  /// Only data parallel: nothing but its own work slows an accelerator.
  case dataParallel = "data_parallel"
  /// Tensor, pipeline or context parallel on one node, and across nodes.
  case node
  case nodes
  /// The same with products of 8 or 4 bits, which differ more in what surrounds them.
  case dataParallelFewBits = "data_parallel_few_bits"
  case nodeFewBits = "node_few_bits"
  case nodesFewBits = "nodes_few_bits"
  /// The same with the unfused attention of before mid-2022, whose many kernels make small models depend on the host.
  case dataParallelUnfused = "data_parallel_unfused"
  case nodeUnfused = "node_unfused"
  case nodesUnfused = "nodes_unfused"

  init(shape: ModelShape, plan: StepPlan, domain: Double, software: SoftwareTraits) {
    func of(_ plain: Self, _ fewBits: Self, _ unfused: Self) -> Self {
      software.attention == .unfused ? unfused : software.format.isFewBits ? fewBits : plain
    }
    if shape.routedShare > 0 {
      self = .experts
    } else if plan.layout.modelParallelSize == 1 {
      self = of(.dataParallel, .dataParallelFewBits, .dataParallelUnfused)
    } else if Double(plan.layout.acceleratorCount) > domain {
      self = of(.nodes, .nodesFewBits, .nodesUnfused)
    } else {
      self = of(.node, .nodeFewBits, .nodeUnfused)
    }
  }
}

extension Calibration {
  /// The range of measured over predicted time of a class.
  ///
  /// - Parameters:
  ///   - evidence: what measured steps tell of its setting; a setting that none tells of has the wider range of the class
  ///     and of steps whose source or accelerator was left out of the fit.
  ///   - opensLayout: whether the layout was chosen by the model; the range then holds what was run in fact, which is
  ///     seldom as quick as the quickest layout.
  ///   - open: what else the run leaves to the model: architecture, software, and beside a given layout the micro-batch and
  ///     the recompute.
  func range(
    _ range: RangeClass, evidence: SettingEvidence, opensLayout: Bool = false, open: Int = 0
  ) -> Range90<Double> {
    func stated(_ name: String) -> (low: Double, high: Double) {
      (log(values["range.\(name)_low"] ?? 0.7), log(values["range.\(name)_high"] ?? 1.45))
    }
    var widths = stated(range.rawValue)
    for wider in [evidence.rangeName, opensLayout ? "open_layout" : nil].compactMap({ $0 }).map(stated) {
      widths = (min(widths.low, wider.low), max(widths.high, wider.high))
    }
    // Each choice that the model makes in the user's place is taken to be independently wrong by about 6 %.
    let added = 0.06 * Double(open).squareRoot() * 1.64
    func widened(_ width: Double) -> Double { (width * width + added * added).squareRoot() }
    return Range90(low: exp(-widened(widths.low)), mid: 1, high: exp(widened(widths.high)))
  }
}
