public import Documents
import Quantities
public import TrainingRun

/// The logs of other tools that a measured job can be read from.
public enum ForeignLog: String, Sendable, CaseIterable {
  case nvidiaSMI = "nvidia-smi"
  case mlperfPower = "mlperf-power"
  case codecarbon
  case zeus
  case wandb
  case mlflow
  case megatronLog = "megatron-log"

  /// What a log does not say itself.
  public struct Options: Sendable {
    /// How many accelerators it is about; nil to find out.
    public var devices: Int?
    /// The file that holds the start and stop of the run, where power was logged for longer (mlperf-power).
    public var resultFile: String?

    /// Nothing beside the log.
    public init(devices: Int? = nil, resultFile: String? = nil) {
      self.devices = devices
      self.resultFile = resultFile
    }
  }

  /// A job that another tool measured.
  public struct Job: Sendable {
    /// A name for it.
    public var name: String
    /// The job.
    public var job: MeasuredJob
    /// The accelerators' product, where the log tells it.
    public var product: String?
    /// What a reader should know before trusting the figures.
    public var warnings: [String]
  }

  /// Reads all jobs of a log.
  ///
  /// - Throws: `DocumentError` that names file and line, when it cannot be read, is not of this kind or holds no job.
  public func read(_ path: String, options: Options = Options()) throws(DocumentError) -> [Job] {
    switch self {
    case .nvidiaSMI: [try NvidiaSMILog(path, devices: options.devices).job()]
    case .mlperfPower: [try MLPerfPowerLog(path, resultFile: options.resultFile, devices: options.devices).job()]
    case .codecarbon: try CodecarbonLog(path).jobs()
    case .zeus: [try ZeusLog(path).job()]
    case .wandb: [try WandbLog(path).job()]
    case .mlflow: [try MLflowLog(path).job()]
    case .megatronLog: [try MegatronLog(path, devices: options.devices).job()]
    }
  }
}

extension MeasuredJob {
  /// A job that was measured elsewhere: what this program would know by itself is unknown.
  init(importedFrom path: String, startedAt: Double, wallTime: Seconds, energy: [DomainEnergy], acceleratorCount: Int) {
    self.init(
      command: [], exitCode: nil, signal: nil, startedAt: startedAt, wallTime: wallTime, isComplete: true,
      energy: energy, acceleratorCount: acceleratorCount,
      overhead: nil)
    notes.append("imported from \(path.split(separator: "/").last.map(String.init) ?? path)")
  }
}
