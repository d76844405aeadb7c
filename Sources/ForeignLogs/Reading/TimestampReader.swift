import Documents

/// Reads the times of logs: ISO 8601 with `-` or `/` between the parts of the date, with or without a zone, and seconds,
/// milliseconds, microseconds or nanoseconds since 1970-01-01 UTC.
struct TimestampReader {
  private let zone: ForeignLog.LocalZone?
  /// Whether some time named no zone, so that the user's was taken.
  private(set) var assumedZone = false

  // Rows that follow each other share their date and mostly their hour.
  private var date: (year: Int, month: Int, day: Int) = (0, 0, 0)
  private var startOfDay = 0.0
  private var localHour = -Double.infinity
  private var ahead = 0.0

  static let expected = "a time such as 2026-11-24 13:05:09.120, 2026-11-24T13:05:09Z or 1795484405.12"

  /// - Parameter zone: that of times which name none; nil for UTC.
  init(_ zone: ForeignLog.LocalZone?) { self.zone = zone }

  /// The time that some bytes write in full, in seconds since 1970-01-01 UTC; nil when they write none.
  mutating func time(_ bytes: TextBytes) -> Double? {
    guard bytes.count >= 10 else { return nil }
    guard bytes.count >= 16, bytes[4] == UInt8(ascii: "-") || bytes[4] == UInt8(ascii: "/") else {
      return DecimalText.number(bytes).flatMap(Self.epoch)
    }
    guard bytes[7] == bytes[4], bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"),
      let year = digits(bytes, 0, 4), let month = digits(bytes, 5, 2), let day = digits(bytes, 8, 2),
      (1...12).contains(month), (1...31).contains(day), year >= 1970,
      let hour = digits(bytes, 11, 2), bytes[13] == UInt8(ascii: ":"), let minute = digits(bytes, 14, 2), hour < 24,
      minute < 60
    else { return nil }
    if (year, month, day) != date {
      date = (year, month, day)
      startOfDay = Double(Self.daysSince1970(year, month, day)) * 86_400
    }
    var time = startOfDay + Double(hour * 3600 + minute * 60)
    var index = 16
    if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
      guard bytes.count >= 19, let second = digits(bytes, 17, 2), second <= 60 else { return nil }
      time += Double(second)
      index = 19
      if index < bytes.count, bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ",") {
        var scale = 0.1
        var fraction = 0.0
        index += 1
        while index < bytes.count, bytes[index] &- 48 < 10 {
          fraction += Double(bytes[index] &- 48) * scale
          scale /= 10
          index += 1
        }
        time += fraction
      }
    }
    return zoned(time, bytes, index)
  }

  private mutating func zoned(_ time: Double, _ bytes: TextBytes, _ index: Int) -> Double? {
    var index = index
    while index < bytes.count, bytes[index] == 0x20 { index += 1 }
    guard index < bytes.count else {
      assumedZone = true
      let hour = (time / 3600).rounded(.down)
      if hour != localHour {
        localHour = hour
        ahead = zone?.secondsAhead(hour * 3600) ?? 0
      }
      return time - ahead
    }
    let rest = bytes.count - index
    if rest == 1, bytes[index] == UInt8(ascii: "Z") { return time }
    if rest == 3, bytes[index] == UInt8(ascii: "U") { return time }
    guard bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-"), rest >= 3,
      let hours = digits(bytes, index + 1, 2)
    else { return nil }
    let sign = bytes[index] == UInt8(ascii: "-") ? -1.0 : 1.0
    let minutes = rest >= 5 ? digits(bytes, index + rest - 2, 2) ?? 0 : 0
    return time - sign * Double(hours * 3600 + minutes * 60)
  }

  private func digits(_ bytes: TextBytes, _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for index in start..<start + count {
      let digit = bytes[index] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// A time since 1970 whose unit its size tells: from 1973 to 5138 no two of them overlap.
  static func epoch(_ number: Double) -> Double? {
    switch number {
    case 1e8..<1e11: number
    case 1e11..<1e14: number / 1e3
    case 1e14..<1e17: number / 1e6
    case 1e17..<1e20: number / 1e9
    default: nil
    }
  }

  /// Days from 1970-01-01 by the proleptic Gregorian calendar.
  static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years from March, so that leap days end them; 719,468 days lie between 0000-03-01 and 1970-01-01.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  mutating func time(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { time($0) }
  }

  /// What to tell the user about the zone; nil when every time named one, or the user did.
  var zoneWarning: String? {
    guard assumedZone, let name = zone == nil ? "UTC" : zone?.assumedName else { return nil }
    return
      "its times name no zone and were taken for \(name) (--utc-offset says otherwise); energy does not depend on it"
  }
}
