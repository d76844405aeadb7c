/// What a profile describes.
public enum ProfileKind: String, Sendable, CaseIterable, Codable {
  /// One kind of accelerator.
  case accelerator
  /// A server, rack or cloud instance that holds accelerators.
  case node
  /// A network between nodes, or the links within one.
  case network

  /// The folder of its files below `hardware-profiles/`; empty for the top.
  var folder: String {
    switch self {
    case .accelerator: ""
    case .node: "nodes/"
    case .network: "networks/"
    }
  }

  /// A shipped profile that stands in for the faulty places of others while they are checked.
  var exemplar: String {
    switch self {
    case .accelerator: "nvidia-h100-sxm5-80gb"
    case .node: "dgx-h100"
    case .network: "infiniband-ndr-400"
    }
  }
}
