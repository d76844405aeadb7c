public import Quantities

/// What a list shows of a network.
public struct NetworkSummary: ProfileSummary, Equatable {
  /// What it is called.
  public let head: ProfileHead
  /// What it connects.
  public let scope: NetworkScope
  /// Bandwidth of one accelerator's share in each direction.
  public let bandwidthPerDirection: BytesPerSecond
  /// Time of a small message.
  public let latency: Range90<Seconds>
  /// Power of switches and optics for each accelerator.
  public let power: Range90<Watts>

  /// The summary of a profile.
  public init(_ profile: NetworkProfile) {
    head = profile.head
    scope = profile.scope
    bandwidthPerDirection = profile.bandwidthPerDirection.value
    latency = profile.latency.value
    power = profile.power.value
  }

  init?(_ outline: ProfileOutline) {
    guard let head = ProfileHead(outline), let scope = outline["scope"].flatMap(NetworkScope.init),
      let bandwidth = outline.quantity("bandwidth_per_direction", BytesPerSecond.self),
      let latency = outline.range("latency", Seconds.self), let power = outline.range("power", Watts.self)
    else { return nil }
    self.head = head
    self.scope = scope
    bandwidthPerDirection = bandwidth
    self.latency = latency
    self.power = power
  }
}
