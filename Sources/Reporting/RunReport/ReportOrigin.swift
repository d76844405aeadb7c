import Quantities

/// What a report was made from, by what and when.
public struct ReportOrigin: Sendable, Equatable {
  /// The run file or the run of the ledger, in words.
  public var subject: String
  /// The program and its version.
  public var program: String
  /// When it was written: seconds since 1970-01-01 UTC.
  public var writtenAt: Double

  /// An origin.
  public init(subject: String, program: String, writtenAt: Double) {
    self.subject = subject
    self.program = program
    self.writtenAt = writtenAt
  }

  /// The last line of a report.
  var footer: String {
    "Written by \(program) from \(subject) on \(UTCTime(secondsSince1970: writtenAt).text) UTC. "
      + "Ranges reach from the 5th to the 95th percentile."
  }
}
