import Charts
import Testing

@Suite struct TimelineTests {
  /// Six points of one hour, of which the third is missing.
  static func series(_ name: String) -> TimelineChart.Series {
    let means = [100.0, 200, 300, 400, 400, 200]
    return TimelineChart.Series(
      name: name, width: 1,
      points: means.enumerated().filter { $0.offset != 2 }.map { hour, mean in
        .init(time: Double(hour), low: mean - 50, mean: mean, high: mean + 50)
      })
  }

  private func chart(_ names: [String]) -> TimelineChart {
    TimelineChart(
      title: "Power", time: Axis("time (h)"), quantity: Axis("Power (W)"), series: names.map(Self.series), duration: 6,
      phases: [.init(name: "load", start: 0, end: 2), .init(name: "train", start: 2, end: 6)],
      gaps: [.init(name: "no readings", start: 2, end: 3)])
  }

  @Test func `a line breaks where readings are missing, and the gap is marked`() {
    let picture = SVGReading(Chart.timeline(chart(["gpu"])).svg(width: 720, identifier: "c"))
    #expect(picture.all("polyline").count == 2)
    #expect(picture.all("polygon").count == 2)
    let notes = picture.all("title").map(\.text)
    #expect(notes.contains("no readings") && notes.contains("load"))
    #expect(picture.all("text").map(\.text).contains("train"))
  }

  @Test func `a point stands until the next one, however wide its stretch may be`() throws {
    var chart = chart(["gpu"])
    chart.series[0] = .init(
      name: "gpu", width: 2, points: [0.0, 1, 2, 2.5].map { .init(time: $0, low: 1, mean: 1, high: 1) })
    let lines = SVGReading(Chart.timeline(chart).svg(width: 720, identifier: "c")).all("polyline")
    let points = try #require(lines.first?.attributes["points"]).split(separator: " ")
    let across = points.compactMap { Double($0.split(separator: ",")[0]) }
    #expect(lines.count == 1 && across.count == 8)
    #expect(across == across.sorted())
  }

  @Test func `each of several series has a panel of its own with its name`() {
    let names = ["0000:17:00.0", "0000:65:00.0", "0000:ca:00.0"]
    let picture = SVGReading(Chart.timeline(chart(names)).svg(width: 720, identifier: "c"))
    #expect(picture.all("polyline").count == 6)
    #expect(Set(names).isSubset(of: picture.all("text").map(\.text)))
  }

  @Test func `panels that no page has room for are named as left out`() {
    let picture = SVGReading(Chart.timeline(chart((0..<20).map { "gpu\($0)" })).svg(width: 720, identifier: "c"))
    #expect(picture.all("polyline").count == 32)
    #expect(picture.all("text").map(\.text).contains("4 more series are in the table"))
  }

  @Test func `several series are sparklines on a terminal`() {
    #expect(
      Chart.timeline(chart(["a", "b"])).terminalLines(width: 48, ascii: false) == [
        "Power (W) over time (h), 0 to 6", "a  ▂▂▂▃▄▄▄▄   ███████▆▄▄▄  mean 260, largest 450",
        "b  ▂▂▂▃▄▄▄▄   ███████▆▄▄▄  mean 260, largest 450", "   │load  │train",
      ])
  }

  @Test func `one series is a plot on a terminal, in ASCII too`() {
    let lines = Chart.timeline(chart(["a"])).terminalLines(width: 40, ascii: true)
    #expect(lines.allSatisfy { $0.allSatisfy(\.isASCII) && $0.count <= 40 })
    #expect(lines.first == "Power (W) over time (h)")
    #expect(lines.contains { $0.hasPrefix("400|") && $0.contains("*") })
    #expect(Chart.timeline(chart(["a"])).terminalLines(width: 40, ascii: false).contains { $0.hasPrefix("400│") })
  }

  @Test func `sparklines follow their values and leave out what is unknown`() {
    #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7, nil, 8]) == "▁▁▂▃▄▅▆▇ █")
    #expect(Sparkline.text([0, 4, 8], ascii: true) == "_~@")
    #expect(Sparkline.text([1, 2], largest: 8) == "▁▂")
    #expect(Sparkline.text([0, 0]) == "▁▁")
    #expect(Sparkline.text([]) == "")
  }
}
