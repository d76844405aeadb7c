import Quantities

/// What a meter shows of its device's power over time, reading by reading, a hundred a second at most.
///
/// A counter's power is a mean between two renewals. Their moments are known as sharply as the counter is read, and a
/// reading spans eight times that doubt, so that no peak is an artefact of more than an eighth; a sensor that tells power is
/// taken at its word.
struct PowerSeries {
  /// No denser readings are kept: a little less than the hundredth of a second, which a tick may come early by.
  static let shortestSpacing = Seconds(0.0095)
  private var last: (time: Seconds, energy: Joules)?

  /// The reading that is due; nil when there is nothing new. Does not allocate.
  mutating func next(of meter: SensorMeter) -> (time: Seconds, power: Watts)? {
    guard meter.isCounter, let renewal = meter.lastRenewal else {
      guard let reading = meter.integrator.last, isDue(reading.time) else { return nil }
      last = (reading.time, meter.integrator.total)
      return (reading.time, reading.power)
    }
    // A renewal happened some time since the reading before it, and not longer ago than the counter's period.
    let moment = max(renewal.likelyTime, renewal.time - meter.period / 2)
    let doubt = min(renewal.sharpness, meter.period)
    guard isDue(moment, since: doubt * 8) else { return nil }
    defer { last = (moment, renewal.total) }
    guard let last else { return nil }
    return ((last.time + moment) / 2, (renewal.total - last.energy) / (moment - last.time))
  }

  private func isDue(_ time: Seconds, since spacing: Seconds = .zero) -> Bool {
    last.map { time - $0.time >= max(Self.shortestSpacing, spacing) } ?? true
  }
}
