public import Documents

extension ProfileCatalog {
  /// What a list shows of all accelerators, in the order of their ids.
  ///
  /// - Throws: `DocumentError` of the first faulty file of a user.
  public func acceleratorSummaries() throws(DocumentError) -> [AcceleratorSummary] { try summaries() }

  /// What a list shows of all nodes, in the order of their ids.
  ///
  /// - Throws: `DocumentError` of the first faulty file of a user.
  public func nodeSummaries() throws(DocumentError) -> [NodeSummary] { try summaries() }

  /// What a list shows of all networks, in the order of their ids.
  ///
  /// - Throws: `DocumentError` of the first faulty file of a user.
  public func networkSummaries() throws(DocumentError) -> [NetworkSummary] { try summaries() }
}
