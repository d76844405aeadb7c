/// How near another model came to the measurements of a group, as its authors publish it or as it was run on them.
public struct PeerAccuracy: Sendable, Equatable {
  /// The group of rows.
  public let group: String
  /// The model, its best way to be run, and where the figure comes from.
  public let name: String
  public let source: String
  /// The mean of the relative error's size.
  public let meanAbsoluteError: Double

  /// The best of the peers on each group that one of them was run on, state of November 2026.
  public static let all: [PeerAccuracy] = [
    Self(
      group: "vTrain-multi", name: "vTrain, kernels profiled on the GPU", source: "its paper (arXiv 2312.12391)",
      meanAbsoluteError: 0.1473),
    Self(
      group: "vTrain-single", name: "vTrain, kernels profiled on the GPU", source: "its paper (arXiv 2312.12391)",
      meanAbsoluteError: 0.0837),
    Self(
      group: "BLOOM-tuning", name: "llm-analysis at half the peak", source: "run on 101 of the rows",
      meanAbsoluteError: 0.12),
    Self(
      group: "llm-foundry", name: "llm-analysis at half the peak", source: "run on 209 rows, its best accelerator",
      meanAbsoluteError: 0.164),
    Self(
      group: "Megatron-2021-tab2", name: "llm-analysis at half the peak", source: "run on 12 rows",
      meanAbsoluteError: 0.249),
    Self(
      group: "SeqPar-2022", name: "Calculon, layouts as published", source: "run on 8 rows", meanAbsoluteError: 0.061),
    Self(
      group: "Megatron-Core-0.8", name: "Calculon, overlap and micro-batch guessed", source: "run on 9 rows",
      meanAbsoluteError: 0.073),
    Self(
      group: "SimuMax-B200", name: "SimuMax, rates of 686 shapes measured on the machine",
      source: "its published table",
      meanAbsoluteError: 0.0562),
  ]
}
