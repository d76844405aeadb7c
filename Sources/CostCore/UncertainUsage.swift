import Glibc
import Quantities
import TrainingRun

/// A usage with what moves it: hours move the energy of a predicted run too.
struct UncertainUsage {
  let acceleratorHours: UncertainFigure
  let wallHours: UncertainFigure?
  /// The machines' own energy, in kilowatt-hours; nil when unknown.
  let energy: UncertainFigure?

  init(_ usage: RunUsage) {
    let hours = UncertainFigure(.acceleratorTime, usage.acceleratorTime.map(\.hours))
    acceleratorHours = hours
    wallHours = usage.wallTime.map { wall in
      // The clock runs for the same reasons as the accelerators do.
      UncertainFigure(.acceleratorTime, wall.map(\.hours))
    }
    energy = usage.itEnergy.map { Self.energy($0.map(\.kilowattHours), hours) }
  }

  /// The energy's spread less what the hours explain of it; a metered energy does not depend on a range of hours.
  private static func energy(_ energy: Range90<Double>, _ hours: UncertainFigure) -> UncertainFigure {
    let factors = energy.mid > 0 ? energy.map { $0 / energy.mid } : Range90(exactly: 1)
    let time = hours.spread.factors
    func rest(_ whole: Double, _ part: Double) -> Double {
      exp(max(0, log(whole) * log(whole) - log(part) * log(part)).squareRoot())
    }
    guard factors.low > 0, factors.low <= time.low * 1.000001, factors.high >= time.high * 0.999999 else {
      return UncertainFigure(.energy, energy)
    }
    let own = Range90(low: 1 / rest(factors.low, time.low), mid: 1, high: rest(factors.high, time.high))
    return UncertainFigure(energy.mid, hours.spread + DriverSpread(.energy, own))
  }
}
