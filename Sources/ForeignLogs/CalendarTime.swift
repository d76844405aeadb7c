import Quantities

/// A date and time as logs write it: `2025/07/27 00:47:09.120`, `2024-05-31T10:39:13`, with `Z` or an offset or none.
enum CalendarTime {
  /// Seconds since 1970-01-01 UTC, taking a time without a zone for UTC; nil for what is none.
  static func seconds(_ text: some StringProtocol) -> Double? {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[range] {
        guard byte >= 48, byte <= 57 else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var seconds = Double(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
    var place = 19
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") || bytes[place] == UInt8(ascii: ",") {
      var scale = 0.1
      place += 1
      while place < bytes.count, bytes[place] >= 48, bytes[place] <= 57 {
        seconds += Double(bytes[place] - 48) * scale
        scale /= 10
        place += 1
      }
    }
    if place < bytes.count, bytes[place] == UInt8(ascii: "+") || bytes[place] == UInt8(ascii: "-"),
      let hours = number(place + 1..<place + 3)
    {
      let minutes = number(place + 4..<place + 6) ?? number(place + 3..<place + 5) ?? 0
      seconds -= Double(hours * 3600 + minutes * 60) * (bytes[place] == UInt8(ascii: "+") ? 1 : -1)
    }
    return seconds
  }

  /// Days since 1970-01-01 of a day of the proleptic Gregorian calendar.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years from March, so that leap days end them.
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
