public import Documents
import HardwareProfiles
public import Quantities
import TrainingRun

/// A user's own prices: a CSV file of three columns, `accelerator`, `price_per_accelerator_hour` and `as_of`, or a YAML
/// list with the same keys, at its top or under `prices`.
///
/// More columns are `currency`, `kind`, `provider`, `region`, `source`, and `count`, with which a price is that of a
/// machine of so many accelerators.
public struct PriceList: Sendable {
  /// The prices, those that cannot mean what they say marked as rejected.
  public let prices: [ListedPrice]
  /// What a reader should know: rejected and old prices.
  public let warnings: [String]
  /// Rows that cannot be read, each with its line and column; they have no price.
  public let faults: [DocumentError]

  private static let columns = [
    "accelerator", "price_per_accelerator_hour", "as_of", "currency", "kind", "provider", "region", "source", "count",
  ]

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - path: a file whose name ends in `.csv`, `.yaml` or `.yml`.
  ///   - today: the present moment in seconds since 1970-01-01, for the age of prices.
  ///   - resolve: the id that a name stands for; it throws for a name that stands for none.
  /// - Throws: `DocumentError` when the file cannot be read as a list at all; see `faults` for its rows.
  public init(
    _ path: String, today: Seconds, resolve: (Scalar) throws(DocumentError) -> String
  ) throws(DocumentError) {
    let text = try TextFile.read(path)
    let rows = path.lowercased().hasSuffix(".csv") ? try Self.table(text, path) : try Self.list(text, path)
    var prices: [(price: ListedPrice, machine: Double, count: Int)] = []
    var faults: [DocumentError] = []
    for row in rows {
      do throws(DocumentError) {
        prices.append(try Self.price(row, path, today: today, resolve: resolve))
      } catch {
        faults.append(error)
      }
    }
    self.faults = faults
    Self.reject(&prices)
    self.prices = prices.map(\.price)
    warnings = Self.warnings(self.prices, path, today)
  }

  private static func price(
    _ row: [String: Scalar], _ path: String, today: Seconds,
    resolve: (Scalar) throws(DocumentError) -> String
  ) throws(DocumentError) -> (price: ListedPrice, machine: Double, count: Int) {
    func required(_ column: String) throws(DocumentError) -> Scalar {
      guard let cell = row[column] else {
        let line = row.values.compactMap(\.line).min()
        throw DocumentError(
          .key, file: path, line: line, key: column,
          message: "is missing; each price needs accelerator, price_per_accelerator_hour and as_of")
      }
      return cell
    }
    let count = try row["count"]?.integer(in: 1...1_000_000) ?? 1
    let amount = try required("price_per_accelerator_hour")
    let machine = try amount.number(in: 0...1e9)
    let asOf = try required("as_of")
    guard let day = UTCTime.seconds(parsing: asOf.text) else {
      throw asOf.wrong("found '\(asOf.text)', expected a date such as 2026-11-01")
    }
    guard day <= today.value + 86_400 else { throw asOf.wrong("found '\(asOf.text)', which is in the future") }
    return (
      ListedPrice(
        accelerator: try resolve(try required("accelerator")), provider: row["provider"]?.text ?? "",
        region: row["region"]?.text ?? "", kind: try row["kind"]?.choice() ?? .onDemand,
        price: UnitPrice(machine / Double(count), try row["currency"]?.currency() ?? .usd), asOf: asOf.text,
        source: row["source"]?.text ?? "price list \(path)"), machine, count
    )
  }

  private static func reject(_ prices: inout [(price: ListedPrice, machine: Double, count: Int)]) {
    let book = PriceBook()
    for index in prices.indices {
      let (price, machine, count) = prices[index]
      func isBeside(_ other: ListedPrice) -> Bool {
        other.accelerator == price.accelerator && other.provider == price.provider && other.region == price.region
          && other.price.currency == price.price.currency
      }
      let onDemand = prices.first { $0.price.kind == .onDemand && isBeside($0.price) }?.price.price.amount
      let rate = book.unitsPerDollar(price.price.currency)?.value
      if let rate, !ListedPrice.plausibleDollars.contains(price.price.amount / rate) {
        prices[index].price.rejection = .outOfRange
      } else if prices.contains(where: {
        $0.count != count && $0.machine == machine && $0.price.kind == price.kind && isBeside($0.price)
      }) {
        prices[index].price.rejection = .sentinel
      } else if price.kind == .spot, let onDemand {
        if price.price.amount > onDemand { prices[index].price.rejection = .spotAboveOnDemand }
        if price.price.amount == onDemand { prices[index].price.rejection = .spotEqualsOnDemand }
        if abs(price.price.amount / onDemand - 0.1) < 1e-9 { prices[index].price.rejection = .tenthOfOnDemand }
      }
    }
  }

  private static func warnings(_ prices: [ListedPrice], _ path: String, _ today: Seconds) -> [String] {
    prices.compactMap { price in
      let name = "\(path): \(price.accelerator)\(price.provider.isEmpty ? "" : " of \(price.provider)")"
      if let rejection = price.rejection { return "\(name) is rejected: \(rejection.reason)" }
      guard let days = price.age(today), days > PriceBook.staleAfterDays else { return nil }
      return "\(name) is \(Int(days)) days old (\(price.asOf))"
    }
  }

  private static func list(_ text: String, _ path: String) throws(DocumentError) -> [[String: Scalar]] {
    let section = try Section(parsing: text, file: path, listKey: "prices")
    var rows: [[String: Scalar]] = []
    for entry in try section.sections("prices") {
      var row: [String: Scalar] = [:]
      for column in columns { row[column] = try entry.scalar(column) }
      try entry.rejectUnknownKeys()
      rows.append(row)
    }
    try section.rejectUnknownKeys()
    guard !rows.isEmpty else { throw section.missing("prices") }
    return rows
  }

  private static func table(_ text: String, _ path: String) throws(DocumentError) -> [[String: Scalar]] {
    let table = try CSVTable(parsing: text, file: path)
    if let unknown = table.headings.first(where: { !columns.contains($0) }) {
      throw DocumentError(
        .key, file: path, line: 1, key: unknown, message: "unknown column; known: \(columns.joined(separator: ", "))",
        nearest: nearestMatch(to: unknown, among: columns))
    }
    var rows: [[String: Scalar]] = []
    for line in table.rows {
      guard line.cells.count == table.headings.count else {
        throw DocumentError(
          .value, file: path, line: line.line,
          message: "found \(line.cells.count) cells, expected \(table.headings.count)")
      }
      var row: [String: Scalar] = [:]
      for (column, cell) in zip(table.headings, line.cells) where !cell.isEmpty {
        row[column] = Scalar(text: cell, file: path, line: line.line, key: column)
      }
      rows.append(row)
    }
    return rows
  }
}

extension ListedPrice {
  /// US dollars for an accelerator-hour that a list can mean.
  public static let plausibleDollars = 0.01...200

  /// Days since the price was listed; nil for a date that is none.
  public func age(_ today: Seconds) -> Double? {
    UTCTime.seconds(parsing: asOf).map { (today.value - $0) / 86_400 }
  }
}
