/// What is known of the power sensors on accelerator boards.
public enum BoardSensor {
  /// The share by which a board's own reading of its power may be off: against a meter on slot and cables, four recorded
  /// loads on A100 PCIe, RTX A5000 and RTX 3090 read 0.7 to 5.7 % low (GPU_Power_Benchmark); its authors name 5.5 % for an
  /// A100, 4 % for a 3090 and a 4090, 6 % for a 2080 Ti (Yang, Adamek and Armour, arXiv 2312.02741).
  public static let error = 0.06

  /// The share of the time that the sensor of a GPU sees: on A100 and H100 25 ms of each 100 (arXiv 2312.02741); nil
  /// where it is not known.
  public static func observedShare(of name: String?) -> Double? {
    name.flatMap { $0.contains("A100") || $0.contains("H100") ? 0.25 : nil }
  }

  /// More than any board draws: what is above was never power.
  public static let highestPlausible = 5000.0

  /// What a board may be said to draw, in watts.
  public static let plausible = 0...highestPlausible
}
