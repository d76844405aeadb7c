import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

extension Pricing {
  /// A rate of a day that has not come yet is a mistake.
  func checkDates() throws(CostError) {
    guard let today, let rates = terms.exchangeRates, let day = UTCTime.seconds(parsing: rates.asOf) else { return }
    guard day <= today.value + 86_400 else {
      throw CostError(
        key: "prices.exchange_rates.as_of",
        message: "found '\(rates.asOf)', which is in the future; expected a past day")
    }
  }

  /// Says what is possible and hardly meant: a price of nothing, of electricity as of gold, a start in another decade.
  mutating func warnOfOddities() {
    if let price = terms.rental.pricePerAcceleratorHour, price.amount == 0, terms.mode == .rental {
      warnings.append("prices.rental.price_per_accelerator_hour is 0, so the accelerators cost nothing")
    }
    if let price = terms.rental.pricePerAcceleratorHour, terms.mode == .rental,
      let rate = try? unitsPerDollar(price.currency), price.amount / rate > ListedPrice.plausibleDollars.upperBound
    {
      warnings.append(
        "prices.rental.price_per_accelerator_hour: \(price.formatted) is far above any list; is it for a whole machine?"
      )
    }
    for price in [site.electricityPrice].compactMap(\.self) + site.tariff.map(\.price) {
      guard let rate = try? unitsPerDollar(price.currency), price.amount / rate > Self.dearestElectricity else {
        continue
      }
      warnings.append(
        "site.electricity: \(price.formatted) for a kilowatt-hour is far above any grid's; is the price for a MWh?")
      break
    }
    if let start = site.start, let today, abs((start - today).years) > 10 {
      warnings.append("site.start is more than ten years from today")
    }
  }

  /// Dollars for a kilowatt-hour: several times what the dearest island grids ask for.
  private static let dearestElectricity = 3.0

  /// Lines of old prices are marked, and each such price is said once.
  mutating func markStale() {
    var said: Set<String> = []
    for index in lines.indices where [.listed, .assumed].contains(lines[index].confidence) {
      let line = lines[index]
      // Runs that are repeated cost what the final one does; the date is that of their number.
      guard line.unit != Self.finalRun else { continue }
      guard daysSince(line.asOf) != nil else { continue }
      if line.confidence == .listed { lines[index].confidence = .stale }
      if said.insert(line.source).inserted {
        warnIfStale(line.asOf, "the price of \(line.item.title)" + (subject(of: line).map { " for \($0)" } ?? ""))
      }
    }
  }

  /// What a line's price is of: the accelerator, or the grid whose electricity is paid for.
  private func subject(of line: CostLine) -> String? {
    switch line.category {
    case .computation, .hardware: profile?.id
    case .energy: book.electricityPrice(of: site.grid ?? Defaults.grid)?.area
    case .data, .staff, .carbon: nil
    }
  }

  /// Warns of what is older than the price book allows.
  mutating func warnIfStale(_ date: String, _ what: String) {
    if let days = daysSince(date) { warnings.append("\(what) is of \(date), \(days) days ago") }
  }

  /// Days since a date that is too old; nil for a younger one, for none and where nobody asks.
  private func daysSince(_ date: String) -> Int? {
    guard let today, let day = UTCTime.seconds(parsing: date) else { return nil }
    let days = (today.value - day) / 86_400
    return days > PriceBook.staleAfterDays ? Int(days) : nil
  }
}
