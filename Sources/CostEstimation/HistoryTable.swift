public import Documents
public import Quantities

/// A history as a table of comma-separated values: the export of a ledger, or any table of published training costs.
///
/// Columns, each under any of its names: name (`name`, `model`, `id`), date (`started_at`, `date`), cost (`cost`,
/// `cost_usd`), currency (`currency`; that of `cost_usd` is USD), accelerator (`accelerator`, `hardware`), how many of it
/// (`count`, `hardware_quantity`), accelerator-hours (`accelerator_hours`, `chip_hours`, `total_gpu_hours`), FLOP
/// (`training_flops`, `total_flop`), `tokens`, and what the cost covers (`cost_scope`).
public struct HistoryTable: Sendable {
  /// The rows with a cost, as runs.
  public let runs: [HistoricalRun]
  /// Rows without a cost, which say nothing.
  public let withoutCost: Int
  /// What the costs of `runs` cover, where the table says; and how many rows cover anything else.
  public let scope: String?
  public let otherScopes: Int

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - scope: a text in the cost scope of the rows to use; nil takes the scope of most rows.
  ///   - currency: the currency of the rows to use; nil takes all.
  /// - Throws: `DocumentError` for a table without names or costs, and for a cell that is no number above zero.
  public init(_ table: CSVTable, scope: String? = nil, currency: Currency? = nil) throws(DocumentError) {
    for (names, what) in [(Self.names, "a name"), (Self.costs, "a cost")]
    where !names.contains(where: table.headings.contains) {
      throw DocumentError(
        .key, file: table.file, line: 1,
        message: "no column holds \(what); expected one of \(names.joined(separator: ", "))",
        nearest: table.headings.lazy.compactMap { nearestMatch(to: $0, among: names) }.first)
    }
    let priced = table.rows.filter { row in Self.costs.contains { row[$0] != nil } }
    withoutCost = table.rows.count - priced.count
    let scoped = Self.rows(priced, scope: scope)
    guard !scoped.rows.isEmpty || priced.isEmpty else {
      let known = Set(priced.compactMap { $0["cost_scope"] }).sorted().joined(separator: "'; '")
      throw DocumentError(
        .name, file: table.file, key: "cost_scope", message: "no row's scope holds '\(scope ?? "")'; known: '\(known)'")
    }
    self.scope = scoped.scope
    otherScopes = priced.count - scoped.rows.count
    var runs: [HistoricalRun] = []
    for row in scoped.rows {
      let run = try Self.run(row, file: table.file)
      if currency == nil || currency == run.cost.currency { runs.append(run) }
    }
    self.runs = runs
  }

  private static let names = ["name", "model", "id"]
  private static let costs = ["cost", "cost_usd"]

  private static func rows(_ rows: [CSVTable.Row], scope: String?) -> (rows: [CSVTable.Row], scope: String?) {
    if let scope {
      let wanted = scope.lowercased()
      let found = rows.filter { $0["cost_scope"]?.lowercased().contains(wanted) ?? false }
      return (found, found.first?["cost_scope"])
    }
    // Costs that cover different things are not comparable, so one scope it is.
    let counts = Dictionary(grouping: rows, by: { $0["cost_scope"] ?? "" }).mapValues(\.count)
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else { return ([], nil) }
    return (rows.filter { ($0["cost_scope"] ?? "") == most }, most.isEmpty ? nil : most)
  }

  private static func run(_ row: CSVTable.Row, file: String) throws(DocumentError) -> HistoricalRun {
    func fault(_ column: String, _ expected: String) -> DocumentError {
      DocumentError(
        .value, file: file, line: row.line, key: column, message: "found '\(row[column] ?? "")', expected \(expected)")
    }
    func number(
      _ columns: [String], upTo bound: Double = 1e30, zeroIsNone: Bool = false
    ) throws(DocumentError) -> Double? {
      guard let column = columns.first(where: { row[$0] != nil }), let text = row[column] else { return nil }
      if zeroIsNone, Double(text) == 0 { return nil }
      guard let value = Double(text), value > 0, value <= bound else {
        throw fault(
          column, bound < 1e30 ? "a number above 0 and at most \(NumberFormat.significant(bound))" : "a number above 0")
      }
      return value
    }
    var features = RunFeatures()
    features.acceleratorTime = try number(["accelerator_hours", "chip_hours", "total_gpu_hours"], zeroIsNone: true).map
    {
      Seconds(hours: $0)
    }
    features.work = try number(["training_flops", "total_flop"]).map(FLOPs.init)
    features.tokens = try number(["tokens"]).map(Count.init)
    features.acceleratorCount = try number(["count", "hardware_quantity"], upTo: 1e9, zeroIsNone: true).map { Int($0) }
    features.accelerator = row["accelerator"] ?? row["hardware"]
    if let column = ["started_at", "date"].first(where: { row[$0] != nil }), let text = row[column] {
      guard let time = UTCTime.seconds(parsing: text) else { throw fault(column, "a date such as 2026-11-24") }
      features.startedAt = time
    }
    let cost = try number(costs, upTo: Money.largest) ?? 0
    var currency = Currency.usd
    if row["cost"] != nil, let code = row["currency"] {
      do {
        currency = try Currency(code: code)
      } catch {
        throw DocumentError(
          .name, file: file, line: row.line, key: "currency",
          message: "found '\(error.found)', expected \(error.expected)",
          nearest: error.nearest)
      }
    }
    return HistoricalRun(
      name: names.lazy.compactMap { row[$0] }.first ?? "line \(row.line)", features: features,
      cost: Money(cost, currency))
  }
}
