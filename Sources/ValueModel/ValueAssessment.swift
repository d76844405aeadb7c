public import Quantities

/// Whether a run pays: what it brings against what it costs, month by month.
public struct ValueAssessment: Sendable {
  /// One month; month 0 is that of the run.
  public struct Month: Sendable, Equatable {
    /// The month.
    public var month: Int
    /// What comes in.
    public var benefit: Money
    /// What goes out, the run's own cost included.
    public var cost: Money
    /// Benefit less cost.
    public var net: Money
    /// The sum of the nets so far.
    public var cumulative: Money
    /// The sum of the discounted nets so far.
    public var discountedCumulative: Money
  }

  /// The figures of one case.
  public struct Figures: Sendable, Equatable {
    /// Net present value.
    public var netPresentValue: Money
    /// The sum of all nets over the sum of all costs; nil without costs.
    public var returnOnInvestment: Double?
    /// The internal rate of return of a year; nil where it does not exist or is not the only one.
    public var internalRate: Double?
    /// Why there is no internal rate.
    public var internalRateReason: String?
    /// Months until the nets have paid the costs back for good; nil when they do not.
    public var paybackMonths: Double?
    /// The same with discounted nets.
    public var discountedPaybackMonths: Double?
  }

  /// A case with a name.
  public struct Case: Sendable, Equatable {
    public var name: String
    public var figures: Figures
  }

  /// What a driver does to the net present value when it alone moves.
  public struct Swing: Sendable, Equatable {
    /// The driver.
    public var driver: ValueDriver
    /// The bounds it moves between.
    public var low: Double
    public var high: Double
    /// Whether the bounds are the file's own, or a share of the value.
    public var isGiven: Bool
    /// The net present value at either bound.
    public var valueAtLow: Money
    public var valueAtHigh: Money
  }

  /// What a price or volume must be for a net present value of zero, all else as planned.
  public struct BreakEven: Sendable, Equatable {
    /// The driver.
    public var driver: ValueDriver
    /// The value; nil when no value above zero does it.
    public var value: Double?
  }

  /// The currency of all amounts.
  public var currency: Currency
  /// The cost of the run.
  public var trainingCost: Range90<Money>
  /// The months, from that of the run.
  public var months: [Month]
  /// The figures at the central values.
  public var central: Figures
  /// Net present value with the ranges of cost and benefits carried through.
  public var netPresentValue: Range90<Money>
  /// Return on investment, likewise.
  public var returnOnInvestment: Range90<Double>?
  /// The user's cases.
  public var scenarios: [Case]
  /// The drivers by how far they move the net present value, widest first.
  public var tornado: [Swing]
  /// Break-even prices and volumes.
  public var breakEven: [BreakEven]
  /// What has no price.
  public var qualitative: [QualitativeBenefit]
  /// What was assumed, in words.
  public var notes: [String]
}
