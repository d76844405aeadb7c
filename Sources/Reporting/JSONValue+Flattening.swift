extension JSONValue {
  /// One row for each figure, named by its path: `figure, low, mid, high`. Figures that are no range stand under `mid`.
  var figuresTable: TextTable {
    var table = TextTable([.init("figure"), .init("low"), .init("mid"), .init("high")])
    addFigures(to: &table, path: "")
    return table
  }

  private func addFigures(to table: inout TextTable, path: String) {
    switch self {
    case .object(let members):
      if members.map(\.key) == ["low", "mid", "high"] {
        table.add(path, members[0].value.bareText, members[1].value.bareText, members[2].value.bareText)
        return
      }
      for member in members {
        member.value.addFigures(to: &table, path: path.isEmpty ? member.key : "\(path).\(member.key)")
      }
    case .array(let values):
      for (index, value) in values.enumerated() { value.addFigures(to: &table, path: "\(path)[\(index)]") }
    case .null, .bool, .integer, .number, .string, .verbatim: table.add(path, "", bareText, "")
    }
  }

  fileprivate var bareText: String {
    switch self {
    case .string(let text): text
    case .null: ""
    case .number(let number) where !number.isFinite: ""
    default: line
    }
  }
}

extension TextTable {
  /// A number as a cell of a CSV holds it, written as in JSON; empty when unknown.
  static func bare(_ number: Double?) -> String { JSONValue(number).bareText }
}
