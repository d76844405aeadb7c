public import PriceBook
public import Quantities
import TrainingRun

/// Listed prices for people and programs.
public struct PricesReport: Sendable {
  let prices: [ListedPrice]
  let today: Seconds

  /// A report of prices, their ages counted to a day in seconds since 1970-01-01.
  public init(prices: [ListedPrice], today: Seconds) {
    self.prices = prices
    self.today = today
  }

  /// The report.
  public var report: Report {
    var table = TextTable([
      .init("Accelerator"), .init("Provider"), .init("Region"), .init("Kind"), .init("Price an hour", .right),
      .init("As of"), .init("Remark"), .init("Source"),
    ])
    for price in prices {
      let years = price.years.map { " \($0) y" } ?? ""
      table.add(
        price.accelerator, price.provider, price.region, price.kind.rawValue + years, price.price.formatted, price.asOf,
        remark(price), price.source)
    }
    let blocks: [Report.Block] = prices.isEmpty ? [.text("no price is listed")] : [.table(table)]
    let json: JSONValue = ["schema_version": 1, "prices": .array(prices.map(json))]
    return Report(blocks: blocks, json: json, csv: figures)
  }

  /// A row for each price, in bare numbers.
  private var figures: TextTable {
    var table = TextTable(
      [
        "accelerator", "provider", "region", "kind", "commitment_years", "price_per_accelerator_hour", "currency",
        "as_of", "age_days", "rejected", "source",
      ].map { .init($0) })
    for price in prices {
      table.add(
        price.accelerator, price.provider, price.region, price.kind.rawValue, price.years.map(String.init) ?? "",
        TextTable.bare(price.price.amount), price.price.currency.code, price.asOf,
        price.age(today).map { String(Int($0)) } ?? "", price.rejection?.reason ?? "", price.source)
    }
    return table
  }

  private func remark(_ price: ListedPrice) -> String {
    if let rejection = price.rejection { return "not used: \(rejection.reason)" }
    guard let days = price.age(today), days > PriceBook.staleAfterDays else { return "" }
    return "\(Int(days)) days old"
  }

  private func json(_ price: ListedPrice) -> JSONValue {
    [
      "accelerator": .string(price.accelerator), "provider": .string(price.provider), "region": .string(price.region),
      "kind": .string(price.kind.rawValue), "commitment_years": JSONValue(price.years),
      "price_per_accelerator_hour": .number(price.price.amount), "currency": .string(price.price.currency.code),
      "as_of": .string(price.asOf), "age_days": JSONValue(price.age(today).map { $0.rounded(.down) }),
      "rejected": JSONValue(price.rejection?.reason), "source": .string(price.source),
    ]
  }
}
