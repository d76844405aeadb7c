public import Documents
public import HardwareProfiles
public import TrainingRun

/// A run file, read and resolved against the hardware profiles.
public struct RunFile: Sendable {
  /// What is asked.
  public var specification: RunSpecification
  /// The profile of the cluster's accelerator; nil when the file names no cluster.
  public var accelerator: AcceleratorProfile?
  /// The network between nodes; nil as for the accelerator.
  public var network: NetworkProfile?

  /// What flags on the command line add to a file.
  public struct Overrides: Sendable {
    public var accelerator: String?
    public var count: Int?
    public var tokens: String?
    public var samples: String?
    public var sequenceLength: Int?
    public var precision: String?
    public var globalBatchSize: Int?

    /// Nothing added.
    public init() {}
  }

  /// Reads a run file, or a Hugging Face `config.json` that the overrides complete.
  ///
  /// - Throws: `DocumentError` with file, line and key of the first fault.
  public static func read(
    _ path: String, catalog: ProfileCatalog, overrides: Overrides = Overrides()
  ) throws(DocumentError) -> RunFile {
    let text = try TextFile.read(path)
    let section = try Section(parsing: text, file: path)
    return try RunFileReader(path: path, catalog: catalog, overrides: overrides).read(section)
  }
}

extension TransformerArchitecture {
  /// Reads the keys of a Hugging Face `config.json`.
  ///
  /// - Throws: `DocumentError` for an unknown `model_type`, with the known ones, and for missing or absurd figures.
  public init(configuration: Section) throws(DocumentError) {
    self = try HuggingFaceConfiguration.architecture(configuration)
  }
}
