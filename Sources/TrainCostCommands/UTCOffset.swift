import ArgumentParser
import Glibc

/// How far a clock is ahead of UTC, as ISO 8601 writes it: `+02:00`, `-0530`, `Z`.
struct UTCOffset: ExpressibleByArgument {
  let seconds: Double
  let text: String

  init?(argument: String) {
    text = argument
    if ["Z", "UTC"].contains(argument.uppercased()) {
      seconds = 0
      return
    }
    guard let sign = argument.first, sign == "+" || sign == "-" else { return nil }
    let digits = argument.dropFirst().filter { $0 != ":" }
    guard digits.allSatisfy(\.isNumber), digits.count == 2 || digits.count == 4, let hours = Double(digits.prefix(2)),
      hours <= 14
    else { return nil }
    let minutes = Double(digits.dropFirst(2)) ?? 0
    guard minutes < 60 else { return nil }
    seconds = (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  /// How far this machine's zone is ahead of UTC at a local time in seconds since 1970-01-01.
  static func ofThisMachine(_ local: Double) -> Double {
    var seconds = time_t(local)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    parts.tm_isdst = -1
    return local - Double(mktime(&parts))
  }
}
