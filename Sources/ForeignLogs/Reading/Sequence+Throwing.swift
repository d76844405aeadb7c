import Documents

extension Sequence {
  /// `map` with the module's errors.
  func mapThrowing<Result>(
    _ transform: (Element) throws(DocumentError) -> Result
  ) throws(DocumentError) -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try transform(element)) }
    return results
  }
}
