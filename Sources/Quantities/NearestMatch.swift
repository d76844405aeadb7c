/// The candidate that a user most probably meant, or nil where none is near.
///
/// Near is an edit distance (insertions, deletions, substitutions, neighbours swapped) of 1, or at most a third of the
/// longer word, case ignored; a candidate that merely starts with the word, or holds it, counts as near too. Of equally
/// near ones the one that begins alike comes first.
public func nearestMatch(to word: String, among candidates: some Sequence<String>) -> String? {
  nearestMatches(to: word, among: candidates, atMost: 1).first
}

/// Up to `count` candidates near to the word, nearest first.
public func nearestMatches(to word: String, among candidates: some Sequence<String>, atMost count: Int) -> [String] {
  let wanted = Array(word.lowercased().utf8)
  let scored = candidates.compactMap { candidate -> (score: Int, name: String)? in
    let lowered = candidate.lowercased()
    let distance = editDistance(wanted, Array(lowered.utf8))
    let longer = max(wanted.count, lowered.utf8.count)
    if distance <= max(longer / 3, longer > 1 ? 1 : 0) {
      let common = zip(wanted, lowered.utf8).prefix { $0 == $1 }.count
      return (distance * 100 - min(common, 99), candidate)
    }
    if wanted.count >= 2, lowered.hasPrefix(word.lowercased()) { return (100_000 + distance, candidate) }
    if wanted.count >= 3, lowered.contains(word.lowercased()) { return (200_000 + distance, candidate) }
    return nil
  }
  return scored.sorted { ($0.score, $0.name) < ($1.score, $1.name) }.prefix(count).map(\.name)
}

/// Whether two words differ by one letter: added, left out, replaced or exchanged with its neighbour.
public func differByOneLetter(_ word: String, _ other: String) -> Bool {
  editDistance(Array(word.lowercased().utf8), Array(other.lowercased().utf8)) == 1
}

/// The Damerau-Levenshtein distance (optimal string alignment) of two byte strings.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for row in 1...left.count {
    var current = [row]
    for column in 1...right.count {
      let substitution = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
      var best = min(substitution, last[column] + 1, current[column - 1] + 1)
      if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
        best = min(best, beforeLast[column - 2] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}
