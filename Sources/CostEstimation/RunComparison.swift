import CostCore
public import Quantities
public import RunLedger
import TrainingRun

/// Two runs, or two groups of repeated runs, side by side.
public struct RunComparison: Sendable {
  /// A figure of a run that can be compared.
  public enum Figure: String, Sendable, CaseIterable {
    case wallTime = "wall_seconds"
    case acceleratorTime = "accelerator_hours"
    case energy = "total_joules"
    case power = "mean_watts"
    case cost = "cost"
    case carbon = "operational_kg"
  }

  /// One figure on both sides.
  public struct Row: Sendable, Equatable {
    /// The figure, in the unit of its raw value; the cost in units of the currency.
    public var figure: Figure
    /// The means; nil where no run of a side knows it.
    public var first: Double?
    public var second: Double?
    /// The standard deviations; nil for fewer than two runs.
    public var firstDeviation: Double?
    public var secondDeviation: Double?
    /// How many runs of each side know it.
    public var firstCount: Int
    public var secondCount: Int
    /// The second mean less the first.
    public var difference: Double?
    /// The 95 % confidence interval of the difference by Welch's t-test; nil for fewer than two runs on a side.
    public var interval: ClosedRange<Double>?
    /// The chance of so large a difference where there is none.
    public var pValue: Double?

    /// The difference as a share of the first.
    public var relativeDifference: Double? {
      guard let difference, let first, first != 0 else { return nil }
      return difference / first
    }
  }

  /// The runs of each side.
  public let first: [RunRecord]
  public let second: [RunRecord]
  /// The figures that either side knows.
  public let rows: [Row]
  /// The currency of the costs; nil where none is known, and where they are of several, which cannot be compared.
  public let currency: Currency?
  /// Why costs are left out; nil when they are not.
  public let costFault: String?

  /// A comparison; neither side is empty.
  public init(_ first: [RunRecord], _ second: [RunRecord]) {
    let currencies = Set((first + second).compactMap { $0.cost?.currency })
    self.first = first
    self.second = second
    currency = currencies.count == 1 ? currencies.first : nil
    let bills = (first + second).compactMap(\.cost)
    costFault =
      currencies.count <= 1
      ? !bills.isEmpty && bills.allSatisfy { $0.knownTotal == nil }
        ? "a part of every bill is unknown, so no costs are compared" : nil
      : "the runs are priced in \(currencies.map(\.code).sorted().joined(separator: " and ")); their costs cannot be "
        + "compared without an exchange rate"
    let figures = Figure.allCases.filter { $0 != .cost || currencies.count <= 1 }
    rows = figures.compactMap { Row($0, first, second) }
  }
}

extension RunComparison.Row {
  init?(_ figure: RunComparison.Figure, _ first: [RunRecord], _ second: [RunRecord]) {
    let left = Sample(first.compactMap { figure.value(of: $0) })
    let right = Sample(second.compactMap { figure.value(of: $0) })
    guard left.count + right.count > 0 else { return nil }
    self.init(
      figure: figure, first: left.count > 0 ? left.mean : nil, second: right.count > 0 ? right.mean : nil,
      firstDeviation: left.variance?.squareRoot(), secondDeviation: right.variance?.squareRoot(),
      firstCount: left.count, secondCount: right.count)
    guard left.count > 0, right.count > 0 else { return }
    difference = right.mean - left.mean
    let test = WelchComparison(left, right)
    interval = test?.interval
    pValue = test?.pValue
  }
}

extension RunComparison.Figure {
  /// The figure of a run; nil when unknown. A bill with unknown lines has no total.
  func value(of run: RunRecord) -> Double? {
    switch self {
    case .wallTime: run.wallTime?.mid.value
    case .acceleratorTime: run.acceleratorTime?.mid.hours
    case .energy: run.energy.total?.mid.value
    case .power:
      run.energy.total.flatMap { energy in
        run.wallTime.flatMap { $0.mid.value > 0 ? energy.mid.value / $0.mid.value : nil }
      }
    case .cost: run.cost?.knownTotal?.mid.amount
    case .carbon: run.carbon?.operational?.mid.value
    }
  }
}
