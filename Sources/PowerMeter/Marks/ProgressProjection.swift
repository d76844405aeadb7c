public import Quantities

/// What a job will take in all, from the progress that it reports.
///
/// What lies before the first report (loading data, compiling) is not work in progress, so the pace is that between the
/// first and the last report; before there are two, it is that since the start.
public struct ProgressProjection: Sendable, Equatable {
  /// The share of the work that is done.
  public private(set) var progress: Double?

  private var first: Point?
  private var last: Point?

  private struct Point: Equatable {
    var progress: Double
    var time: Seconds
    var energy: Joules?
  }

  /// Nothing reported.
  public init() {}

  /// Takes a report at a time since the start, with the energy so far.
  public mutating func report(_ progress: Double, at time: Seconds, energy: Joules?) {
    let point = Point(progress: progress, time: time, energy: energy)
    // Less than before: the job began anew, from a checkpoint say.
    if first == nil || progress < (last?.progress ?? 0) { first = point }
    last = point
    self.progress = progress
  }

  /// Time in all; nil before anything is done.
  public var totalTime: Seconds? {
    guard let last else { return nil }
    return projected(last.time.value, first?.time.value).map { Seconds($0) }
  }

  /// Energy in all; nil before anything is done or where energy is unknown.
  public var totalEnergy: Joules? {
    guard let energy = last?.energy else { return nil }
    return projected(energy.value, first?.energy?.value).map { Joules($0) }
  }

  private func projected(_ now: Double, _ before: Double?) -> Double? {
    guard let first, let last, last.progress > 0 else { return nil }
    guard let before, last.progress > first.progress else { return now / last.progress }
    return now + (now - before) / (last.progress - first.progress) * (1 - last.progress)
  }
}
