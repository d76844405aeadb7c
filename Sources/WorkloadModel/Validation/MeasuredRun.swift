public import HardwareProfiles
public import TrainingRun

/// What others measured of a run.
public enum MeasuredQuantity: String, Sendable, CaseIterable, Codable {
  case stepSeconds = "step_seconds"
  case tokensPerSecond = "tokens_per_second_per_accelerator"
  case samplesPerSecond = "samples_per_second_per_accelerator"
  case minutesToTrain = "minutes_to_train"
  case acceleratorHours = "accelerator_hours"
  case peakMemory = "peak_memory_gb"
  case acceleratorWatts = "mean_accelerator_watts"
  case energy = "energy_mwh"
  case fits
}

/// A published run: what ran, on what, and what was measured.
public struct MeasuredRun: Sendable {
  /// Its id in the file.
  public let id: String
  /// The file's name without its folder, and the line.
  public let file: String
  public let line: Int
  /// Who measured it.
  public let group: String
  /// How far the measurement can be trusted: `A`, `A-`, `B`, …
  public let grade: String
  /// The model's name.
  public let name: String
  /// Its architecture, where the row has one.
  public let architecture: TransformerArchitecture?
  /// Parameters of the whole model and of what one token uses, where stated.
  public let parameters: (total: Double?, active: Double?)
  /// Tokens of a sequence.
  public let sequenceLength: Int?
  /// Tokens, samples and work of the whole run.
  public let amount: (tokens: Double?, samples: Double?, work: Double?)
  /// The accelerator's profile.
  public let profile: AcceleratorProfile
  /// How many ran.
  public let count: Int
  /// Bytes a second of the network for each accelerator, and accelerators that share a node.
  public let network: (rate: Double?, acceleratorsPerNode: Int?)
  /// Precision, scaling and software.
  public let options: TrainingOptions
  /// Degrees that the row states; the others are 1.
  public let statesLayout: Bool
  /// Whether the row states its micro-batch and its recompute.
  public let statesMicroBatch: Bool
  public let statesRecompute: Bool
  /// The plan, where batch and layout are known.
  public let plan: StepPlan?
  /// What was measured.
  public let measured: [MeasuredQuantity: Double]
}

/// A row that is not judged, and why.
public struct SkippedRow: Sendable, Equatable {
  /// Its id in the file.
  public let id: String
  /// What keeps it from being judged.
  public let reason: String
}
