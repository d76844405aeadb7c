import PowerMeter
import Quantities
import TrainingRun

/// Power readings of one device over time, as a log has them.
struct PowerSeries {
  private(set) var times: [Seconds] = []
  private(set) var powers: [Watts] = []

  /// Takes a reading; one that is older than the last is put into its place.
  mutating func add(_ power: Watts, at time: Seconds) {
    var index = times.count
    while index > 0, times[index - 1] > time { index -= 1 }
    times.insert(time, at: index)
    powers.insert(power, at: index)
  }

  var isEmpty: Bool { times.isEmpty }
  var start: Seconds { times.first ?? .zero }
  var end: Seconds { times.last ?? .zero }

  /// The integral over all of it by the trapezoid rule.
  var energy: Joules { integrator.total }

  private var integrator: PowerIntegrator {
    var integrator = PowerIntegrator()
    for (time, power) in zip(times, powers) { integrator.add(power, at: time) }
    return integrator
  }

  /// The part between two moments: at its ends the power is interpolated, and outside the log it is that of the log's end.
  func window(from start: Seconds, to end: Seconds) -> PowerSeries {
    var part = PowerSeries()
    guard !isEmpty, end > start else { return part }
    part.add(power(at: start), at: start)
    for (time, power) in zip(times, powers) where time > start && time < end { part.add(power, at: time) }
    part.add(power(at: end), at: end)
    return part
  }

  private func power(at time: Seconds) -> Watts {
    guard let next = times.firstIndex(where: { $0 >= time }) else { return powers[powers.count - 1] }
    guard next > 0, times[next] > time else { return powers[next] }
    let share = (time - times[next - 1]) / (times[next] - times[next - 1])
    return powers[next - 1] + (powers[next] - powers[next - 1]) * share
  }

  /// The series as the energy of a domain.
  func domain(_ domain: EnergyDomain, id: String, source: String) -> DomainEnergy {
    let integrator = integrator
    let energy = max(integrator.total, .zero)
    let gap = zip(times.dropFirst(), times).map { $0 - $1 }.max()
    let doubt = integrator.doubt
    return DomainEnergy(
      domain: domain, id: id,
      energy: isEmpty ? nil : Range90(low: max(energy - doubt, .zero), mid: energy, high: energy + doubt),
      method: isEmpty ? .missing : .integrated, observedShare: nil, samples: times.count, longestGap: gap,
      note: isEmpty ? "the log holds no reading of it" : nil, source: source)
  }
}
