import CEmbeddedFiles

/// The JSON Schemas of profile files, which travel inside the program.
public enum ProfileSchema {
  /// The schema of a kind of profile, as text.
  public static func text(of kind: ProfileKind) -> String {
    let file =
      switch kind {
      case .accelerator: embedded_accelerator_schema
      case .node: embedded_node_schema
      case .network: embedded_network_schema
      }
    return String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
  }
}
