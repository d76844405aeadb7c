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
  private let description: SensorDescription

  private var counter: CounterAccumulator
  private var integrator = PowerIntegrator()
  private var start: Edge
  private var end: Edge?
  private var lastRaw: Joules?
  private var lastTime: Seconds
  private var longestGap = Seconds.zero
  private var samples = 0
  private var failures = 0
  private var lastFailure: Int32 = 0
  private var lowestPower = Watts(.greatestFiniteMagnitude)
  private var highestPower = Watts.zero
  private var lastChange: (time: Seconds, total: Joules)?
  private var spacing: Seconds?
  private var window: (time: Seconds, total: Joules)?

  /// One end of a job as a counter sees it.
  private struct Edge {
    var time: Seconds
    /// The energy counted when the end was reached.
    var counted: Joules
    /// The first renewal after the end.
    var renewal: (time: Seconds, counted: Joules)?
  }

  /// A meter whose job starts now.
  init(_ sensor: any EnergySensor, startsAt time: Seconds) {
    self.sensor = sensor
    description = sensor.description
    if case .counter(let range) = description.quantity {
      counter = CounterAccumulator(wrapsAfter: range)
    } else {
      counter = CounterAccumulator(wrapsAfter: nil)
    }
    start = Edge(time: time, counted: .zero)
    lastTime = time
    sample(at: time)
  }

  /// Whether the sensor counts energy.
  var isCounter: Bool {
    if case .counter = description.quantity { true } else { false }
  }

  /// Whether an end of the job still waits for the counter's next renewal.
  var awaitsRenewal: Bool { isCounter && (end.map { $0.renewal == nil } ?? (start.renewal == nil)) }

  /// How long it is worth waiting for a renewal.
  var renewalPeriod: Seconds { description.updatePeriod ?? spacing ?? Seconds(0.1) }

  /// Reads the sensor.
  mutating func sample(at time: Seconds) {
    switch sensor.read() {
    case .failed(let code):
      failures += 1
      lastFailure = code
      return
    case .counter(let value):
      counter.add(value, at: time)
      if let lastRaw, value != lastRaw { renewed(at: time) }
      lastRaw = value
    case .power(let power):
      integrator.add(power, at: time)
      note(power)
    }
    if samples > 0 { longestGap = max(longestGap, time - lastTime) }
    samples += 1
    lastTime = time
  }

  private mutating func renewed(at time: Seconds) {
    if let lastChange {
      let elapsed = time - lastChange.time
      spacing = spacing.map { min($0, elapsed) } ?? elapsed
    }
    lastChange = (time, counter.total)
    // A reading is up to a period old, so power is told by several periods only.
    if let window, time - window.time >= renewalPeriod * 4 {
      note((counter.total - window.total) / (time - window.time))
      self.window = (time, counter.total)
    } else if window == nil {
      window = (time, counter.total)
    }
    if start.renewal == nil { start.renewal = (time, counter.total) }
    if end != nil, end?.renewal == nil { end?.renewal = (time, counter.total) }
  }

  private mutating func note(_ power: Watts) {
    lowestPower = min(lowestPower, power)
    highestPower = max(highestPower, power)
  }

  /// Marks the end of the job; later samples only look for the counter's next renewal.
  mutating func finish(at time: Seconds) {
    sample(at: time)
    end = Edge(time: time, counted: counter.total)
  }

  /// The energy of the job.
  func result() -> DomainEnergy {
    let isKnown = isCounter ? samples >= 2 : samples >= 1
    guard isKnown, let end else {
      return DomainEnergy(
        domain: description.domain, id: description.id, energy: nil, method: .missing, samples: samples,
        containedIn: description.containedIn,
        note: "no reading of \(description.source) succeeded (error \(lastFailure))")
    }
    let elapsed = end.time - start.time
    let (energy, doubt) = isCounter ? counted(end) : integrated(elapsed)
    let low = max(energy - doubt, .zero)
    return DomainEnergy(
      domain: description.domain, id: description.id,
      energy: Range90(low: low, mid: max(energy, .zero), high: max(energy, .zero) + doubt),
      method: isCounter ? .counter : .integrated, observedShare: description.observedShare, samples: samples,
      longestGap: longestGap, containedIn: description.containedIn,
      note: failures == 0 ? nil : "\(failures) of \(samples + failures) readings failed and were bridged")
  }

  /// Energy between the two ends, each drawn to its moment.
  private func counted(_ end: Edge) -> (Joules, Joules) {
    let energy = drawn(end) - drawn(start)
    // Within one renewal the power may have moved from the lowest to the highest that was seen, or by a tenth unseen;
    // each end is off by that swing over half a period at most, and by the milliseconds between two looks.
    let elapsed = max(end.time - start.time, Seconds(1e-3))
    let mean = max(energy, .zero) / elapsed
    let highest = max(highestPower, mean)
    let swing = highest - min(lowestPower, mean)
    let period = description.updatePeriod ?? spacing ?? .zero
    var doubt = (swing + mean / 10) * period + highest * Seconds(0.008)
    if end.renewal == nil || start.renewal == nil { doubt += highest * period }
    return (energy, doubt)
  }

  /// The energy counted at the moment of an end.
  private func drawn(_ edge: Edge) -> Joules {
    guard let renewal = edge.renewal else { return edge.counted }
    let period = max(renewalPeriod, renewal.time - edge.time)
    let share = min(1, (renewal.time - edge.time) / period)
    return renewal.counted - (renewal.counted - edge.counted) * share
  }

  private func integrated(_ elapsed: Seconds) -> (Joules, Joules) {
    // The first reading was taken at the start and the last at the end, so the integral spans the job.
    let swing = highestPower > lowestPower ? highestPower - lowestPower : .zero
    let missed = Joules(abs((integrator.total - integrator.coarseTotal).value))
    let step = samples > 1 ? elapsed / Double(samples - 1) : elapsed
    return (integrator.total, max(missed, swing * step))
  }
}
