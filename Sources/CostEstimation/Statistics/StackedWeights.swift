/// The shares of methods in a combination: of all shares in twentieths, those under which the back-tested errors were
/// smallest, by the mean magnitude of the weighted mean of the methods' logarithmic errors (stacking; Breiman, 1996).
///
/// Magnitudes rather than squares keep one odd run from deciding. Where the errors leave a choice, as with few runs,
/// more even shares win: evenness counts for as much as one run.
struct StackedWeights {
  /// The shares that were best over all runs.
  let weights: [Double]
  /// For each run the shares that were best over all others, for an honest back-test of the combination.
  let weightsWithout: [[Double]]

  private static let steps = 20

  /// Shares for errors.
  ///
  /// - Parameter errors: for each run the error of each method; nil where a method gave no forecast. Some run has one.
  init(_ errors: [[Double?]]) {
    let count = errors[0].count
    let usual = (0..<count).map { method in
      let known = errors.compactMap { $0[method]?.magnitude }
      return known.isEmpty ? .infinity : known.reduce(0, +) / Double(known.count)
    }
    let magnitudes = errors.joined().compactMap { $0?.magnitude }
    let scale = max(magnitudes.reduce(0, +) / Double(max(1, magnitudes.count)), 1e-12)
    var best = (score: Double.infinity, weights: [Double](repeating: 1 / Double(count), count: count))
    var bestWithout = errors.map { _ in best }
    var combined = [Double](repeating: 0, count: errors.count)
    Self.forEachShares(of: Self.steps, among: count) { shares in
      let weights = shares.map { Double($0) / Double(Self.steps) }
      var score = weights.reduce(0) { $0 + ($1 - 1 / Double(count)) * ($1 - 1 / Double(count)) } * scale
      for (index, row) in errors.enumerated() {
        combined[index] = Self.combined(row, weights, usual: usual)
        score += combined[index]
      }
      if score < best.score { best = (score, weights) }
      for index in errors.indices where score - combined[index] < bestWithout[index].score {
        bestWithout[index] = (score - combined[index], weights)
      }
    }
    weights = best.weights
    weightsWithout = bestWithout.map(\.weights)
  }

  /// The magnitude of the weighted mean; a method that gave no forecast counts with its usual error.
  private static func combined(_ row: [Double?], _ weights: [Double], usual: [Double]) -> Double {
    var (signed, assumed) = (0.0, 0.0)
    for index in row.indices {
      if let error = row[index] {
        signed += weights[index] * error
      } else if weights[index] > 0 {
        assumed += weights[index] * usual[index]
      }
    }
    return signed.magnitude + assumed
  }

  /// All ways to give out so many shares.
  private static func forEachShares(of total: Int, among count: Int, _ body: ([Int]) -> Void) {
    var shares = [Int](repeating: 0, count: count)
    func place(_ rest: Int, at index: Int) {
      guard index < count - 1 else {
        shares[index] = rest
        return body(shares)
      }
      for share in 0...rest {
        shares[index] = share
        place(rest - share, at: index + 1)
      }
    }
    place(total, at: 0)
  }
}
