import HardwareProfiles
import Quantities

extension AcceleratorProfile {
  /// The peak dense rate of a run in a precision.
  ///
  /// - Throws: `WorkloadError` where the accelerator has none, and for the formats that runs do not train in, whatever
  ///   the hardware can do: how much of such a peak training reaches is not known.
  func trainingPeak(_ precision: Precision) throws(WorkloadError) -> FLOPsPerSecond {
    if Precision.training.contains(precision), let peak = peakDense[precision] { return peak.value }
    let supported = Precision.training.filter { peakDense[$0] != nil }.map(\.rawValue)
    throw WorkloadError(
      key: "training.precision",
      message: "\(id) has no peak rate for training in \(precision.rawValue); expected one of "
        + supported.joined(separator: ", "))
  }
}
