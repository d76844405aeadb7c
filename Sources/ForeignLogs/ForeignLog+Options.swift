extension ForeignLog {
  /// What a log does not tell and the user may.
  public struct Options: Sendable {
    /// How many devices take turns in a log without an index; nil to find out.
    public var devices: Int?
    /// How many accelerators took part, where the user says so.
    public var acceleratorCount: Int?
    /// The run's own log, where it does not lie beside an MLPerf power log.
    public var resultFile: String?
    /// The zone of times that name none.
    public var zone: LocalZone?

    /// Nothing beside the log; times without a zone are UTC.
    public init(
      devices: Int? = nil, acceleratorCount: Int? = nil, resultFile: String? = nil, zone: LocalZone? = nil
    ) {
      self.devices = devices
      self.acceleratorCount = acceleratorCount
      self.resultFile = resultFile
      self.zone = zone
    }
  }

  /// A time zone that was assumed or given.
  public struct LocalZone: Sendable {
    /// Its name in a warning; nil where the user named it, so that there is nothing to warn of.
    public var assumedName: String?
    /// Seconds that it is ahead of UTC at a local time in seconds since 1970-01-01.
    public var secondsAhead: @Sendable (Double) -> Double

    /// A zone.
    ///
    /// - Parameters:
    ///   - assumedName: its name in a warning; nil for one that the user named.
    ///   - secondsAhead: how far it is ahead of UTC at a local time.
    public init(assumedName: String?, secondsAhead: @escaping @Sendable (Double) -> Double) {
      self.assumedName = assumedName
      self.secondsAhead = secondsAhead
    }
  }
}
