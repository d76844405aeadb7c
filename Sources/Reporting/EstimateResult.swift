public import CostCore
public import HardwareProfiles
public import Quantities
public import TrainingRun
public import WorkloadModel

/// An estimate: what was asked, what was predicted and what that costs.
public struct EstimateResult: Sendable {
  /// What was asked.
  public var specification: RunSpecification
  /// The accelerator; nil for a bill or given usage without one.
  public var profile: AcceleratorProfile?
  /// The prediction; nil for a bill or given usage.
  public var prediction: RunPrediction?
  /// The usage that was priced; nil for a bill.
  public var usage: RunUsage?
  /// The bill.
  public var cost: CostStatement
  /// The emissions; nil for a bill.
  public var carbon: CarbonStatement?
  /// Power usage effectiveness; nil for a bill.
  public var pue: Range90<Double>?
  /// Water for cooling and electricity; nil when unknown.
  public var water: WaterStatement?
  /// The utilization above which owning costs less than renting; nil when prices of one are unknown.
  public var breakEvenUtilization: Double?
  /// The total by simulation; nil unless asked for.
  public var simulation: CostSimulation?
  /// What was assumed.
  public var assumptions: [Assumption]
  /// What a reader should know first.
  public var warnings: [String]

  /// An estimate.
  public init(
    specification: RunSpecification, profile: AcceleratorProfile?, prediction: RunPrediction?, usage: RunUsage?,
    cost: CostStatement, carbon: CarbonStatement?, pue: Range90<Double>?, assumptions: [Assumption], warnings: [String]
  ) {
    self.specification = specification
    self.profile = profile
    self.prediction = prediction
    self.usage = usage
    self.cost = cost
    self.carbon = carbon
    self.pue = pue
    self.assumptions = assumptions
    self.warnings = warnings
  }

  /// The price of an accelerator-hour, with its source; nil where none is rented.
  var hourlyPrice: (price: UnitPrice, source: String, asOf: String)? {
    cost.lines.lazy.filter { $0.item == .acceleratorRental }.compactMap { line in
      line.unitPrice.map { (UnitPrice($0, cost.currency), line.source, line.asOf) }
    }.first
  }

  /// Whether the memory of activations is part of the footprint: a model known by its figures may not say.
  var knowsActivations: Bool { specification.model?.knowsActivations ?? true }

  /// The energy of all domains of some kinds; nil when the run has none of them.
  func energy(_ domains: Set<EnergyDomain>) -> Range90<Joules>? {
    usage?.energy.filter { domains.contains($0.domain) }.total
  }

  /// The energy that cooling and distribution take on top.
  var coolingEnergy: Range90<Joules>? {
    usage?.itEnergy.flatMap { energy in pue.map { energy.scaled(by: $0.map { max($0 - 1, 0) }) } }
  }

  /// The energy of the facility: the machines' own times the PUE.
  var facilityEnergy: Range90<Joules>? {
    usage?.itEnergy.flatMap { energy in pue.map(energy.scaled(by:)) }
  }

  /// The share of the time on the clock that makes progress, interruptions of rented machines counted; nil where nothing
  /// is predicted.
  var goodput: Range90<Double>? {
    guard let prediction else { return nil }
    let prices = specification.prices
    guard prices.mode == .rental, let preemption = prices.rental.preemption else { return prediction.goodput }
    return prediction.goodput.map { $0 * (1 - preemption.lostShare) }
  }
}

extension Sequence<EstimateResult> {
  /// What a reader of several estimates should know first, each said once: of those that differ in their figures alone the
  /// first.
  ///
  /// - Parameter known: what was said before.
  func warnings(beside known: [String] = []) -> [Report.Block] {
    var said = Set<[String]>()
    return flatMap(\.warnings).filter { !known.contains($0) && said.insert(Self.words(of: $0)).inserted }
      .map { .warning($0) }
  }

  /// The words of a text that are no figures.
  private static func words(of text: String) -> [String] {
    text.split(separator: " ").map(String.init).filter { Double($0) == nil }
  }
}
