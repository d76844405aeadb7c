import Foundation

/// The table of published runs that lies beside a checkout, row by row as columns and cells.
public enum MeasuredRuns {
  /// All rows; empty where the table is not there.
  public static let rows: [[String: String]] = {
    guard let recordings = Recordings.folder else { return [] }
    let path = "\(recordings)/../reference/published-runs.csv"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    var records = parse(text)
    guard !records.isEmpty else { return [] }
    let columns = records.removeFirst()
    return records.map { Dictionary(zip(columns, $0), uniquingKeysWith: { first, _ in first }) }
  }()

  private static func parse(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var cell: [UInt8] = []
    var quoted = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): quoted.toggle()
      case UInt8(ascii: ",") where !quoted, UInt8(ascii: "\n") where !quoted:
        record.append(String(decoding: cell, as: UTF8.self))
        cell = []
        guard byte == UInt8(ascii: "\n") else { continue }
        records.append(record)
        record = []
      default: cell.append(byte)
      }
    }
    return records
  }
}
