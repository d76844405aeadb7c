public import Quantities
public import TrainingRun

/// One line of a statement: a quantity at a price. The one type that everything that is charged is written in.
///
/// Statements are made by the thousand of the same prices, so what is charged and who says so is shared among lines of
/// one price, and a line of its own has its quantity and its amount.
public struct CostLine: Sendable, Equatable {
  /// How much, in the unit below; nil when unknown.
  public var quantity: Double?
  /// What is charged; nil when the line is included in another, or when its quantity is unknown.
  public var amount: Range90<Money>?
  private var charge: Shared<Charge>

  /// What is charged at which price.
  private struct Charge: Sendable, Equatable {
    var category: CostCategory
    var item: CostItem
    var label: String
    var unit: String
    var unitPrice: Double?
    var quotedPrice: UnitPrice?
    var asOf: String
    var source: String
    var confidence: Confidence
    var includedIn: CostItem?
    var rentalKind: RentalTerms.Kind?
    var spread: DriverSpread
  }

  /// A line.
  public init(
    category: CostCategory, item: CostItem, label: String = "", quantity: Double?, unit: String, unitPrice: Double?,
    quotedPrice: UnitPrice? = nil, asOf: String, source: String, confidence: Confidence = .given,
    amount: Range90<Money>?, includedIn: CostItem? = nil, rentalKind: RentalTerms.Kind? = nil,
    spread: DriverSpread = .none
  ) {
    self.quantity = quantity
    self.amount = amount
    charge = Shared(
      Charge(
        category: category, item: item, label: label, unit: unit, unitPrice: unitPrice, quotedPrice: quotedPrice,
        asOf: asOf, source: source, confidence: confidence, includedIn: includedIn, rentalKind: rentalKind,
        spread: spread))
  }

  /// The category it belongs to.
  public var category: CostCategory { charge.value.category }
  /// What it charges for.
  public var item: CostItem { charge.value.item }
  /// What tells it from other lines of the item, such as `lost to pre-emption`; empty for the item itself.
  public var label: String { charge.value.label }
  /// The unit of the quantity: `h`, `kWh`, `GB`, …
  public var unit: String { charge.value.unit }
  /// The price of one unit in the statement's currency; nil when the line is included in another.
  public var unitPrice: Double? { charge.value.unitPrice }
  /// The price as it was quoted, where that is in another currency.
  public var quotedPrice: UnitPrice? { charge.value.quotedPrice }
  /// The day of the price.
  public var asOf: String { charge.value.asOf }
  /// Where the price comes from.
  public var source: String { charge.value.source }
  /// The item whose price already holds this one.
  public var includedIn: CostItem? { charge.value.includedIn }
  /// How the hours are rented; nil for what is not, and in records of old.
  public var rentalKind: RentalTerms.Kind? { charge.value.rentalKind }
  /// What moves the amount, and how far.
  public var spread: DriverSpread { charge.value.spread }
  /// How much the price can be trusted.
  public var confidence: Confidence {
    get { charge.value.confidence }
    set {
      var changed = charge.value
      changed.confidence = newValue
      charge = Shared(changed)
    }
  }

  /// Whether something is charged, and less than money can hold.
  public var isRoundedAway: Bool { amount?.mid.microUnits == 0 && (quantity ?? 0) * (unitPrice ?? 0) > 0 }

  /// Whether the line is charged and its amount is not known.
  public var isUnknown: Bool { amount == nil && includedIn == nil }
}

/// A value that copies share.
private final class Shared<Value: Sendable & Equatable>: Sendable, Equatable {
  let value: Value

  init(_ value: Value) { self.value = value }

  static func == (left: Shared, right: Shared) -> Bool { left === right || left.value == right.value }
}

extension CostLine {
  /// How much a price can be trusted.
  public enum Confidence: String, Sendable, CaseIterable, Codable {
    /// The user stated it.
    case given
    /// A provider or an authority lists it.
    case listed
    /// It is listed, and older than `PriceBook.staleAfterDays`.
    case stale
    /// It is derived from others, or stands in for a figure that nobody gave.
    case assumed
  }
}

extension CostLine: Codable {
  private enum Key: String, CodingKey {
    case category, item, label, quantity, unit, unitPrice, quotedPrice, asOf, source, confidence, amount, includedIn
    case rentalKind, spread
  }

  /// Decodes a line; what lines of earlier versions lacked takes its default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(
      category: try values.decode(CostCategory.self, forKey: .category),
      item: try values.decode(CostItem.self, forKey: .item),
      label: try values.decodeIfPresent(String.self, forKey: .label) ?? "",
      quantity: try values.decodeIfPresent(Double.self, forKey: .quantity),
      unit: try values.decode(String.self, forKey: .unit),
      unitPrice: try values.decodeIfPresent(Double.self, forKey: .unitPrice),
      quotedPrice: try values.decodeIfPresent(UnitPrice.self, forKey: .quotedPrice),
      asOf: try values.decode(String.self, forKey: .asOf), source: try values.decode(String.self, forKey: .source),
      confidence: try values.decodeIfPresent(Confidence.self, forKey: .confidence) ?? .given,
      amount: try values.decodeIfPresent(Range90<Money>.self, forKey: .amount),
      includedIn: try values.decodeIfPresent(CostItem.self, forKey: .includedIn),
      rentalKind: try values.decodeIfPresent(RentalTerms.Kind.self, forKey: .rentalKind),
      spread: try values.decodeIfPresent(DriverSpread.self, forKey: .spread) ?? .none)
  }

  /// Encodes what is not at its default.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(category, forKey: .category)
    try values.encode(item, forKey: .item)
    if !label.isEmpty { try values.encode(label, forKey: .label) }
    try values.encodeIfPresent(quantity, forKey: .quantity)
    try values.encode(unit, forKey: .unit)
    try values.encodeIfPresent(unitPrice, forKey: .unitPrice)
    try values.encodeIfPresent(quotedPrice, forKey: .quotedPrice)
    try values.encode(asOf, forKey: .asOf)
    try values.encode(source, forKey: .source)
    try values.encode(confidence, forKey: .confidence)
    try values.encodeIfPresent(amount, forKey: .amount)
    try values.encodeIfPresent(includedIn, forKey: .includedIn)
    try values.encodeIfPresent(rentalKind, forKey: .rentalKind)
    if !spread.isNone { try values.encode(spread, forKey: .spread) }
  }
}
