/// A moment as a date and time of UTC, by the proleptic Gregorian calendar.
public struct UTCTime: Sendable, Equatable {
  /// The year.
  public let year: Int
  /// 1 to 12.
  public let month: Int
  /// 1 to 31.
  public let day: Int
  private let secondOfDay: Int
  private let daysSince1970: Int

  /// The date and time of a moment.
  public init(secondsSince1970: Double) {
    let seconds = Int(secondsSince1970.rounded(.down))
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    secondOfDay = seconds - days * 86_400
    daysSince1970 = days
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
  public var iso8601: String { "\(date)T\(clock)Z" }
  /// `2026-11-24 01:40:05`.
  public var text: String { "\(date) \(clock)" }

  /// 0 to 23.
  public var hour: Int { secondOfDay / 3600 }
  /// Saturday or Sunday; 1970-01-01 was a Thursday.
  public var isWeekend: Bool { ((daysSince1970 + 3) % 7 + 7) % 7 >= 5 }
  /// `2026-11-24`.
  public var date: String { "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))" }
  private var clock: String {
    "\(pad(secondOfDay / 3600, 2)):\(pad(secondOfDay / 60 % 60, 2)):\(pad(secondOfDay % 60, 2))"
  }

  private func pad(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// The moment of a text such as `2026-11-24`, `2026-11` or `2026-11-24T08:00`, in seconds since 1970-01-01; a part of
  /// the date that is left out is its first. Nil for anything else.
  public static func seconds(parsing text: String) -> Double? {
    let halves = text.split(whereSeparator: { $0 == "T" || $0 == " " })
    guard let first = halves.first, halves.count <= 2 else { return nil }
    let date = first.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...3).contains(date.count), date.allSatisfy({ $0 != nil }), let year = date[0], (1900...9999).contains(year)
    else { return nil }
    let month = date.count > 1 ? date[1] ?? 0 : 1
    let day = date.count > 2 ? date[2] ?? 0 : 1
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    var clock = [0, 0, 0]
    if halves.count == 2 {
      let parts = halves[1].split(separator: ":").map { Int($0.filter { $0 != "Z" }) ?? -1 }
      guard (1...3).contains(parts.count), parts.allSatisfy({ (0...60).contains($0) }), parts[0] < 24 else {
        return nil
      }
      for (index, part) in parts.enumerated() { clock[index] = part }
    }
    // Years from March, so that leap days end them.
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    guard UTCTime(secondsSince1970: Double(days) * 86_400).day == day else { return nil }
    return Double(days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
  }
}
