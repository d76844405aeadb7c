import Charts
import Reporting
import Testing

@Suite struct ReportTests {
  private var table: TextTable {
    var table = TextTable([.init("Item"), .init("Amount", .right), .init("From")])
    table.add("Energy", "¥200.00", "run file, \"prices\"")
    table.add("数据", "¥512.00", "a | b")
    return table
  }

  private var report: Report {
    Report(
      blocks: [
        .heading("Bill"), .table(table),
        .bars(BarChart(title: "Shares", bars: [.init(label: "Energy", value: 1, caption: "100 %")])),
      ],
      json: [
        "name": "a\"b\n\u{1}", "range": .null, "list": .array([1, .number(0.5), .number(.nan)]), "none": .array([]),
      ],
      csv: table)
  }

  @Test func `a table aligns columns by display width`() {
    let text = report.text(.table, canvas: Canvas(width: 60))
    #expect(
      text == """
        Bill

        Item     Amount  From
        ──────  ───────  ──────────────────
        Energy  ¥200.00  run file, "prices"
        数据    ¥512.00  a | b

        Shares
        Energy  █████████████████████████████████████████████ 100 %

        """)
  }

  @Test func `a narrow table wraps the widest column`() {
    let lines = report.text(.table, canvas: Canvas(width: 33)).split(separator: "\n")
    #expect(lines.contains("Energy  ¥200.00  run file,"))
    #expect(lines.contains("                 \"prices\""))
  }

  private static let wide: TextTable = {
    var table = TextTable([
      .init("Lever"), .init("Time", .right), .init("Cost", .right), .init("90 % range", .right), .init("Source"),
    ])
    table.add("as it is", "2.2 d", "$11,280", "$10,560 to 12,440", "")
    table.add("地区 FR", "23 h", "¥8", "¥7 to 9", "a list")
    return table
  }()

  @Test func `where numbers would break, the last columns go below the first`() {
    let text = Report(blocks: [.table(Self.wide)], json: .null, csv: Self.wide).text(.table, canvas: Canvas(width: 40))
    #expect(
      text == """
        Lever      Time     Cost
                 90 % range  Source
        ───────────────────────────
        as it is  2.2 d  $11,280
          $10,560 to 12,440
        地区 FR    23 h       ¥8
                    ¥7 to 9  a list

        """)
  }

  @Test(arguments: 40...140)
  func `a table fits its terminal and keeps every number whole`(width: Int) {
    let report = Report(blocks: [.table(Self.wide)], json: .null, csv: Self.wide)
    let text = report.text(.table, canvas: Canvas(width: width))
    #expect(text.split(separator: "\n").allSatisfy { displayWidth(String($0)) <= width }, "\(text)")
    for cell in Self.wide.rows.flatMap({ $0[1...3] }) { #expect(text.contains(cell), "\(cell)\n\(text)") }
  }

  @Test func `ASCII terminals get ASCII rules and bars, and color is a choice`() {
    let plain = report.text(.table, canvas: Canvas(width: 60, unicode: false))
    #expect(plain.contains("------  -------"))
    #expect(plain.contains("####"))
    #expect(!plain.contains("\u{1B}"))
    #expect(report.text(.table, canvas: Canvas(color: true)).hasPrefix("\u{1B}[1mBill\u{1B}[0m"))
  }

  @Test func `CSV quotes what needs quotes`() {
    #expect(
      report.text(.csv, canvas: Canvas())
        == "Item,Amount,From\nEnergy,¥200.00,\"run file, \"\"prices\"\"\"\n数据,¥512.00,a | b\n")
  }

  @Test func `Markdown escapes bars`() {
    #expect(report.text(.markdown, canvas: Canvas()).contains("| 数据 | ¥512.00 | a \\| b |"))
  }

  @Test func `JSON escapes text, keeps the order of keys and writes no number for none`() {
    #expect(
      report.text(.json, canvas: Canvas())
        == "{\n  \"name\": \"a\\\"b\\n\\u0001\",\n  \"range\": null,\n  \"list\": [\n    1,\n    0.5,\n    null\n  ],\n  \"none\": []\n}\n"
    )
  }
}
