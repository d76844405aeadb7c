import Glibc
import Quantities
import TrainingRun

/// The time of a step of which only size and work are known, as of runs published without layers or layout.
///
/// A step takes its work over a share of the peak, and an overhead that no accelerator shortens: launching, latencies
/// and exchange. The overhead grows with the model as a power of its parameters, since wider and deeper models have
/// more of each. A sample that several accelerators share costs them some of their rate.
struct WholeRunModel: Sendable {
  let calibration: Calibration

  /// What a step is known by.
  struct Step: Sendable, Hashable {
    /// The accelerator's profile, how many of them run, and how many fast links join.
    var accelerator: String
    var count: Double
    var domain: Double
    /// Operations a second of one in a 16-bit format, over those of the H100, 989.4 TFLOP/s.
    var peak: Double
    /// The bits of the products; the 8-bit ones of a TPU are integers, which gain less.
    var bits: Int
    var isTensorProcessor = false
    var kind: WorkKind
    /// Trainable or frozen parameters of the model.
    var parameters: Double
    /// Work and samples of the step.
    var work: Double
    var samples: Double
  }

  /// The seconds of a step.
  func seconds(_ step: Step) -> Double {
    let parts = parts(step)
    return parts.work + parts.overhead
  }

  /// The seconds of a step that its work takes, and those that no accelerator shortens.
  func parts(_ step: Step) -> (work: Double, overhead: Double) {
    let value = { (name: String) in self.calibration.values["whole_run.\(name)"] ?? 1 }
    var share = value(step.kind.rawValue) * (calibration.values["\(step.accelerator).whole_run_deviation"] ?? 1)
    if step.kind == .transformer, step.bits <= 8 {
      share *= value(step.isTensorProcessor ? "gain_8bit_tensor_processor" : "gain_8bit")
    }
    if step.kind == .transformer, step.bits <= 4 { share *= value("gain_4bit") }
    share *= pow(max(1, step.count / step.samples), -value("split_loss"))
    var overhead =
      value("overhead") * pow(step.parameters / 1e9, value("overhead_growth"))
      * pow(step.peak, -value("overhead_speed"))
      * pow(step.count / 64, -value("overhead_count"))
    if step.count > step.domain { overhead *= value("overhead_beyond_domain") }
    return (step.work / (step.count * step.peak * Self.referencePeak * share), overhead)
  }

  /// The range of measured over predicted time of a kind of work.
  func range(of kind: WorkKind) -> Range90<Double> {
    func stated(_ end: String) -> Double? { calibration.values["whole_run.range_\(kind.rawValue)_\(end)"] }
    return Range90(low: min(1, stated("low") ?? 0.6), mid: 1, high: max(1, stated("high") ?? 1.6))
  }

  static let referencePeak = 989.4e12

  /// The constants, as they are believed to be before any measurement.
  ///
  /// - Parameter accelerators: each with how much more of its peak than others it is believed to reach.
  static func parameters(accelerators: [String: Double]) -> [CalibrationParameter] {
    [
      ("transformer", 0.4, 0.5), ("encoder", 0.5, 1), ("diffusion_net", 0.35, 1), ("convolution", 0.25, 1),
      ("gain_8bit", 1.7, 0.3), ("gain_8bit_tensor_processor", 1.2, 0.3),
      ("gain_4bit", 1.3, 0.2), ("split_loss", 0.08, 0.8), ("overhead", 0.02, 1),
      ("overhead_growth", 0.5, 0.4), ("overhead_speed", 0.3, 0.7), ("overhead_count", 0.1, 1),
      ("overhead_beyond_domain", 1.3, 0.4),
    ].map { CalibrationParameter(name: "whole_run.\($0.0)", prior: $0.1, spread: $0.2) }
      + accelerators.sorted { $0.key < $1.key }.map {
        CalibrationParameter(name: "\($0.key).whole_run_deviation", prior: $0.value, spread: 0.2)
      }
  }
}
