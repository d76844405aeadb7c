import Charts
import Foundation
import FoundationXML
import Reporting
import Testing

@Suite struct ReportFormatTests {
  static let hostile = "</style><script>alert(1)</script> `|*@all* \u{1B}[2J\nsecond line"

  private var report: Report {
    var table = TextTable([.init("Item"), .init("Amount", .right)])
    table.add(Self.hostile, "$1.00")
    table.add("Energy", "$2.00")
    let chart = BarChart(
      title: "Where the money goes",
      bars: [
        .init(label: Self.hostile, value: 1, caption: "$1.00"), .init(label: "Energy", value: 2, caption: "$2.00"),
      ])
    return Report(
      blocks: [
        .heading(Self.hostile),
        .headline([Headline("Cost", "$3.00", range: "$2 to 4", provenance: "2 lines; \(Self.hostile)")]),
        .warning(Self.hostile), .section("Where the money goes"), .figure(Figure(.bars(chart), table: table)),
        .section("Assumptions", isDetail: true), .table(table),
        .figure(Figure(.bars(chart), table: table, isTableFolded: true, note: "How to read it")), .text(Self.hostile),
      ], json: .null, csv: table)
  }

  private func html() -> String { report.text(.html, canvas: Canvas()) }

  @Test func `a page is well-formed and nothing from outside becomes markup`() {
    let reader = Reader()
    let parser = XMLParser(data: Data(html().utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.debugDescription) at line \(parser.lineNumber)")
    #expect(!reader.names.contains("script") && !reader.names.contains("link") && !reader.names.contains("img"))
    #expect(reader.names.filter { $0 == "style" }.count == 1)
    #expect(reader.attributes.allSatisfy { $0 != "style" && $0 != "src" && $0 != "href" && !$0.hasPrefix("on") })
  }

  @Test func `a page forbids itself to load or run anything`() {
    #expect(html().contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""))
    #expect(!html().contains("http:") && !html().contains("https:") || html().contains("xmlns=\"http://www.w3.org"))
    #expect(!html().contains("url(") && !html().contains("@import"))
  }

  @Test func `every datum of a chart stands in the table below it`() throws {
    let text = html()
    let figure = try #require(text.range(of: "<figure>"))
    let end = try #require(text.range(of: "</figure>"))
    let content = text[figure.lowerBound..<end.lowerBound]
    let table = try #require(content.range(of: "<table"))
    for datum in ["$1.00", "$2.00", "Energy"] { #expect(content[table.lowerBound...].contains(">\(datum)</td>")) }
    #expect(text.contains("<details>\n<summary>The numbers</summary>"))
  }

  @Test func `each chart is drawn for wide and for narrow pages under ids of its own`() {
    let ids = html().matches(of: #/ id="([^"]+)"/#).map { String($0.1) }
    #expect(ids.count == 8 && Set(ids).count == 8)
    #expect(html().contains("<div class=\"narrow\" hidden=\"\">"))
  }

  @Test func `Markdown keeps names in their cells and folds details`() {
    let text = report.text(.markdown, canvas: Canvas())
    #expect(
      text.contains(
        "| &lt;/style>&lt;script>alert(1)&lt;/script> \\`\\|\\*@\u{200B}all\\*  \\[2J second line | $1.00 |"))
    #expect(text.contains("### Where the money goes\n\n```text\n"))
    #expect(text.contains("<details><summary>Assumptions</summary>"))
    #expect(text.split(separator: "\n").filter { $0 == "<details><summary>Assumptions</summary>" }.count == 1)
    #expect(text.components(separatedBy: "<details>").count == text.components(separatedBy: "</details>").count)
    #expect(text.contains("> **Warning:**"))
  }

  @Test func `a fence of Markdown is longer than any run of backticks inside it`() {
    let chart = BarChart(title: "t", bars: [.init(label: "```` x", value: 1, caption: "1")])
    let text = Report(blocks: [.bars(chart)], json: .null, csv: TextTable([])).text(.markdown, canvas: Canvas())
    #expect(text.hasPrefix("`````text\n") && text.hasSuffix("\n`````\n"))
  }

  @Test func `a table that is too wide wraps texts and headings before numbers, and names at their signs`() {
    var table = TextTable([.init("What would narrow it"), .init("Cost at its high end", .right), .init("Key")])
    table.add("take the price from its invoice", "$1.684 to 18.14 M", "prices.owned.interconnect_share")
    let text = Report(blocks: [.table(table)], json: .null, csv: table).text(.table, canvas: Canvas(width: 48))
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 48 })
    #expect(lines.contains { $0.contains("$1.684 to 18.14 M") })
    #expect(lines.contains { $0.hasSuffix("  prices.owned.") }, "\(lines)")
    #expect(lines.contains { $0.hasSuffix("  interconnect_") || $0.hasSuffix("  interconnect_share") }, "\(lines)")
  }

  @Test func `a terminal of ASCII gets ASCII`() {
    var table = TextTable([.init("a")])
    table.add("3 × 4 µs ± 2 m³ · 45 % − 1 – 2…")
    let text = Report(blocks: [.table(table)], json: .null, csv: table)
      .text(.table, canvas: Canvas(width: 80, unicode: false))
    #expect(text.allSatisfy(\.isASCII) && text.contains("3 x 4 us +/- 2 m3 | 45 % - 1 - 2..."), "\(text)")
  }

  @Test func `a terminal gets no control character from outside`() {
    let text = report.text(.table, canvas: Canvas(width: 80))
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    #expect(text.contains("\u{FFFD}[2J"))
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var names: [String] = []
    var attributes: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes own: [String: String]
    ) {
      names.append(name)
      attributes += own.keys
    }
  }
}
