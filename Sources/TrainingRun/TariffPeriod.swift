public import Quantities

/// A price of electricity and when it holds.
public struct TariffPeriod: Sendable, Equatable {
  /// Days of the week.
  public enum Days: String, Sendable, CaseIterable, Codable {
    case all, weekday, weekend
  }
  /// Months, 1 to 12.
  public var months: Set<Int>
  /// Days of the week.
  public var days: Days
  /// Hours of the day, 0 to 23; hour 7 lasts from 7:00 to 8:00.
  public var hours: Set<Int>
  /// The price of a kilowatt-hour.
  public var price: UnitPrice

  /// A period.
  public init(months: Set<Int>, days: Days, hours: Set<Int>, price: UnitPrice) {
    self.months = months
    self.days = days
    self.hours = hours
    self.price = price
  }

  /// Whether the period holds at a time.
  public func holds(_ hour: HourOfYear) -> Bool {
    months.contains(hour.month) && hours.contains(hour.hour)
      && (days == .all || (days == .weekend) == hour.isWeekend)
  }
}

/// An hour as tariffs tell hours apart.
public struct HourOfYear: Sendable, Hashable {
  /// 1 to 12.
  public var month: Int
  /// Saturday or Sunday.
  public var isWeekend: Bool
  /// 0 to 23.
  public var hour: Int

  /// An hour.
  public init(month: Int, isWeekend: Bool, hour: Int) {
    self.month = month
    self.isWeekend = isWeekend
    self.hour = hour
  }

  /// The hour of a moment, in seconds since 1970-01-01, local time.
  public init(secondsSince1970: Double) {
    let time = UTCTime(secondsSince1970: secondsSince1970)
    self.init(month: time.month, isWeekend: time.isWeekend, hour: time.hour)
  }

  /// Every hour that a tariff tells apart, with its share of a year of 365.25 days.
  public static let year: [(hour: HourOfYear, share: Double)] = {
    let days = [31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var year: [(hour: HourOfYear, share: Double)] = []
    for (index, count) in days.enumerated() {
      for isWeekend in [false, true] {
        let share: Double = count / 365.25 * (isWeekend ? 2.0 : 5.0) / 7 / 24
        year += (0..<24).map { (HourOfYear(month: index + 1, isWeekend: isWeekend, hour: $0), share) }
      }
    }
    return year
  }()
}
