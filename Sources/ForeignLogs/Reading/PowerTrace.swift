import Documents
import PowerMeter
import Quantities
import TrainingRun

/// The power of one device over time, integrated as it is read and kept as a curve of bounded size.
struct PowerTrace {
  /// The most points kept, a day at 10 Hz; beyond, two neighbours become one.
  private static let largestPointCount = 1 << 20
  /// Clocks are set back by as much without a word.
  private static let clockJitter = 0.05

  let id: String
  private(set) var integrator = PowerIntegrator()
  private(set) var times: [Double] = []
  private(set) var watts: [Float] = []
  private(set) var lowest = Double.infinity
  private(set) var highest = -Double.infinity
  private(set) var longestGap = 0.0
  private(set) var first = 0.0
  private(set) var last = 0.0
  private(set) var repeatedTimes = 0
  /// Times without readings that are far longer than those between the readings before.
  private(set) var gaps: [(start: Double, duration: Double)] = []
  private var unbrokenTime = 0.0
  private(set) var foldedHours = 0
  /// Readings that were there and could not be read.
  private(set) var unreadable = 0
  /// What the log wrote in their place.
  private(set) var unreadableText = ""
  /// Readings among them that are numbers and no power of a board, and the first of them.
  private(set) var absurd = 0
  private(set) var absurdText = ""

  private var pointsPerReading = 1
  private var pending: (count: Int, time: Double, watts: Double) = (0, 0, 0)

  init(id: String) { self.id = id }

  /// How many readings entered.
  private(set) var readings = 0
  var duration: Double { last - first }

  /// Takes a reading.
  ///
  /// - Throws: `DocumentError` when the time lies before the one of the reading before.
  mutating func add(_ power: Double, at stamp: Double, file: String, line: Int) throws(DocumentError) {
    var time = stamp
    if readings == 0 {
      first = time
    } else {
      if time < last {
        // The hour that local time goes back by in autumn.
        if time + 3600 >= last, time + 3600 - last <= 60 {
          if foldedHours == 0 { foldedHours = 1 }
          time += 3600
        } else if last - time <= Self.clockJitter {
          time = last
        } else {
          throw DocumentError(
            .value, file: file, line: line,
            message:
              "the time goes back by \(Seconds(last - time).formatted) on \(id); expected times that do not decrease")
        }
      }
      if time == last { repeatedTimes += 1 }
      longestGap = max(longestGap, time - last)
      noteGap(to: time)
    }
    last = time
    readings += 1
    integrator.add(Watts(power), at: Seconds(time - first))
    lowest = min(lowest, power)
    highest = max(highest, power)
    keep(power, at: time)
  }

  /// Notes a reading that could not be used.
  ///
  /// - Parameter isAbsurd: whether it is a number that no board draws.
  mutating func pass(over text: String, isAbsurd: Bool) {
    unreadable += 1
    unreadableText = text
    guard isAbsurd else { return }
    if absurd == 0 { absurdText = text }
    absurd += 1
  }

  /// A gap is ten times as long as the readings before it lay apart on the whole, and a few seconds at least.
  private mutating func noteGap(to time: Double) {
    let elapsed = time - last
    let usual = readings > 1 ? unbrokenTime / Double(readings - 1 - gaps.count) : 0
    guard readings > 4, elapsed > max(usual * 10, 3), gaps.count < 100 else {
      unbrokenTime += elapsed
      return
    }
    gaps.append((last, elapsed))
  }

  private mutating func keep(_ power: Double, at time: Double) {
    pending = (pending.count + 1, pending.time + time, pending.watts + power)
    guard pending.count == pointsPerReading else { return }
    let share = 1 / Double(pointsPerReading)
    times.append(pending.time * share)
    watts.append(Float(pending.watts * share))
    pending = (0, 0, 0)
    guard times.count == Self.largestPointCount else { return }
    for index in 0..<times.count / 2 {
      times[index] = (times[2 * index] + times[2 * index + 1]) / 2
      watts[index] = (watts[2 * index] + watts[2 * index + 1]) / 2
    }
    times.removeLast(times.count / 2)
    watts.removeLast(watts.count / 2)
    pointsPerReading *= 2
  }

  var curve: ForeignLog.DeviceCurve { ForeignLog.DeviceCurve(device: id, times: times, watts: watts) }

  /// The integral between two times by the trapezoid rule, the first and last reading held beyond their times.
  func integral(from start: Double, to end: Double) -> Joules {
    var integrator = PowerIntegrator()
    guard let firstTime = times.first, let lastTime = times.last, end > start else { return .zero }
    func power(at time: Double) -> Watts {
      if time <= firstTime { return Watts(Double(watts[0])) }
      if time >= lastTime { return Watts(Double(watts[watts.count - 1])) }
      let after = times.partitioningIndex { $0 > time }
      let span = times[after] - times[after - 1]
      let share = span > 0 ? (time - times[after - 1]) / span : 1
      return Watts(Double(watts[after - 1]) * (1 - share) + Double(watts[after]) * share)
    }
    integrator.add(power(at: start), at: .zero)
    let inside = times.partitioningIndex { $0 > start }..<times.partitioningIndex { $0 >= end }
    for index in inside where !inside.isEmpty {
      integrator.add(Watts(Double(watts[index])), at: Seconds(times[index] - start))
    }
    integrator.add(power(at: end), at: Seconds(end - start))
    return integrator.total
  }

  /// By how much an integral may be off: what every second reading would have missed, power that moved between two
  /// readings, and gaps in which it may have stood at either extreme.
  func doubt(uncovered: Double = 0) -> Joules {
    guard readings > 1 else { return .zero }
    return integrator.doubt + Watts(highest - lowest) * Seconds(longestGap / 2 + uncovered)
  }

  /// The energy between the first and the last reading.
  ///
  /// - Parameters:
  ///   - domain: what was read.
  ///   - sensorError: the share by which the sensor itself may be off.
  ///   - observedShare: the share of the time that the sensor sees.
  func energy(_ domain: EnergyDomain, sensorError: Double = 0, observedShare: Double? = nil) -> DomainEnergy {
    guard readings > 1, duration > 0 else {
      let found =
        readings == 0
        ? "no power was readable" + (unreadableText.isEmpty ? "" : ": the log says '\(unreadableText)'")
        : "there is one reading alone, and energy takes two"
      return DomainEnergy(domain: domain, id: id, energy: nil, method: .missing, samples: readings, note: found)
    }
    let energy = integrator.total
    let doubt = self.doubt() + energy * sensorError
    var notes: [String] = []
    if unreadable > 0 {
      notes.append("\(unreadable) of \(unreadable + readings) readings were '\(unreadableText)' and were bridged")
    }
    return DomainEnergy(
      domain: domain, id: id, energy: Range90(low: max(energy - doubt, .zero), mid: energy, high: energy + doubt),
      method: .integrated, observedShare: observedShare, samples: readings, longestGap: Seconds(longestGap),
      note: notes.isEmpty ? nil : notes.joined(separator: "; "))
  }
}

extension Array {
  /// The index of the first element of the second part of an array that a condition divides in two.
  func partitioningIndex(where isInSecond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isInSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
