public import Documents

/// The logs of other programs that a measured job can be read from, by the names that `runs import --kind` takes.
public enum ForeignLog: String, Sendable, CaseIterable {
  /// `nvidia-smi --query-gpu=… --format=csv`.
  case nvidiaSMI = "nvidia-smi"
  /// MLPerf Training's power logs, a node or switch a file, and the run's own log beside them.
  case mlperfPower = "mlperf-power"
  /// CodeCarbon's `emissions.csv`.
  case codecarbon
  /// Zeus: windows of its monitor, readings, profiles and tables of profiles.
  case zeus
  /// System metrics of Weights & Biases, exported as JSON Lines or CSV.
  case wandb
  /// System metrics of MLflow: files of its store, or exported as CSV.
  case mlflow
  /// The log lines of Megatron and its relatives.
  case megatronLog = "megatron-log"

  /// What such a log is, in words.
  public var words: String {
    switch self {
    case .nvidiaSMI: "CSV of nvidia-smi --query-gpu"
    case .mlperfPower: "an MLPerf power log"
    case .codecarbon: "CodeCarbon's emissions.csv"
    case .zeus: "measurements of Zeus"
    case .wandb: "system metrics of Weights & Biases"
    case .mlflow: "system metrics of MLflow"
    case .megatronLog: "a log of Megatron"
    }
  }

  /// The jobs of a log of any kind.
  ///
  /// - Parameters:
  ///   - path: a file, or a folder of the files of one run.
  ///   - kind: what it is; nil to find out.
  ///   - options: what the log does not tell.
  /// - Returns: at least one job, in the order of the log.
  /// - Throws: `DocumentError` that names file and line, when it is of no such kind, is empty or holds a faulty value.
  public static func jobs(
    at path: String, kind: ForeignLog?, options: Options = Options()
  ) throws(DocumentError) -> [Job] {
    let look = try LogLook(of: path)
    if let kind, let other = look.kind, other != kind {
      throw DocumentError(
        .malformed, file: path, line: look.line,
        message: "expected \(kind.words), found what looks like \(other.words)", nearest: "--kind \(other.rawValue)")
    }
    if let words = look.strangerWords {
      throw DocumentError(
        .malformed, file: path, line: look.line,
        message: "expected \(kind?.words ?? "the log of a measured run"), found \(words)")
    }
    guard let kind = kind ?? look.kind else {
      let kinds = allCases.map(\.rawValue).joined(separator: ", ")
      throw DocumentError(
        .malformed, file: path, line: look.line,
        message: "is like no log that is known here, found '\(look.sample)'; expected one of \(kinds)")
    }
    return try kind.read(path, options)
  }

  /// The jobs of a log of this kind.
  ///
  /// - Parameters:
  ///   - path: a file, or a folder of the files of one run.
  ///   - options: what the log does not tell.
  /// - Returns: at least one job, in the order of the log.
  /// - Throws: `DocumentError` that names file and line, when it is of another kind, is empty or holds a faulty value.
  public func read(_ path: String, options: Options = Options()) throws(DocumentError) -> [Job] {
    try Self.jobs(at: path, kind: self, options: options)
  }

  private func read(_ path: String, _ options: Options) throws(DocumentError) -> [Job] {
    switch self {
    case .nvidiaSMI: try NvidiaSMILog(path, options).jobs()
    case .mlperfPower: try MLPerfPowerLog(path, options).jobs()
    case .codecarbon: try CodeCarbonTable.jobs(path, options)
    case .zeus: try ZeusLog.jobs(path, options)
    case .wandb: try WandbMetrics.jobs(path, options)
    case .mlflow: try MLflowMetrics.jobs(path, options)
    case .megatronLog: try MegatronLog.jobs(path, options)
    }
  }
}
