/// The log of another program that a measured job was read from.
public struct MeasurementOrigin: Sendable, Equatable, Codable {
  /// The kind of log, as `runs import --kind` names it.
  public var kind: String
  /// The file, as the user named it.
  public var file: String

  /// The origin of a job.
  public init(kind: String, file: String) {
    self.kind = kind
    self.file = file
  }
}
