import AcceleratorProbe
import Quantities
import TrainingRun

/// Follows one sensor over a job: from the reading before it starts to the reading after it ends.
///
/// A counter is renewed only now and then, so a reading is as old as the last renewal. At both ends of the job the meter
/// therefore watches for the next renewal, whose moment and value are exact, and draws a straight line between it and
/// the one before to the moment the job started or ended.
struct SensorMeter {
  /// The sensor.
  let sensor: any EnergySensor
  /// What the sensor says of itself.
  let description: SensorDescription
  /// Whether the sensor counts energy.
  let isCounter: Bool

  var counter: CounterAccumulator
  /// Power readings; of a counter those that stand in for it while it stands still.
  var integrator = PowerIntegrator()
  var start: Edge
  var end: Edge?
  /// What is known of the job's start and end beside; nil where they are `start` and `end`.
  private(set) var edges: JobEdges?
  var longestGap = Seconds.zero
  var samples = 0
  var failures = 0
  var lastFailure: Int32 = 0
  var lowestPower = Watts(.greatestFiniteMagnitude)
  var highestPower = Watts.zero
  /// The last two renewals of a counter.
  var lastRenewal: Renewal?
  var meanOfLastRenewal: Watts?
  /// What the hardware told at the renewal before the last.
  var powerBeforeLastRenewal: Watts?
  var renewals = 0
  /// The mean time between two renewals, of those whose moments were seen well enough to tell.
  var spacing: Seconds? { spacings.count == 0 ? nil : spacings.sum / Double(spacings.count) }
  private var spacings: (sum: Seconds, count: Int) = (.zero, 0)
  var lastTime: Seconds
  private var lastRaw: Joules?
  private var window: (time: Seconds, total: Joules)?

  /// One end of a job as a counter sees it.
  struct Edge {
    var time: Seconds
    /// The energy counted when the end was reached.
    var counted: Joules
    /// The first renewal after the end.
    var renewal: Renewal?
  }

  /// A moment at which a counter was seen to have moved on.
  struct Renewal {
    /// When it was seen; it happened since the reading before.
    var time: Seconds
    /// When it most likely happened.
    var likelyTime: Seconds
    /// The time between the readings before and after it.
    var sharpness: Seconds
    /// What was counted then.
    var total: Joules
    /// The power that the hardware told then; nil where it tells none or was not asked.
    var power: Watts?
  }

  /// A meter whose job starts now.
  init(_ sensor: any EnergySensor, startsAt time: Seconds) {
    self.sensor = sensor
    description = sensor.description
    if case .counter(let range) = description.quantity {
      counter = CounterAccumulator(wrapsAfter: range)
      isCounter = true
    } else {
      counter = CounterAccumulator(wrapsAfter: nil)
      isCounter = false
    }
    start = Edge(time: time, counted: .zero)
    lastTime = time
    sample(at: time)
    if isCounter, isSlow { standIn(at: time) }
  }

  /// How late a counter's renewal is waited for at the job's ends.
  static let lateness = Seconds(0.025)

  /// How often a counter is looked at for its next renewal: as often as the moment of one is worth.
  var glanceInterval: Seconds { min(max(period / 50, Seconds(0.001)), Seconds(0.005)) }

  /// The time between two renewals of a counter: what was seen, where that contradicts what is stated of the hardware.
  var period: Seconds {
    guard let stated = description.updatePeriod else { return spacing ?? Seconds(0.1) }
    guard let spacing else { return stated }
    return spacing > stated * 1.5 ? spacing : min(stated, spacing)
  }

  /// A counter so slow that the job's ends are drawn with the power of the moment.
  private var isSlow: Bool {
    period > Seconds(0.15) || renewals == 0 && (description.updatePeriod ?? .zero) >= Seconds(0.05)
  }

  /// Whether an end of the job still waits for the counter's next renewal; at the start for two, which tell the period.
  var awaitsRenewal: Bool { isCounter && (end.map { $0.renewal == nil } ?? (renewals < 2)) }

  /// How often the sensor must be read for nothing to be lost.
  var longestReadInterval: Seconds {
    min(description.longestReadInterval ?? Seconds(60), counter.longestReadInterval ?? Seconds(60))
  }

  /// Reads the sensor.
  mutating func sample(at time: Seconds) {
    switch sensor.read() {
    case .failed(let code):
      failures += 1
      lastFailure = code
      return
    case .counter(let value):
      counter.add(value, at: time)
      if let lastRaw {
        if value != lastRaw {
          renewed(at: time)
        } else if time - (lastRenewal?.time ?? start.time) > max(period * 3, Seconds(0.3)) {
          standIn(at: time)
        }
      }
      lastRaw = value
    case .power(let power):
      integrator.add(power, at: time)
      note(power)
    }
    if samples > 0 { longestGap = max(longestGap, time - lastTime) }
    samples += 1
    lastTime = time
  }

  /// Integrates the power that the hardware tells beside a counter that does not move.
  private mutating func standIn(at time: Seconds) {
    guard end == nil, let power = sensor.currentPower() else { return }
    integrator.add(power, at: time)
  }

  private mutating func renewed(at time: Seconds) {
    renewals += 1
    // It happened since the reading before it, and not longer ago than the counter's period.
    let renewal = Renewal(
      time: time, likelyTime: max((time + lastTime) / 2, time - period / 2), sharpness: time - lastTime,
      total: counter.total, power: isSlow ? sensor.currentPower() : nil)
    if let lastRenewal {
      let elapsed = time - lastRenewal.time
      // A renewal is seen at the first reading after it: between readings far apart the time says nothing of the period.
      if max(time - lastTime, lastRenewal.sharpness) <= elapsed / 4 {
        spacings = (spacings.sum + elapsed, spacings.count + 1)
      }
      powerBeforeLastRenewal = lastRenewal.power
      meanOfLastRenewal = (renewal.total - lastRenewal.total) / elapsed
      if isSlow, let mean = meanOfLastRenewal, elapsed >= period * 0.9 { note(mean) }
    }
    if let power = renewal.power { note(power) }
    lastRenewal = renewal
    // A reading is up to a period old, so power is told by several periods only.
    if let window, time - window.time >= period * 4 {
      note((counter.total - window.total) / (time - window.time))
      self.window = (time, counter.total)
    } else if window == nil {
      window = (time, counter.total)
    }
    if start.renewal == nil { start.renewal = renewal }
    if end != nil, end?.renewal == nil { end?.renewal = renewal }
  }

  /// Notes how little and how much is drawn while the job runs.
  private mutating func note(_ power: Watts) {
    guard end == nil else { return }
    lowestPower = min(lowestPower, power)
    highestPower = max(highestPower, power)
  }

  /// Marks the end of the job; later samples only look for the counter's next renewal.
  mutating func finish(at time: Seconds, _ edges: JobEdges? = nil) {
    self.edges = edges
    sample(at: time)
    if isCounter, integrator.count > 0, renewals < 2 { standIn(at: time) }
    end = Edge(time: time, counted: counter.total)
  }

  /// Whether the next renewal after the end is near enough to wait for.
  func isWorthWaiting(at time: Seconds, since end: Seconds) -> Bool {
    let longest = Seconds(0.105)
    // Where the machine is busy what renews a counter is late, of one that moved all along at least.
    let isLate = lastRenewal.map { end - $0.time < max(period * 5, Seconds(0.5)) } ?? false
    let usual = min(period * 1.1 + Seconds(0.003), longest)
    guard awaitsRenewal, time - end < (isLate ? max(usual, Self.lateness) : usual) else { return false }
    guard period > longest else { return true }
    guard let lastRenewal else { return false }
    return lastRenewal.time + period * 1.05 - end < longest
  }
}
