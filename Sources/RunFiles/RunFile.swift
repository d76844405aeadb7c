public import Documents
public import HardwareProfiles
public import TrainingRun

/// A run file, read and resolved against the hardware profiles.
public struct RunFile: Sendable {
  /// What is asked.
  public var specification: RunSpecification
  /// The profile of the cluster's accelerator; nil when the file names no cluster.
  public var accelerator: AcceleratorProfile?
  /// The node that the cluster is made of; nil where the file names none.
  public var node: NodeProfile?
  /// The network between nodes; nil as for the accelerator.
  public var network: NetworkProfile?
  /// What of the file was passed over as asked, by its keys; nil where nothing was.
  public var passedOver: String?

  /// What flags on the command line add to a file.
  public struct Overrides: Sendable {
    /// The accelerator's id, alias or unique prefix.
    public var accelerator: String?
    /// The number of accelerators.
    public var count: Int?
    /// Tokens of one epoch, with a suffix.
    public var tokens: String?
    /// Samples of one epoch, with a suffix.
    public var samples: String?
    /// Tokens of one sequence.
    public var sequenceLength: Int?
    /// The number format of the matrix products.
    public var precision: String?
    /// Sequences (samples) a step.
    public var globalBatchSize: Int?
    /// Whether a layout that the file states in full is passed over, with its micro-batch, recompute and offloading, as
    /// on another cluster than its own; what is stated in part is held all the same.
    public var ignoresLayout = false
    /// Whether the file may lack a model, since only its site and prices are asked for.
    public var mayOmitModel = false

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

extension ModelSpecification {
  /// Reads a model's configuration: a Hugging Face `config.json`, also that of a convolutional or diffusion network.
  ///
  /// - Throws: `DocumentError` for an unknown `model_type`, with the known ones, and for missing or absurd figures.
  public init(configuration: Section) throws(DocumentError) {
    self = try HuggingFaceConfiguration.model(configuration)
  }
}
