import Documents
import Quantities
import TrainingRun

/// Why a row of measured runs is left out.
struct RowRefusal: Error {
  let cause: SkippedRow.Cause
  let reason: String
  init(_ cause: SkippedRow.Cause, _ reason: String) { (self.cause, self.reason) = (cause, reason) }
}

/// The cells of a row as values, with errors that name file, line and column. A value that no run can have refuses its
/// row alone.
struct RowCells {
  let row: CSVTable.Row
  let file: String

  init(_ row: CSVTable.Row, file: String) {
    self.row = row
    self.file = file
  }

  /// A number above 0.
  func number(_ column: String) throws -> Double? {
    guard let number = try value(column) else { return nil }
    guard number > 0 else { throw RowRefusal(.lacksInput, "\(column) is \(row[column] ?? ""), which is not above 0") }
    return number
  }

  /// A number above 0 and up to 1.
  func share(_ column: String) throws -> Double? {
    guard let number = try number(column) else { return nil }
    guard number <= 1 else { throw wrong(column, expected: "a share of at most 1") }
    return number
  }

  private func value(_ column: String) throws(DocumentError) -> Double? {
    guard let text = row[column] else { return nil }
    guard let number = Double(text), number.isFinite else {
      throw DocumentError(
        .value, file: file, line: row.line, key: column, message: "found '\(text)', expected a number")
    }
    return number
  }

  /// A whole number in a range.
  func whole(_ column: String, from least: Int = 1, to most: Int = 1_000_000_000) throws -> Int? {
    guard let number = try value(column) else { return nil }
    // What came of a division may lack its last digits.
    guard abs(number - number.rounded()) <= 1e-6 else { throw wrong(column, expected: "a whole number") }
    guard number.rounded() >= Double(least), number.rounded() <= Double(most) else {
      throw wrong(column, expected: "from \(least) to \(most == 1_000_000_000 ? "1e9" : "\(most)")")
    }
    return Int(number.rounded())
  }

  /// A flag.
  func flag(_ column: String) throws(RowRefusal) -> Bool? {
    switch row[column]?.lowercased() {
    case nil: nil
    case "true": true
    case "false": false
    case .some: throw wrong(column, expected: "true or false")
    }
  }

  /// The precision and the scaling of products.
  func precision() throws(RowRefusal) -> (Precision?, ProductScaling?) {
    let column = row["precision_normal"] == nil ? "precision" : "precision_normal"
    guard let text = row[column] else { return (nil, nil) }
    switch text.lowercased() {
    case "mxfp8": return (.fp8, .block)
    case "fp8_rowwise": return (.fp8, .row)
    case "nvfp4", "mxfp4", "fp4": return (.fp4, .block)
    case let name:
      if let precision = Precision(rawValue: name) { return (precision, nil) }
      throw wrong(
        column, choices: Precision.allCases.map(\.rawValue) + ["mxfp8", "fp8_rowwise", "nvfp4", "mxfp4"])
    }
  }

  /// What is computed again; words after the first one, such as those of `selective+seqpar`, are for readers.
  func recompute() throws(RowRefusal) -> ActivationRecompute? {
    guard let text = row["recompute"] else { return nil }
    let name = text.lowercased().split { !$0.isLetter }.first.map(String.init) ?? text
    if let recompute = ActivationRecompute(rawValue: name) { return recompute }
    throw wrong("recompute", choices: ActivationRecompute.allCases.map(\.rawValue))
  }

  private func wrong(_ column: String, choices: [String]) -> RowRefusal {
    let nearest = nearestMatch(to: row[column]?.lowercased() ?? "", among: choices)
    return wrong(
      column,
      expected: "one of \(choices.joined(separator: ", "))" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
  }

  private func wrong(_ column: String, expected: String) -> RowRefusal {
    RowRefusal(.lacksInput, "\(column) is \(row[column] ?? ""), expected \(expected)")
  }
}
