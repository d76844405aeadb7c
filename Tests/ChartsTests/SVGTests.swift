import Charts
import Foundation
import Testing

@Suite struct SVGTests {
  static let hostile = "<script>alert('&\"')</script>\u{1B}[31m\u{0}\u{FFFE} 能耗 ]]> é"

  static let charts: [Chart] = [
    .bars(BarChart(title: hostile, bars: [.init(label: hostile, value: 3, caption: hostile, range: 1...4)])),
    .bars(
      .waterfall(
        title: "Bill",
        parts: [.init(label: "rent", value: 6, caption: "6"), .init(label: hostile, value: 3, caption: "3")],
        total: .init(label: "Total", value: 9, caption: "9"))),
    .bars(.tornado(title: "Swings", center: 10, swings: [(hostile, 8, 13, "8 to 13"), ("price", 9, 11, "9 to 11")])),
    .timeline(
      TimelineChart(
        title: hostile, time: Axis("time (h)"), quantity: Axis("Power (W)"),
        series: [TimelineTests.series(hostile), TimelineTests.series("b")], duration: 6,
        phases: [.init(name: hostile, start: 0, end: 4)], gaps: [.init(name: hostile, start: 2, end: 3)])),
    .scatter(
      ScatterChart(
        title: hostile, x: Axis("time (h)", .logarithmic), y: Axis("Cost (USD)", .logarithmic),
        points: [.init(label: hostile, x: 1, y: 30, isChosen: true), .init(label: "b", x: 10, y: 3)])),
    .bars(BarChart(title: "", bars: [])),
    .timeline(TimelineChart(title: "", time: Axis(""), quantity: Axis(""), series: [], duration: 0)),
    .scatter(ScatterChart(title: "", x: Axis("", .logarithmic), y: Axis(""), points: [])),
  ]

  @Test(arguments: charts, [340.0, 720])
  func `a picture is well-formed, has a title and a description, and needs neither style nor script`(
    chart: Chart, width: Double
  ) {
    let text = chart.svg(width: width, identifier: "c\"1")
    let picture = SVGReading(text)
    #expect(picture.isWellFormed)
    #expect(picture.elements.first?.name == "svg")
    #expect(picture.elements.first?.attributes["role"] == "img")
    #expect(picture.elements.first?.attributes["aria-labelledby"] == "c\"1-t c\"1-d")
    #expect(picture.all("title").first?.attributes["id"] == "c\"1-t")
    #expect(picture.all("desc").first?.attributes["id"] == "c\"1-d")
    #expect(picture.all("script").isEmpty && picture.all("style").isEmpty)
    for element in picture.elements {
      #expect(element.attributes.keys.allSatisfy { $0 != "style" && $0 != "class" && !$0.hasPrefix("on") })
    }
    #expect(!text.contains("nan") && !text.contains("inf"))
  }

  @Test(arguments: charts, [340.0, 720])
  func `nothing is drawn outside of the picture`(chart: Chart, width: Double) {
    let picture = SVGReading(chart.svg(width: width, identifier: "c"))
    let height = picture.elements[0].number("height")
    for box in picture.all("rect") {
      #expect(box.number("x") >= -0.1 && box.number("x") + box.number("width") <= width + 0.1)
      #expect(box.number("y") >= -0.1 && box.number("y") + box.number("height") <= height + 0.1)
    }
    for text in picture.all("text") {
      #expect((0...width).contains(text.number("x")) && (0...height).contains(text.number("y")))
    }
  }

  @Test func `a small chart of bars is drawn just so`() {
    let chart = Chart.bars(
      BarChart(
        title: "Shares", bars: [.init(label: "a", value: 2, caption: "2"), .init(label: "b", value: 1, caption: "1")]))
    #expect(
      chart.svg(width: 340, identifier: "c") == """
        <svg xmlns="http://www.w3.org/2000/svg" width="340" height="96" viewBox="0 0 340 96" role="img" \
        aria-labelledby="c-t c-d" font-family="system-ui, sans-serif" fill="currentColor">
        <title id="c-t">Shares</title>
        <desc id="c-d">Shares: a 2; b 1</desc>
        <rect x="1" y="28" width="338" height="14" fill="#2f7fc1"><title>a: 2</title></rect>
        <text x="0" y="21" font-size="13">a</text>
        <text x="340" y="21" font-size="13" text-anchor="end">2</text>
        <rect x="1" y="72" width="169" height="14" fill="#2f7fc1"><title>b: 1</title></rect>
        <text x="0" y="65" font-size="13">b</text>
        <text x="340" y="65" font-size="13" text-anchor="end">1</text>
        </svg>
        """)
  }

  @Test(arguments: [340.0, 720])
  func `lengths of bars are proportional to their values`(width: Double) {
    var generator = SplitMix(state: 7)
    let values = (0..<20).map { _ in Double.random(in: 10...1000, using: &generator) }
    let chart = Chart.bars(
      BarChart(title: "", bars: values.map { .init(label: "x", value: $0, caption: "c") }))
    let lengths = SVGReading(chart.svg(width: width, identifier: "c")).all("rect").map { $0.number("width") }
    #expect(lengths.count == values.count)
    for (length, value) in zip(lengths, values) {
      #expect(abs(length - value * lengths[0] / values[0]) < 0.2 + 0.1 * value / values[0])
    }
  }

  @Test func `each part of a waterfall begins where the last one ended, and all of them reach the total`() {
    let chart = BarChart.waterfall(
      title: "", parts: [5, 3, 2].map { .init(label: "p", value: $0, caption: "", range: $0 - 1...$0 + 1) },
      total: .init(label: "t", value: 10, caption: ""))
    #expect(chart.bars.map(\.start) == [0, 5, 8, 0])
    #expect(chart.bars.map(\.end) == [5, 8, 10, 10])
    #expect(chart.bars.map(\.range) == [4...6, 7...9, 9...11, nil])
  }

  @Test func `a tornado is sorted by the width of its swings and split at its center`() {
    let chart = BarChart.tornado(
      title: "", center: 10, swings: [("narrow", 9, 11, ""), ("wide", 4, 20, ""), ("reversed", 13, 8, "")])
    #expect(chart.bars.map(\.label) == ["wide", "reversed", "narrow"])
    let boxes = SVGReading(Chart.bars(chart).svg(width: 720, identifier: "c")).all("rect")
    #expect(boxes.count == 6)
    // 6 below and 10 above the center.
    #expect(abs(boxes[0].number("width") / boxes[1].number("width") - 0.6) < 0.01)
    #expect(boxes[0].attributes["fill"] != boxes[1].attributes["fill"])
  }

  @Test func `every color of a mark stands out from white and from near-black`() {
    let colors = Set(
      Self.charts.flatMap { SVGReading($0.svg(width: 720, identifier: "c")).elements }
        .flatMap { [$0.attributes["fill"], $0.attributes["stroke"]] }.compactMap(\.self).filter { $0.hasPrefix("#") })
    #expect(colors.count >= 3)
    for color in colors {
      let luminance = luminance(color)
      #expect((1.05) / (luminance + 0.05) >= 3, "\(color) on white")
      #expect((luminance + 0.05) / (self.luminance("#14171b") + 0.05) >= 3, "\(color) on near-black")
    }
  }

  /// Relative luminance by WCAG 2.
  private func luminance(_ color: String) -> Double {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    let channels = [16, 8, 0].map { shift -> Double in
      let share = Double(value >> shift & 255) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}
