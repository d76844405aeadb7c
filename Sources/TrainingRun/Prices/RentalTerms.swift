public import Quantities

/// Rented accelerators.
public struct RentalTerms: Sendable, Equatable {
  /// The commitment behind a price.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    case onDemand = "on_demand"
    case spot, committed
  }
  /// The price of one accelerator for an hour; nil for the price book's.
  public var pricePerAcceleratorHour: UnitPrice?
  /// The commitment behind the price book's price.
  public var kind = Kind.onDemand
  /// What is taken of the price, which a lever changes: spot or committed hours against the same on demand.
  public var discount: RentalDiscount?
  /// Years of commitment behind the price book's price; nil for one.
  public var commitmentYears: Int?
  /// Whose prices the book is asked for; nil for all providers'.
  public var provider: String?
  /// The provider's region; nil for all.
  public var region: String?
  /// Whether the price holds power and cooling; a colocated machine's may not.
  public var includesPower = true
  /// Hours bought in advance; nil for none.
  public var commitment: CommitmentTerms?
  /// How often a spot machine is taken away; nil for never.
  public var preemption: PreemptionTerms?

  /// On demand, at the price book's price.
  public init() {}
}

/// The price of a kind of rental over the same on demand.
public struct RentalDiscount: Sendable, Equatable {
  /// The ratio of both.
  public var ratio: Range90<Double>
  /// Where it comes from, with its day.
  public var source: String

  /// A ratio of prices.
  public init(ratio: Range90<Double>, source: String) {
    self.ratio = ratio
    self.source = source
  }
}

/// Accelerator-hours that were bought in advance.
public struct CommitmentTerms: Sendable, Equatable {
  /// How many accelerator-hours.
  public var acceleratorHours: Double
  /// What all of them cost.
  public var prepaid: UnitPrice
  /// Whether this run pays for hours that nobody uses.
  public var chargesUnused: Bool

  /// A commitment.
  public init(acceleratorHours: Double, prepaid: UnitPrice, chargesUnused: Bool) {
    self.acceleratorHours = acceleratorHours
    self.prepaid = prepaid
    self.chargesUnused = chargesUnused
  }
}

/// Interruptions of a run and what it does about them.
public struct PreemptionTerms: Sendable, Equatable {
  /// The mean time between interruptions of the whole run.
  public var meanTimeBetween: Seconds
  /// The time that writing a checkpoint takes away from training.
  public var checkpointTime: Seconds
  /// The time from an interruption until training goes on.
  public var restartTime: Seconds
  /// The time between checkpoints; nil for the best one.
  public var interval: Seconds?

  /// Interruptions.
  public init(meanTimeBetween: Seconds, checkpointTime: Seconds, restartTime: Seconds, interval: Seconds? = nil) {
    self.meanTimeBetween = meanTimeBetween
    self.checkpointTime = checkpointTime
    self.restartTime = restartTime
    self.interval = interval
  }
}
