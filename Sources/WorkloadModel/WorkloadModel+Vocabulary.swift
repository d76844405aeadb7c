import TrainingRun

extension WorkloadModel {
  /// The rows to which a vocabulary is usually padded, a multiple of 128 (Megatron's `make-vocab-size-divisible-by`); nil
  /// where it is a multiple of 8 or there is none.
  var paddedVocabulary: Int? {
    guard case .transformer(let architecture) = model else { return nil }
    let rows = architecture.embedding.vocabularySize
    return rows % 8 == 0 ? nil : (rows + 127) / 128 * 128
  }

  /// The same run with its vocabulary padded to what matrix products like; nil where that changes nothing.
  ///
  /// - Throws: `WorkloadError` as the run's own model does.
  public func withPaddedVocabulary() throws(WorkloadError) -> (model: WorkloadModel, rows: Int)? {
    guard let rows = paddedVocabulary, case .transformer(var architecture) = model else { return nil }
    architecture.embedding.vocabularySize = rows
    var padded = specification
    padded.model = .transformer(architecture)
    return (try WorkloadModel(padded, profile: profile, network: network), rows)
  }
}
