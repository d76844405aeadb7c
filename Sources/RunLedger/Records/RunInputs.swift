public import CostCore
public import Quantities
public import TrainingRun

/// What a run's figures were made from, kept so that they can be shown again after prices and profiles have changed.
public struct RunInputs: Sendable, Equatable, Codable {
  /// The version of the program that made the figures.
  public var program: String
  /// The path of the run file, as the user gave it.
  public var runFile: String?
  /// The run file's text.
  public var text: String?
  /// The flags that completed or overrode the run file, `--count 64`.
  public var overrides: [String]
  /// Links runs of one run file: SHA-256 of its text and overrides, in hex; see `fingerprint(text:overrides:)`.
  public var fingerprint: String?
  /// The profile that the model predicted for; what was metered may be another.
  public var accelerator: String?
  /// The number format of the matrix products.
  public var precision: Precision?
  /// Model work of the whole run.
  public var work: FLOPs?
  /// Tokens of the whole run, epochs included; nil for data without tokens.
  public var tokens: Count?
  /// Parameters of the model.
  public var parameters: Count?
  /// The mean power of one accelerator.
  public var acceleratorPower: Range90<Watts>?
  /// What was assumed, each with its source.
  public var assumptions: [Assumption]
  /// The result as the program printed it in JSON.
  public var report: String?
  /// The predicted time and power: of an estimate its own, of a measured run those of its run file.
  public var prediction: Prediction?

  /// What the model says of a run.
  public struct Prediction: Sendable, Equatable, Codable {
    /// The time on the clock.
    public var wallTime: Range90<Seconds>?
    /// The time of one step; nil for a run without steps.
    public var stepTime: Range90<Seconds>?
    /// Sequences or samples of one step, and their tokens; nil for a run without steps.
    public var samplesPerStep: Count?
    public var tokensPerStep: Count?
    /// Steps of the whole run; nil for a run without steps.
    public var steps: Double?
    /// How many accelerators.
    public var acceleratorCount: Int?
    /// The energy of the accelerators.
    public var acceleratorEnergy: Range90<Joules>?
    /// The bill.
    public var cost: Range90<Money>?
    /// The categories that the bill charges, sorted; nil where the writer kept none.
    public var costCategories: [CostCategory]?
    /// The factors by which a calibration had moved time and power; 1 without one.
    public var timeFactor: Double
    public var powerFactor: Double

    /// A prediction.
    public init(
      wallTime: Range90<Seconds>?, stepTime: Range90<Seconds>? = nil, acceleratorEnergy: Range90<Joules>?,
      cost: Range90<Money>?, timeFactor: Double = 1, powerFactor: Double = 1
    ) {
      self.stepTime = stepTime
      self.wallTime = wallTime
      self.acceleratorEnergy = acceleratorEnergy
      self.cost = cost
      self.timeFactor = timeFactor
      self.powerFactor = powerFactor
    }
  }

  /// Inputs of a version of the program; what is not known stays out.
  public init(program: String, assumptions: [Assumption] = []) {
    self.program = program
    self.overrides = []
    self.assumptions = assumptions
  }

  /// The fingerprint of a run file under overrides. Without overrides it is what `sha256sum run.yaml` prints.
  public static func fingerprint(text: String, overrides: [String]) -> String {
    let parts = [text] + overrides.sorted()
    return SHA256.hexadecimal(of: Array(parts.joined(separator: "\0").utf8))
  }
}
