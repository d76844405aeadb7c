public import CostCore
import Glibc
import Quantities
import TrainingRun

/// A bill in the FinOps Open Cost and Usage Specification, version 1.2, as CSV; columns of ours start with `x_`.
public struct FocusExport: Sendable {
  let statement: CostStatement
  let name: String
  let id: String
  let start: UTCTime
  let end: UTCTime
  private let endSeconds: Double

  /// An export of a statement.
  ///
  /// - Parameters:
  ///   - statement: the bill.
  ///   - name: the run, which stands as the resource.
  ///   - id: what tells the resource from others of its name; the name by default.
  ///   - startedAt: seconds since 1970-01-01 UTC.
  ///   - hours: the time on the clock; a run of unknown length is charged within its first hour.
  public init(_ statement: CostStatement, name: String, id: String? = nil, startedAt: Double, hours: Double?) {
    self.statement = statement
    self.name = name
    self.id = id ?? name
    // Charge periods are whole hours, their end excluded.
    let first = (startedAt / 3600).rounded(.down) * 3600
    start = UTCTime(secondsSince1970: first)
    endSeconds = first + max(1, (hours ?? 1).rounded(.up)) * 3600
    end = UTCTime(secondsSince1970: endSeconds)
  }

  /// What a column may hold.
  enum Kind: Sendable {
    case decimal, text, date, currency
    case choice([String])
  }

  /// The 21 mandatory columns, then those that validators of 1.0 require though a bill may leave them empty, then ours.
  static let columns: [(name: String, kind: Kind, isMandatory: Bool, mayBeNull: Bool)] = [
    ("BilledCost", .decimal, true, false), ("BillingAccountId", .text, true, false),
    ("BillingAccountName", .text, true, true), ("BillingCurrency", .currency, true, false),
    ("BillingPeriodEnd", .date, true, false), ("BillingPeriodStart", .date, true, false),
    ("ChargeCategory", .choice(["Usage", "Purchase", "Tax", "Credit", "Adjustment"]), true, false),
    ("ChargeClass", .choice(["Correction"]), true, true), ("ChargeDescription", .text, true, true),
    ("ChargePeriodEnd", .date, true, false), ("ChargePeriodStart", .date, true, false),
    ("ContractedCost", .decimal, true, false), ("EffectiveCost", .decimal, true, false),
    ("InvoiceIssuer", .text, true, false), ("ListCost", .decimal, true, false),
    ("PricingQuantity", .decimal, true, true), ("PricingUnit", .text, true, true),
    ("Provider", .text, true, false), ("Publisher", .text, true, false),
    (
      "ServiceCategory",
      .choice([
        "AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases", "Developer Tools",
        "Multicloud", "Identity", "Integration", "Internet of Things", "Management and Governance", "Media",
        "Migration", "Mobile", "Networking", "Security", "Storage", "Web", "Other",
      ]), true, false
    ), ("ServiceName", .text, true, false),
    // The specification's own identifiers of the three that validators of 1.0 know by their short names.
    ("InvoiceIssuerName", .text, false, false), ("ProviderName", .text, false, false),
    ("PublisherName", .text, false, false),
    ("AvailabilityZone", .text, false, true),
    ("ChargeFrequency", .choice(["One-Time", "Recurring", "Usage-Based"]), false, false),
    ("CommitmentDiscountCategory", .choice(["Spend", "Usage"]), false, true),
    ("CommitmentDiscountId", .text, false, true), ("CommitmentDiscountName", .text, false, true),
    ("CommitmentDiscountStatus", .choice(["Used", "Unused"]), false, true),
    ("CommitmentDiscountType", .text, false, true), ("ConsumedQuantity", .decimal, false, true),
    ("ConsumedUnit", .text, false, true), ("ContractedUnitPrice", .decimal, false, true),
    ("ListUnitPrice", .decimal, false, true),
    ("PricingCategory", .choice(["Standard", "Dynamic", "Committed", "Other"]), false, true),
    ("PricingCurrency", .currency, false, true), ("RegionId", .text, false, true), ("RegionName", .text, false, true),
    ("ResourceID", .text, false, true), ("ResourceId", .text, false, true), ("ResourceName", .text, false, true),
    ("ResourceType", .text, false, true), ("SkuId", .text, false, true), ("SkuPriceId", .text, false, true),
    ("SubAccountId", .text, false, true), ("SubAccountName", .text, false, true), ("Tags", .text, false, true),
    ("x_Item", .text, false, false), ("x_CostLow", .decimal, false, true), ("x_CostHigh", .decimal, false, true),
    ("x_PriceAsOf", .text, false, true), ("x_PriceSource", .text, false, true), ("x_Confidence", .text, false, true),
  ]

  /// The rows: one for each charged line of known amount, and the purchase of the commitment that lines draw on.
  public var table: TextTable { Self.table(of: [self]) }

  /// The rows as CSV with a final newline.
  public var text: String { Self.text(of: [self]) }

  /// The bills of several runs in one table.
  public static func table(of exports: [FocusExport]) -> TextTable {
    var table = TextTable(columns.map { .init($0.name) })
    table.rows = exports.flatMap(\.rows)
    return table
  }

  /// The bills of several runs as one CSV with a final newline.
  public static func text(of exports: [FocusExport]) -> String {
    table(of: exports).csvLines.joined(separator: "\n") + "\n"
  }

  private var rows: [[String]] {
    var rows: [[String]] = []
    var prepaid = Money.zero(statement.currency)
    for line in statement.lines {
      guard let amount = line.amount?.mid else { continue }
      rows.append(Self.columns.map { Self.written(cell($0.name, line, amount), as: $0.kind) })
      if line.isCommitment { prepaid = Money(microUnits: prepaid.microUnits + amount.microUnits, prepaid.currency) }
    }
    if let line = statement.lines.first(where: \.isCommitment), prepaid.microUnits > 0 {
      rows.append(Self.columns.map { Self.written(purchaseCell($0.name, line, prepaid), as: $0.kind) })
    }
    return rows
  }

  /// Decimals carry a point even where they are whole: readers that guess types take a column without one for integers.
  private static func written(_ cell: String, as kind: Kind) -> String {
    guard case .decimal = kind, !cell.isEmpty, !cell.contains(".") else { return cell }
    return cell + ".0"
  }

  /// A commitment is billed when it is bought and takes effect as its hours are used.
  private func purchaseCell(_ column: String, _ line: CostLine, _ prepaid: Money) -> String {
    switch column {
    case "BilledCost", "ContractedCost", "ListCost": prepaid.decimal
    case "EffectiveCost", "x_CostLow", "x_CostHigh": "0"
    case "ChargeCategory": "Purchase"
    case "ChargeFrequency": "One-Time"
    case "ChargeDescription": "Commitment of \(name)"
    case "CommitmentDiscountStatus", "ConsumedQuantity", "ConsumedUnit": ""
    case "PricingQuantity": "1"
    case "PricingUnit": "Commitments"
    case "ListUnitPrice", "ContractedUnitPrice": prepaid.decimal
    default: cell(column, line, prepaid)
    }
  }

  private func cell(_ column: String, _ line: CostLine, _ amount: Money) -> String {
    let status = line.label == "commitment used" ? "Used" : line.label == "commitment unused" ? "Unused" : ""
    let unit = line.unit == "h" ? "GPU-Hours" : line.unit
    let issuer = line.item == .acceleratorRental ? "cloud provider" : "traincost"
    switch column {
    // Hardware that was bought is paid once and used up over its life: its charge is effective, not billed. So is a
    // commitment, which was billed when it was bought.
    case "BilledCost": return line.isAmortization || !status.isEmpty ? "0" : amount.decimal
    case "EffectiveCost", "ContractedCost", "ListCost": return amount.decimal
    case "x_CostLow": return line.amount?.low.decimal ?? ""
    case "x_CostHigh": return line.amount?.high.decimal ?? ""
    case "BillingAccountId": return "traincost"
    case "BillingAccountName": return "traincost"
    case "BillingCurrency": return amount.currency.code
    case "PricingCurrency": return line.quotedPrice?.currency.code ?? amount.currency.code
    case "BillingPeriodStart": return Self.month(start, plus: 0)
    // A period that ends with a month is billed in that month.
    case "BillingPeriodEnd": return Self.month(UTCTime(secondsSince1970: endSeconds - 1), plus: 1)
    case "ChargePeriodStart": return start.iso8601
    case "ChargePeriodEnd": return end.iso8601
    case "ChargeCategory": return line.item == .carbonCharge ? "Tax" : "Usage"
    case "ChargeClass": return ""
    case "ChargeDescription": return "\(line.title) of \(name)"
    case "ChargeFrequency": return "Usage-Based"
    case "CommitmentDiscountStatus": return status
    case "InvoiceIssuer", "Provider", "Publisher": return issuer
    case "InvoiceIssuerName", "ProviderName", "PublisherName": return issuer
    case "PricingQuantity", "ConsumedQuantity": return decimal(line.quantity)
    case "PricingUnit", "ConsumedUnit": return line.quantity == nil ? "" : unit
    case "ContractedUnitPrice", "ListUnitPrice": return decimal(line.unitPrice)
    case "PricingCategory":
      guard line.item == .acceleratorRental else { return "Standard" }
      switch line.rentalKind {
      case .spot: return "Dynamic"
      case .committed: return "Committed"
      case .onDemand: return "Standard"
      // Records of old tell it by the label alone.
      case nil: return !status.isEmpty ? "Committed" : line.label == "lost to pre-emption" ? "Dynamic" : "Standard"
      }
    case "ResourceID", "ResourceId": return id
    case "ResourceName": return name
    case "ResourceType": return "Training run"
    case "SkuId": return "traincost-\(line.item.rawValue)"
    case "SkuPriceId": return "traincost-\(line.item.rawValue)-\(line.asOf.isEmpty ? "given" : line.asOf)"
    case "CommitmentDiscountCategory": return status.isEmpty ? "" : "Usage"
    case "CommitmentDiscountId", "CommitmentDiscountName": return status.isEmpty ? "" : "\(name)-commitment"
    case "CommitmentDiscountType": return status.isEmpty ? "" : "Reservation"
    case "ServiceCategory": return Self.serviceCategory(line.category)
    case "ServiceName": return line.item.title
    case "x_Item": return line.item.rawValue
    case "x_PriceAsOf": return line.asOf
    case "x_PriceSource": return line.source
    case "x_Confidence": return line.confidence.rawValue
    default: return ""
    }
  }

  private static func serviceCategory(_ category: CostCategory) -> String {
    switch category {
    case .computation, .hardware: "Compute"
    case .data: "Storage"
    case .energy, .staff, .carbon: "Other"
    }
  }

  private static func month(_ time: UTCTime, plus months: Int) -> String {
    let index = time.year * 12 + time.month - 1 + months
    let month = index % 12 + 1
    return "\(index / 12)-\(month < 10 ? "0" : "")\(month)-01T00:00:00Z"
  }

  /// Plain decimals: no exponent, no grouping, and of small numbers six digits that say something.
  private func decimal(_ number: Double?) -> String {
    guard let number else { return "" }
    let leadingZeros = number > 0 ? max(0, Int(-log10(number))) : 0
    return NumberFormat.fixed(number, places: min(6 + leadingZeros, 18))
  }
}

extension CostLine {
  /// Whether it writes off what was bought before.
  fileprivate var isAmortization: Bool {
    [.acceleratorAmortization, .serverAmortization, .interconnectAmortization].contains(item)
  }

  /// Whether it draws on hours that were bought in advance.
  fileprivate var isCommitment: Bool { label == "commitment used" || label == "commitment unused" }
}
