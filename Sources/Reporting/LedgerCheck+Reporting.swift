import Quantities
public import RunLedger

extension LedgerCheck {
  /// The report of `runs verify`.
  public var report: Report {
    var table = TextTable([.init(""), .init("")])
    table.add("runs", "\(runs)")
    table.add("curve segments", "\(curveSegments)")
    table.add("size", Bytes(Double(bytes)).formatted)
    table.add("faults", faults.isEmpty ? "none" : "\(faults.count)")
    let json: JSONValue = [
      "schema_version": 1, "runs": .integer(runs), "curve_segments": .integer(curveSegments),
      "bytes": .integer(bytes), "sound": .bool(faults.isEmpty), "faults": .array(faults.map(JSONValue.string)),
    ]
    return Report(blocks: [.table(table)] + faults.map { .text("fault: \($0)") }, json: json, csv: json.figuresTable)
  }
}
