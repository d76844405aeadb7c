import Charts
import Testing

@Suite struct BarChartTests {
  private let chart = BarChart(
    title: "t",
    bars: [
      .init(label: "rent", value: 100, caption: "67 %"), .init(label: "energy", value: 50, caption: "33 %"),
      .init(label: "tax", value: 0.01, caption: "0 %"),
    ])

  @Test func `bars are drawn to scale and the least amount still shows`() {
    #expect(
      chart.terminalLines(width: 24, ascii: true) == [
        "rent    ########## 67 %", "energy  ##### 33 %", "tax     # 0 %",
      ])
    #expect(chart.terminalLines(width: 24, ascii: false).last == "tax     ▏ 0 %")
  }

  @Test func `where a bar has no room beside its words, they stand above it`() {
    let lines = chart.terminalLines(width: 20, ascii: true)
    #expect(lines.prefix(4) == ["rent: 67 %", "###################", "energy: 33 %", "##########"])
    #expect(lines.allSatisfy { $0.count <= 20 })
  }

  @Test func `a chart of nothing draws nothing`() {
    #expect(BarChart(title: "", bars: []).terminalLines(width: 80, ascii: true).isEmpty)
    #expect(
      BarChart(title: "", bars: [.init(label: "a", value: 0, caption: "")]).terminalLines(width: 80, ascii: true)
        .isEmpty)
  }

  @Test(arguments: [("energy", 6), ("能耗", 4), ("e\u{301}", 1), ("", 0), ("¥15", 3)])
  func `width counts columns, two for each Chinese character`(text: String, width: Int) {
    #expect(displayWidth(text) == width)
  }
}

extension BarChartTests {
  @Test func `a waterfall steps to the right on a terminal`() {
    let chart = BarChart.waterfall(
      title: "t", parts: [.init(label: "a", value: 6, caption: "6"), .init(label: "b", value: 2, caption: "2")],
      total: .init(label: "sum", value: 8, caption: "8"))
    #expect(
      chart.terminalLines(width: 16, ascii: true) == ["a    ######   6", "b          ## 2", "sum  ######## 8"])
  }

  @Test func `the halves of a swing look different without color`() {
    let chart = BarChart.tornado(title: "t", center: 5, swings: [("price", 1, 9, "x"), ("hours", 4, 6, "y")])
    #expect(
      chart.terminalLines(width: 18, ascii: true) == ["price  ====|### x", "hours     =|    y"])
    #expect(
      chart.terminalLines(width: 18, ascii: false) == ["price  ▒▒▒▒│███ x", "hours     ▒│    y"])
  }
}
