public import HardwareProfiles
public import Quantities
public import TrainingRun

/// What others measured of a run.
public enum MeasuredQuantity: String, Sendable, CaseIterable, Codable {
  case stepSeconds = "step_seconds"
  case tokensPerSecond = "tokens_per_second_per_accelerator"
  case samplesPerSecond = "samples_per_second_per_accelerator"
  case modelRate = "model_tflops_per_accelerator"
  case minutesToTrain = "minutes_to_train"
  case acceleratorHours = "accelerator_hours"
  case peakMemory = "peak_memory_gb"
  case acceleratorWatts = "mean_accelerator_watts"
  case energy = "energy_mwh"
  case fits

  /// Whether it is a time or a rate, rather than memory, power or energy.
  public var isTime: Bool {
    switch self {
    case .stepSeconds, .tokensPerSecond, .samplesPerSecond, .modelRate, .minutesToTrain, .acceleratorHours: true
    case .peakMemory, .acceleratorWatts, .energy, .fits: false
    }
  }

  /// Whether it grows as the time shrinks.
  var isRate: Bool { Self.rates.contains(self) }

  /// What is measured of a step other than its time.
  static let rates = [MeasuredQuantity.tokensPerSecond, .samplesPerSecond, .modelRate]
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
  /// Whether the file takes it for a measure of time models; others are predicted and shown, not judged.
  public let isScorable: Bool
  /// The model's name.
  public let name: String
  /// What it works on: `llm`, `encoder`, `vision`, ….
  public let modality: String
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
  /// Bytes a second of the network for each accelerator, and accelerators that share a node, where stated.
  public let network: (rate: Double?, acceleratorsPerNode: Int?)
  /// The network that its accelerator's nodes usually have.
  public let usualNetwork: NetworkProfile?
  /// Precision, scaling and software.
  public let options: TrainingOptions
  /// Degrees that the row states; the others are 1.
  public let statesLayout: Bool
  /// Whether the row states the layers and heads of its architecture, which are inferred otherwise.
  public let statesArchitecture: Bool
  /// Whether the row states its micro-batch and its recompute.
  public let statesMicroBatch: Bool
  public let statesRecompute: Bool
  /// The plan, where batch and layout are known.
  public let plan: StepPlan?
  /// What the power meter was set to and what it metered.
  public let metering: Metering
  /// What was measured.
  public let measured: [MeasuredQuantity: Double]
}

extension MeasuredRun {
  /// How the power of a run was metered.
  public struct Metering: Sendable, Equatable {
    /// The power limit that was set on each accelerator; nil for the maker's.
    public var limit: Watts?
    /// Whether the rest of the node was metered as well.
    public var includesNode: Bool
  }
}

/// A row that is not judged, and why.
public struct SkippedRow: Sendable, Equatable {
  /// What kind of reason keeps a row out.
  public enum Cause: Sendable, Equatable {
    /// It repeats another row, or its measurement is in doubt.
    case excluded
    /// Its size, work, accelerator, count or measurement is not stated.
    case lacksInput
    /// All is stated, but not of a kind that is modelled.
    case notModelled
  }

  /// Its id in the file.
  public let id: String
  /// The kind of reason.
  public let cause: Cause
  /// What keeps it from being judged.
  public let reason: String
}
