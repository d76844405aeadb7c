/// What is known of the power sensors on accelerator boards.
enum BoardSensor {
  /// The share by which NVIDIA's boards may be off: against a meter on slot and cables, four recorded loads on A100 PCIe,
  /// RTX A5000 and RTX 3090 read 0.7 to 5.7 % low (GPU_Power_Benchmark, arXiv 2312.02741).
  static let error = 0.06

  /// The share of the time that the sensor of a GPU sees: on A100 and H100 25 ms of each 100 (arXiv 2312.02741); nil
  /// where it is not known.
  static func observedShare(of name: String?) -> Double? {
    name.flatMap { $0.contains("A100") || $0.contains("H100") ? 0.25 : nil }
  }

  /// More than any board draws: what is above was never power.
  static let highestPlausible = 5000.0
}
