import Quantities
import TrainingRun

/// Which hours of the year a run's energy falls into: shares that sum to one.
struct LoadProfile {
  let shares: [(hour: HourOfYear, share: Double)]
  /// The largest mean power of a demand interval over the mean; 1 where no curve is known and for shorter runs.
  let peakFactor: Double

  /// The time over which grids take the mean of the power that a demand charge is for.
  static let demandInterval = Seconds(900)

  /// The load of a usage at a site: by its power curve and its clock. Where the site's time is known, a job began when it was
  /// metered to begin, whenever it was planned to.
  init(_ usage: RunUsage, at site: SiteSpecification) {
    let metered = usage.startedAt.map { Seconds($0.value + (site.hoursAheadOfUTC ?? 0) * 3600) }
    let start = site.hoursAheadOfUTC == nil ? site.start ?? metered : metered ?? site.start
    self.init(start: start, wallTime: usage.wallTime?.mid, curve: usage.powerCurve)
  }

  /// A load without a curve is even; one without a start falls on an average hour of the year.
  init(start: Seconds?, wallTime: Seconds?, curve: PowerCurve?) {
    let points = curve?.power.map(\.value) ?? []
    let total = points.reduce(0, +)
    let hasCurve = total > 0
    peakFactor = hasCurve ? Self.peak(of: points, spacing: curve?.spacing ?? .zero) / (total / Double(points.count)) : 1
    guard let start, let wallTime, wallTime.value > 0 else {
      shares = HourOfYear.year
      return
    }
    var byHour: [HourOfYear: Double] = [:]
    if hasCurve, let curve {
      for (index, power) in points.enumerated() {
        byHour[HourOfYear(secondsSince1970: start.value + curve.spacing.value * (Double(index) + 0.5)), default: 0] +=
          power / total
      }
    } else if wallTime.years >= 2 {
      shares = HourOfYear.year
      return
    } else {
      var moment = start.value
      let end = start.value + wallTime.value
      while moment < end {
        let next = min(end, ((moment / 3600).rounded(.down) + 1) * 3600)
        byHour[HourOfYear(secondsSince1970: moment), default: 0] += (next - moment) / wallTime.value
        moment = next
      }
    }
    // In a fixed order, so that sums are the same each time.
    shares = HourOfYear.year.compactMap { entry in byHour[entry.hour].map { (entry.hour, $0) } }
  }

  /// The largest mean of a demand interval, wherever it begins; of fewer points than that their mean.
  private static func peak(of points: [Double], spacing: Seconds) -> Double {
    let window = spacing > .zero ? min(points.count, max(1, Int((demandInterval / spacing).rounded()))) : 1
    var sum = points.prefix(window).reduce(0, +)
    var largest = sum
    for end in window..<points.count {
      sum += points[end] - points[end - window]
      largest = max(largest, sum)
    }
    return largest / Double(window)
  }

  /// The mean of what depends on the hour, weighted by energy.
  func mean(_ value: (HourOfYear) -> Double) -> Double { shares.reduce(0) { $0 + $1.share * value($1.hour) } }
}
