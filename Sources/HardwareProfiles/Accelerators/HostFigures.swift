public import Quantities

/// The machine that an accelerator usually sits in, as far as what is offloaded to it goes.
public struct HostFigures: Sendable {
  /// Bandwidth between one accelerator and the host's memory in each direction, as built.
  public let link: Sourced<BytesPerSecond>
  /// The host's memory in one node.
  public let memory: Sourced<Bytes>
  /// Its bandwidth, of all processors of the node together.
  public let memoryBandwidth: Sourced<BytesPerSecond>
}
