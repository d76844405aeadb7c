import Quantities
import TrainingRun

/// Keeps a power curve of bounded size: when it is full, neighbours are merged and points stand for twice the time.
struct CurveRecorder {
  private static let capacity = 512
  private var spacing: Seconds
  private var energies: [Joules] = []
  private let start: Seconds
  private var last = Joules.zero

  init(startsAt time: Seconds, interval: Seconds) {
    start = time
    spacing = max(interval, Seconds(0.5))
    energies.reserveCapacity(Self.capacity)
  }

  /// When the next point is due.
  var dueTime: Seconds { start + spacing * Double(energies.count + 1) }

  /// Takes the energy counted so far at a time on or after `dueTime`. Does not allocate.
  mutating func add(_ total: Joules, at time: Seconds) {
    let missed = max(1, Int(((time - start) / spacing).rounded(.down)) - energies.count)
    let share = max(total - last, .zero) / Double(missed)
    for _ in 0..<missed {
      if energies.count == Self.capacity { merge() }
      energies.append(share)
    }
    last = total
  }

  private mutating func merge() {
    for index in 0..<Self.capacity / 2 { energies[index] = energies[index * 2] + energies[index * 2 + 1] }
    energies.removeLast(Self.capacity / 2)
    spacing = spacing * 2
  }

  /// The curve; nil when the job was too short for one.
  var curve: PowerCurve? {
    energies.isEmpty ? nil : PowerCurve(spacing: spacing, power: energies.map { $0 / spacing })
  }
}
