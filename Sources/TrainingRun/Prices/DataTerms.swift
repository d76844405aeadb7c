/// Prices of data, each for one unit in the statement's currency; zero is not charged.
public struct DataTerms: Sendable, Equatable {
  /// Collecting a gigabyte.
  public var collectionPerGigabyte = 0.0
  /// Annotating an item once; with `wagePerHour` and `hoursPerItem` this is on top of wages.
  public var annotationPerItem = 0.0
  /// How many items are annotated.
  public var items = 0.0
  /// How often each item is annotated, so that annotators can be compared.
  public var annotationOverlap = 1.0
  /// The share of annotations that are good enough to keep.
  public var annotationYield = 1.0
  /// An annotator's time for one item, in hours.
  public var hoursPerItem = 0.0
  /// An annotator's wage.
  public var wagePerHour = 0.0
  /// Quality control as a share of the cost of annotation.
  public var qualityControlShare = 0.0
  /// Cleaning a gigabyte.
  public var cleaningPerGigabyte = 0.0
  /// Storing a gigabyte for a month.
  public var storagePerGigabyteMonth = 0.0
  /// For how many months; nil for as long as the run takes.
  public var storageMonths: Double?
  /// How many copies are stored.
  public var storageReplicas = 1.0
  /// Transferring a gigabyte.
  public var transferPerGigabyte = 0.0

  /// Nothing charged.
  public init() {}
}

/// People.
public struct StaffTerms: Sendable, Equatable {
  /// How many people, in full-time equivalents.
  public var fullTimeEquivalents = 0.0
  /// The salary of one, a year.
  public var salaryPerYear = 0.0
  /// For how many months.
  public var months = 0.0
  /// From salary to cost of employment.
  public var overhead = 1.3

  /// Nobody.
  public init() {}
}

/// A charge on emissions.
public struct CarbonTerms: Sendable, Equatable {
  /// The charge on a tonne of CO2-equivalent.
  public var pricePerTonne = 0.0
  /// The share of the emissions that the charge covers.
  public var coveredShare = 1.0
  /// Whether the price of electricity already holds the charge, as it does below an emissions trading system; nil when
  /// the run file does not say.
  public var isInElectricityPrice: Bool?

  /// Nothing charged.
  public init() {}
}
