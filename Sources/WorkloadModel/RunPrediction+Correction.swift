import HardwareProfiles
import Quantities
import TrainingRun

extension RunPrediction {
  /// The prediction with the factors that the user's own measured runs give: central values move, and ranges of time
  /// and power become those within which nine in ten of those runs fell.
  ///
  /// - Parameters:
  ///   - correction: the factors; nil changes nothing.
  ///   - keepsTime: whether the run file itself states what decides the time.
  ///   - keepsPower: whether it states the power.
  func corrected(by correction: MeasuredCorrection?, keepsTime: Bool, keepsPower: Bool) -> RunPrediction {
    guard let correction else { return self }
    var result = self
    let time = keepsTime ? nil : correction.time
    let power = keepsPower ? nil : correction.power
    if let time { result.applyTime(time) }
    if let power { result.acceleratorPower = power.map { acceleratorPower.mid * $0 } }
    let ownTime = usage.acceleratorTime.relative
    let ownPower = acceleratorPower.relative
    result.usage.energy = usage.energy.map { entry in
      var entry = entry
      if entry.domain == .accelerator {
        let factor = (time ?? ownTime).multiplied(by: power ?? ownPower)
        entry.energy = entry.energy.map { energy in factor.map { energy.mid * $0 } }
      } else if let time {
        entry.energy = entry.energy.map { $0 * time.mid }
      }
      return entry
    }
    for (key, factor) in [("calibration.time", time), ("calibration.power", power)] {
      guard let factor else { continue }
      func text(_ value: Double) -> String { NumberFormat.significant(value) }
      result.assumptions.append(
        Assumption(
          key: key, value: "× \(text(factor.mid)) (\(text(factor.low)) to \(text(factor.high)))",
          source: "\(correction.source.title), \(correction.source.date); \(correction.runs) runs like this one"))
    }
    return result
  }

  private mutating func applyTime(_ factor: Range90<Double>) {
    stepTime = factor.map { [stepTime] in stepTime.mid * $0 }
    mfu = factor.mapDecreasing { [mfu] in mfu.mid / $0 }
    hfu = factor.mapDecreasing { [hfu] in hfu.mid / $0 }
    usage.wallTime = usage.wallTime.map { time in factor.map { time.mid * $0 } }
    usage.acceleratorTime = factor.map { [usage] in usage.acceleratorTime.mid * $0 }
  }
}

extension Range90 where Value: PhysicalQuantity {
  /// The range over its central value; exactly 1 for nothing.
  fileprivate var relative: Range90<Double> {
    guard mid.value > 0 else { return Range90<Double>(exactly: 1) }
    return Range90<Double>(low: low / mid, mid: 1, high: high / mid)
  }
}
