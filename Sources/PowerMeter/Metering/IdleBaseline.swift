public import Quantities
public import TrainingRun

/// What the domains of a host draw when nothing runs.
public struct IdleBaseline: Sendable, Equatable, Codable {
  /// The host.
  public var node: String
  /// When it was measured, in seconds since 1970-01-01 UTC.
  public var measuredAt: Double
  /// How long it was measured.
  public var duration: Seconds
  /// Mean power by the domain's id.
  public var power: [String: Watts]

  /// A baseline.
  public init(node: String, measuredAt: Double, duration: Seconds, power: [String: Watts]) {
    self.node = node
    self.measuredAt = measuredAt
    self.duration = duration
    self.power = power
  }

  /// The domains with what they would have drawn over a time without the job.
  public func applied(to domains: [DomainEnergy], over time: Seconds) -> [DomainEnergy] {
    domains.map { domain in
      var domain = domain
      domain.idle = power[domain.id].map { $0 * (time - (domain.countedFrom ?? .zero)) }
      return domain
    }
  }
}
