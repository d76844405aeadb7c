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

  /// Lines of old prices are marked, and each such price is said once.
  mutating func markStale() {
    guard let today else { return }
    var said: Set<String> = []
    for index in lines.indices where lines[index].confidence == .listed {
      let line = lines[index]
      guard let day = UTCTime.seconds(parsing: line.asOf) else { continue }
      let days = (today.value - day) / 86_400
      guard days > PriceBook.staleAfterDays else { continue }
      lines[index].confidence = .stale
      guard said.insert(line.source).inserted else { continue }
      warnings.append("the price of \(line.item.rawValue) is of \(line.asOf), \(Int(days)) days ago")
    }
  }
}
