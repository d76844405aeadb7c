import Quantities
import TrainingRun

/// The phases of a job, each with the energy between its marks.
struct PhaseTracker {
  /// More phases than this are not kept apart; later marks extend the last one.
  static let mostPhases = 1000

  /// The time and energy at a mark.
  struct Point {
    var time: Seconds
    var energy: Joules?
    var acceleratorEnergy: Joules?
    /// By how much the energy up to here may be off because no counter tells it at this moment; nil when unknown.
    var edgeDoubt: Joules?
    /// By how much it may be off because the sensors themselves are; grows with the energy.
    var scaleDoubt = Joules.zero
  }

  private(set) var phases: [JobPhase] = []
  private var current: (name: String, start: Point)?
  private(set) var ignored = 0

  /// The phase that runs; nil before the first mark.
  var name: String? { current?.name }

  /// Begins a phase; false where it is the one that runs already, as when all ranks of a job say so.
  mutating func begin(_ name: String, at point: Point) -> Bool {
    guard current?.name != name else { return false }
    guard phases.count < Self.mostPhases else {
      ignored += 1
      return false
    }
    end(at: point)
    current = (name, point)
    return true
  }

  /// Ends the phase that runs.
  mutating func end(at point: Point) {
    guard let (name, start) = current else { return }
    func gained(_ key: KeyPath<Point, Joules?>) -> Joules? {
      start[keyPath: key].flatMap { before in point[keyPath: key].map { max($0 - before, .zero) } }
    }
    let doubt = start.edgeDoubt.flatMap { before in
      point.edgeDoubt.map { before + $0 + max(point.scaleDoubt - start.scaleDoubt, .zero) }
    }
    phases.append(
      JobPhase(
        name: name, start: start.time, duration: point.time - start.time, energy: gained(\.energy), energyDoubt: doubt,
        acceleratorEnergy: gained(\.acceleratorEnergy)))
    current = nil
  }
}
