public import TrainingRun

/// What a crash journal says once, in its first line.
public struct JournalHeader: Sendable, Equatable, Codable {
  /// The id of the run.
  public var id: String
  /// The name of the run.
  public var name: String
  /// The id of the accelerators' profile; nil when none is known.
  public var accelerator: String?
  /// The run file whose prices apply; nil for none.
  public var runFile: String?
  /// The job before anything was measured: command, start, node, count, and one entry for each metered domain.
  public var job: MeasuredJob
  /// The ids of the devices of its readings; nil in journals of earlier versions, which hold none.
  public var devices: [String]?
  /// The job's end, where it was seen and only the ledger could not be written.
  public var isFinished = false

  /// A header.
  public init(id: String, name: String, accelerator: String?, runFile: String?, job: MeasuredJob) {
    self.id = id
    self.name = name
    self.accelerator = accelerator
    self.runFile = runFile
    self.job = job
  }
}

/// What a journal says about one moment: all that was measured up to then.
struct JournalState: Codable {
  /// Seconds since the job's start.
  var t: Double
  /// One row for each domain of the header: low, mid, high in joules, readings, longest gap in seconds, observed share,
  /// when counting began; numbers that are unknown are null.
  var d: [[Double?]]
  /// Processor time of the job, so far as it is known.
  var p: Double?
  /// The progress reported last.
  var g: Double?
}

/// A mark of the job: a phase begins.
struct JournalMark: Codable {
  /// Seconds since the job's start.
  var t: Double
  /// The phase's name.
  var m: String
  /// Joules of the counted domains and of the accelerators so far.
  var e: Double?
  var a: Double?
  /// By how much the energy may be off, at this moment and in all.
  var u: Double?
  var s: Double?
}
