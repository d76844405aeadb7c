import AcceleratorProbe
import Quantities
import TrainingRun

extension SensorMeter {
  /// The energy so far, for a live figure or the border of a phase: what was counted and, since the last renewal, the
  /// power of late.
  func runningEnergy(at time: Seconds) -> Joules? {
    guard isCounter else { return integrator.count == 0 ? nil : integrator.total + tail(of: integrator, to: time) }
    guard let lastRenewal, let head = headEnergy else {
      return integrator.count == 0 ? (samples == 0 ? nil : .zero) : integrator.total + tail(of: integrator, to: time)
    }
    let since = max(time - lastRenewal.time, .zero)
    return max(lastRenewal.total - head + powerOfLate * min(since, period * 1.5), .zero)
  }

  /// What a counter's device drew of late: of one that is renewed often the mean of a stretch, else of the last period.
  private var powerOfLate: Watts {
    if period < Seconds(0.02), let recent = counter.recentPower { return recent }
    if let mean = meanOfLastRenewal { return mean }
    return lastRenewal.map { ($0.total - start.counted) / period } ?? .zero
  }

  /// By how much `runningEnergy` may be off at a moment: since its last renewal a counter may have counted at any power
  /// that was seen, and a power reading may be as old as its period; nil before a counter has shown a renewal.
  func edgeDoubt(at time: Seconds) -> Joules? {
    guard isCounter else {
      return max(highestPower - lowestPower, highestPower / 10) * (description.updatePeriod ?? Seconds(0.1)) / 2
    }
    guard let lastRenewal else { return nil }
    let highest = max(highestPower, powerOfLate)
    // Before any power was told the device may have drawn anything up to what it drew of late, and as much again.
    let swing = highestPower > .zero ? max(highest - min(lowestPower, powerOfLate), highest / 10) : highest
    return swing * min(max(time - lastRenewal.likelyTime, .zero), period) + highest * lastRenewal.sharpness / 2
  }

  /// By how much it may be off because the sensor is.
  var scaleDoubt: Joules { isCounter ? .zero : integrator.total * BoardSensor.error }

  private func tail(of integrator: PowerIntegrator, to time: Seconds) -> Joules {
    integrator.last.map { $0.power * max(time - $0.time, .zero) } ?? .zero
  }

  /// What the counter had counted when the job started; nil before its first renewal.
  private var headEnergy: Joules? {
    start.renewal == nil ? nil : drawn(start, powerOfLate)
  }

  /// The energy of the job.
  func result() -> DomainEnergy {
    let isKnown = isCounter ? samples >= 2 : samples >= 1
    guard isKnown, let end else {
      return missing("no reading of \(description.source) succeeded (error \(lastFailure))")
    }
    guard !standsStill(at: end.time) || integrator.count > 1 else {
      return missing("its counter stands still: \(description.source)")
    }
    guard !isCounter || renewals > 0 || integrator.count > 1 || description.domain == .cpuUncore else {
      return missing("its counter did not move while the job ran: \(description.source)")
    }
    let elapsed = max(end.time - start.time, Seconds(1e-6))
    var notes: [String] = []
    var figure = isCounter ? counted(end) : integrated(integrator, elapsed)
    var method: EnergyMethod = isCounter ? .counter : .integrated
    if isCounter, renewals == 0 || renewals == 1 && period > elapsed, let standIn = standInEnergy(elapsed) {
      (figure, method) = (standIn, .integrated)
      notes.append(
        "the counter \(renewals == 0 ? "did not move" : "is renewed too seldom for so short a job"), so the power was integrated"
      )
    }
    if let model = description.model {
      method = .modelled
      notes.append(model)
    }
    if failures > 0 { notes.append("\(failures) of \(samples + failures) readings failed and were bridged") }
    if counter.resets > 0 {
      notes.append(
        "the counter was reset \(counter.resets == 1 ? "once" : "\(counter.resets) times"); what it held then is lost")
    }
    // A sensor that stopped answering saw the job up to then; the rest may have drawn anything it drew before.
    let unseen = end.time - lastTime
    var seenShare = 1.0
    var unknown = Joules.zero
    if failures > 0, unseen > max(longestGap * 2, Seconds(0.5)) {
      seenShare = max(0, 1 - unseen / elapsed)
      unknown = max(highestPower, figure.energy / max(elapsed - unseen, Seconds(1e-3))) * unseen
      notes.append(
        "it stopped answering \(unseen.formatted) before the end (error \(lastFailure)): the energy since then is not in the figure"
      )
    }
    var energy = max(figure.energy, .zero)
    if let edges {
      let mean = energy / elapsed
      energy = max(energy - mean * edges.excess, .zero)
      figure.doubt += max(highestPower - min(lowestPower, mean), .zero) * edges.excess
      figure.doubt += max(highestPower, mean) * edges.doubt
    }
    return DomainEnergy(
      domain: description.domain, id: description.id,
      energy: Range90(low: max(energy - figure.doubt, .zero), mid: energy, high: energy + figure.doubt + unknown),
      method: method, observedShare: description.observedShare * seenShare, samples: samples,
      longestGap: max(longestGap, unseen), containedIn: description.containedIn,
      note: notes.isEmpty ? nil : notes.joined(separator: "; "), source: description.source)
  }

  private func missing(_ reason: String) -> DomainEnergy {
    DomainEnergy(
      domain: description.domain, id: description.id, energy: nil, method: .missing, samples: samples,
      containedIn: description.containedIn, note: reason, source: description.source)
  }

  /// Whether a counter has not moved for so long that it is broken; graphics in a package may really have drawn nothing.
  func standsStill(at time: Seconds) -> Bool {
    isCounter && renewals == 0 && description.domain != .cpuUncore
      && time - start.time > max(period * 20, Seconds(2))
  }

  /// An energy and by how much it may be off.
  private typealias Figure = (energy: Joules, doubt: Joules)

  /// Energy between the two ends, each drawn to its moment.
  private func counted(_ end: Edge) -> Figure {
    let elapsed = max(end.time - start.time, Seconds(1e-3))
    let mean = max(counter.total, .zero) / elapsed
    let highest = max(highestPower, mean)
    // Between two renewals the power may have moved from the lowest to the highest that was seen, or by a tenth unseen.
    let swing = highest - min(lowestPower, mean) + mean / 10
    if end.renewal != nil || lastRenewal == nil || period <= Seconds(0.15) {
      let energy = drawn(end, mean) - drawn(start, mean)
      return (energy, doubt(start, swing: swing, highest: highest) + doubt(end, swing: swing, highest: highest))
    }
    guard let lastRenewal else { return (.zero, .zero) }
    // The next renewal is too far off to wait for.
    let rest = max(end.time - lastRenewal.likelyTime, .zero)
    let power = tailPower ?? mean
    let energy = lastRenewal.total - drawn(start, mean) + power * rest
    let uncertainty = lastRenewal.time - lastRenewal.likelyTime
    let widest = max(highest - power, power - min(lowestPower, mean)) + mean / 10
    let startDoubt = doubt(start, swing: swing, highest: highest)
    return (energy, startDoubt + widest * min(rest, period) + highest * uncertainty)
  }

  /// The power since the last renewal of a slow counter: what the hardware told then, if what it told a period before
  /// explained that period; else the mean of that period.
  private var tailPower: Watts? {
    guard let mean = meanOfLastRenewal else { return lastRenewal?.power }
    guard let told = lastRenewal?.power, let before = powerBeforeLastRenewal else { return mean }
    return abs((before - mean).value) <= mean.value / 5 ? told : mean
  }

  /// The energy counted at the moment of an end: on a straight line between the renewals before and after it, or by the
  /// mean power from one that was looked for and came late.
  private func drawn(_ edge: Edge, _ mean: Watts) -> Joules {
    guard let renewal = edge.renewal else { return edge.counted }
    let gap = renewal.likelyTime - edge.time
    if isLate(renewal, by: gap) { return renewal.total - mean * gap }
    return renewal.total - (renewal.total - edge.counted) * min(1, gap / max(period, gap))
  }

  private func isLate(_ renewal: Renewal, by gap: Seconds) -> Bool { gap > period * 1.5 && renewal.sharpness < gap / 2 }

  /// By how much the energy at the moment of an end may be off: a line over a period by a quarter of it, a mean by all of
  /// its length, and a renewal happened somewhere between two looks.
  private func doubt(_ edge: Edge, swing: Watts, highest: Watts) -> Joules {
    guard let renewal = edge.renewal else { return highest * max(period, lastTime - edge.time) }
    let gap = renewal.likelyTime - edge.time
    let drawn = isLate(renewal, by: gap) ? swing * gap : swing * period / 4
    return drawn + highest * renewal.sharpness / 2
  }

  private func integrated(_ integrator: PowerIntegrator, _ elapsed: Seconds) -> Figure {
    // The first reading was taken at the start and the last at the end, so the integral spans the job. What a board tells
    // of its power is itself off by a few percent.
    let swing = highestPower > lowestPower ? highestPower - lowestPower : .zero
    let missed = Joules(abs((integrator.total - integrator.coarseTotal).value))
    let step = integrator.count > 1 ? elapsed / Double(integrator.count - 1) : elapsed
    return (
      integrator.total,
      max(missed, swing * max(step, description.updatePeriod ?? .zero)) + swing * longestGap / 2
        + integrator.total * BoardSensor.error
    )
  }

  /// How old the power may be that hardware tells beside a counter: it is renewed every 100 ms on most GPUs (arXiv
  /// 2312.02741, Overall_Results).
  private static let oldestPower = Seconds(0.1)

  /// The energy by power readings in the place of a counter that stood still; nil where there are none.
  private func standInEnergy(_ elapsed: Seconds) -> Figure? {
    guard let first = integrator.start, let last = integrator.last, integrator.count > 1, let end else { return nil }
    // Before the first reading and after the last the job drew as it did on the whole.
    let mean = last.time > first ? integrator.total / (last.time - first) : last.power
    let rest = max(first - start.time, .zero) + max(end.time - last.time, .zero)
    let energy = integrator.total + mean * rest
    // What is told of the power is up to a tenth of a second old: of a shorter job it says only that the device drew no
    // more than it may.
    let untold = min(Self.oldestPower, end.time - start.time)
    let most = max(sensor.powerLimit() ?? highestPower, highestPower, mean)
    return (energy, energy / 10 + mean * rest + max(most - mean, mean) * untold)
  }
}
