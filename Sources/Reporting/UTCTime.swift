/// A moment as a date and time of UTC, by the proleptic Gregorian calendar.
struct UTCTime {
  private let year: Int
  private let month: Int
  private let day: Int
  private let secondOfDay: Int

  init(secondsSince1970: Double) {
    let seconds = Int(secondsSince1970.rounded(.down))
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    secondOfDay = seconds - days * 86_400
    // Years from March, so that leap days end them; 719,468 days lie between 0000-03-01 and 1970-01-01.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// `2026-11-24T01:40:05Z`.
  var iso8601: String { "\(date)T\(clock)Z" }
  /// `2026-11-24 01:40:05`.
  var text: String { "\(date) \(clock)" }

  private var date: String { "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))" }
  private var clock: String {
    "\(pad(secondOfDay / 3600, 2)):\(pad(secondOfDay / 60 % 60, 2)):\(pad(secondOfDay % 60, 2))"
  }

  private func pad(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
