import Glibc

/// A constant that is fitted, with what is believed of it before any measurement.
struct CalibrationParameter: Sendable {
  /// Its name in a `Calibration`.
  let name: String
  /// The value believed, above zero.
  let prior: Double
  /// The spread of its logarithm.
  let spread: Double

  /// All that is fitted to the steps of a set of accelerators.
  static func all(accelerators: [String]) -> [CalibrationParameter] {
    families.flatMap { family in family.values.map { Self(name: "\(family.name).\($0)", prior: $1, spread: $2) } }
      + common.map { Self(name: "common.\($0)", prior: $1, spread: $2) }
      // Accelerators of one family differ little once their power is allowed for.
      + accelerators.map { Self(name: "\($0).deviation", prior: 1, spread: 0.06) }
  }

  private typealias Entry = (name: String, prior: Double, spread: Double)

  private static let families: [(name: String, values: [Entry])] = [
    (
      "ampere",
      [
        ("efficiency_16bit", 0.79, 0.2), ("edge", 130, 0.7), ("flash_attention", 0.35, 0.4), ("launch", 2e-3, 0.5),
      ]
    ),
    (
      "hopper",
      [
        ("efficiency_16bit", 0.70, 0.2), ("efficiency_fp8", 0.62, 0.2), ("edge", 350, 0.7),
        ("flash_attention", 0.25, 0.4), ("library_attention", 0.55, 0.4), ("launch", 1.2e-3, 0.5),
      ]
    ),
    (
      "blackwell",
      [
        ("efficiency_16bit", 0.68, 0.2), ("efficiency_fp8", 0.62, 0.2), ("efficiency_fp8_blocks", 0.58, 0.2),
        ("efficiency_fp4", 0.50, 0.2), ("edge", 350, 0.7), ("library_attention", 0.42, 0.4), ("launch", 1e-3, 0.5),
      ]
    ),
  ]

  private static let common: [Entry] = [
    ("row_scaling", 0.8, 0.2), ("power_exponent", 0.4, 0.5), ("odd_vocabulary", 3, 0.5),
    ("misaligned", 0.3, 0.5),
    ("triton_attention", 0.9, 0.3), ("short_sequence", 200, 0.7), ("sink_attention", 6, 0.6),
    ("unfused_attention", 0.6, 0.4), ("bytes_per_score", 9, 0.4), ("softmax_refusal_launch", 1.3, 0.3),
    ("softmax_refusal_traffic", 1.5, 0.6), ("memory_share", 0.75, 0.12), ("bytes_per_hidden", 12, 0.4),
    ("bytes_per_inner", 1.6, 0.4), ("eager_traffic", 2.2, 0.4), ("bytes_per_eager_norm", 90, 0.3),
    ("bytes_per_cast", 1.5, 0.7),
    ("bytes_per_logit", 24, 0.4), ("bytes_per_routed", 22, 0.6), ("fused_dispatch_traffic", 0.4, 0.5),
    ("smoothness", 5, 0.5), ("launch_exposed", 0.1, 1), ("launch_routed", 6e-3, 0.7),
    ("captured_routing_launch", 0.3, 0.5), ("launch_cast", 1.2, 0.3), ("launch_coherent_host", 0.8, 0.3),
    ("launch_tensor", 0.2, 0.8), ("per_micro_batch", 2e-3, 0.5), ("per_step", 4e-3, 1), ("per_step_layer", 1e-4, 1),
    ("tensor_link_share", 0.7, 0.3), ("tensor_network_share", 0.8, 0.4), ("tensor_latency", 40e-6, 0.6),
    ("tensor_exposed", 0.3, 0.5), ("expert_link_exposed", 1, 0.5), ("expert_network_exposed", 0.35, 0.7),
    ("gradient_network_share", 1, 0.7), ("gradient_network_exponent", 1.5, 0.5), ("gradient_exposed", 0.2, 0.7),
    ("gather_network_share", 0.5, 0.5), ("gather_latency", 5e-6, 1), ("unhidden_gather_network_share", 0.3, 0.7),
    ("unhidden_gather_latency", 3e-5, 1), ("pipeline_exposed", 1, 0.7),
    ("bubble", 1, 0.1), ("logit_delay", 0.6, 0.5), ("straggler", 0.01, 1), ("optimizer_bytes", 16, 0.5),
    ("accumulation_bytes", 12, 0.7), ("eager_accumulation", 2, 0.7),
  ]
}
