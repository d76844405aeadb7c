public import HardwareProfiles
public import Quantities
public import TrainingRun

/// One listed price of an accelerator for an hour.
public struct ListedPrice: Sendable, Equatable {
  /// The id of the accelerator's profile, or one in its form where no profile exists yet.
  public var accelerator: String
  /// `aws`, `gcp`, `azure`, …; empty when not stated.
  public var provider: String
  /// The provider's region; empty when not stated.
  public var region: String
  /// The commitment behind it.
  public var kind: RentalTerms.Kind
  /// Years of commitment; nil for none.
  public var years: Int?
  /// The price of one accelerator for an hour.
  public var price: UnitPrice
  /// The day of the price: `2026-11-23`, `2026-11` or `2026`.
  public var asOf: String
  /// Where it is listed.
  public var source: String
  /// Why it is not used; nil for a price that is.
  public var rejection: Rejection?

  /// A listed price.
  public init(
    accelerator: String, provider: String = "", region: String = "", kind: RentalTerms.Kind, years: Int? = nil,
    price: UnitPrice, asOf: String, source: String, rejection: Rejection? = nil
  ) {
    self.accelerator = accelerator
    self.provider = provider
    self.region = region
    self.kind = kind
    self.years = years
    self.price = price
    self.asOf = asOf
    self.source = source
    self.rejection = rejection
  }

  /// Why a listed price cannot mean what it says.
  public enum Rejection: String, Sendable, CaseIterable, Codable {
    case spotAboveOnDemand = "spot>on_demand"
    case spotEqualsOnDemand = "spot=on_demand"
    case tenthOfOnDemand = "tenth"
    case auctionFloor = "auction"
    case sentinel
    case outOfRange = "out_of_range"

    /// The reason in words.
    public var reason: String {
      switch self {
      case .spotAboveOnDemand: "spot is above on-demand"
      case .spotEqualsOnDemand: "spot equals on-demand: there is no spot market"
      case .tenthOfOnDemand: "exactly a tenth of on-demand: a floor, not a price"
      case .auctionFloor: "an auction's floor, not a price"
      case .sentinel: "the same price whatever the number of chips: a stand-in"
      case .outOfRange: "outside 0.01 to 200 USD an hour"
      }
    }
  }
}

/// A price of the book for an accelerator-hour, drawn from one or several lists.
public struct RentalQuote: Sendable {
  /// 5th percentile, median and 95th percentile of what is listed.
  public let price: Range90<Double>
  /// Its currency.
  public let currency: Currency
  /// How many lists it was drawn from.
  public let count: Int
  /// Where they are, and the day of the one that decides.
  public let source: Source
  /// The day of the oldest.
  public let oldest: String
}
