public import Quantities

/// What a run is expected to bring, and what it costs beyond training: a benefits file, read.
public struct BenefitPlan: Sendable {
  /// The currency of all amounts.
  public var currency: Currency
  /// How many months are looked at after the run.
  public var months: Int
  /// The discount rate of a year.
  public var discountRate: Double
  /// The numbers of all streams.
  public var drivers: [ValueDriver]
  /// How far a number without bounds is moved in the tornado, as a share of it.
  public var sensitivity: Double
  /// Named cases with some drivers changed.
  public var scenarios: [Scenario]
  /// Benefits that are listed with the user's weights and never priced.
  public var qualitative: [QualitativeBenefit]
  /// Units of another currency for one of `currency`.
  public var exchangeRates: [String: Double]
  /// Who says what the rates are, and of which day.
  public var exchangeRateSource: String?

  var benefits: [ValueStream]
  var costs: [ValueStream]

  /// A named case.
  public struct Scenario: Sendable, Equatable {
    /// What a driver is set to.
    public enum Setting: Sendable, Equatable {
      case value(Double)
      case low, high
    }
    /// The name.
    public var name: String
    /// Drivers by key.
    public var settings: [String: Setting]
  }
}

/// A benefit without a price.
public struct QualitativeBenefit: Sendable, Equatable {
  /// The kinds that the textbook lists beside the economic ones.
  public enum Kind: String, Sendable, CaseIterable {
    case social, technical
  }
  /// Its kind.
  public var kind: Kind
  /// What it is.
  public var name: String
  /// How much it matters, in the user's own scale.
  public var weight: Double
  /// How far the run serves it, in the user's own scale; nil when not given.
  public var score: Double?
  /// A remark.
  public var note: String?
}
