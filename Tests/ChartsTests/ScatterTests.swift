import Charts
import Testing

@Suite struct ScatterTests {
  private func chart(_ places: [(Double, Double)]) -> ScatterChart {
    ScatterChart(
      title: "Choices", x: Axis("time (h)", .logarithmic), y: Axis("Cost (USD)", .logarithmic),
      points: places.enumerated().map { .init(label: "p\($0)", x: $1.0, y: $1.1, isChosen: $0 == 0) })
  }

  @Test func `the front is what no other choice beats`() {
    let front = chart([(1, 10), (2, 5), (2, 6), (3, 5), (4, 1), (9, 9)]).front
    #expect(front.map(\.label) == ["p0", "p1", "p4"])
  }

  @Test func `walking along the front time rises, cost falls, and every choice is beaten by one of it or on it`() {
    var generator = SplitMix(state: 3)
    for _ in 0..<50 {
      let places = (0..<30).map { _ in
        (
          Double.random(in: 1...100, using: &generator).rounded(),
          Double.random(in: 1...100, using: &generator).rounded()
        )
      }
      let chart = chart(places)
      let front = chart.front
      for (left, right) in zip(front, front.dropFirst()) {
        #expect((left.x < right.x && left.y > right.y) || (left.x == right.x && left.y == right.y))
      }
      for point in chart.points { #expect(front.contains { $0.x <= point.x && $0.y <= point.y }) }
    }
  }

  @Test func `every choice is a circle with its name and numbers, and labels never overlap`() {
    var generator = SplitMix(state: 5)
    let places = (0..<40).map { _ in
      (Double.random(in: 10...1000, using: &generator), Double.random(in: 1e4...1e6, using: &generator))
    }
    let picture = SVGReading(Chart.scatter(chart(places)).svg(width: 720, identifier: "c"))
    let notes = picture.all("title").map(\.text)
    for index in places.indices { #expect(notes.contains { $0.hasPrefix("p\(index): ") }) }
    let labels = picture.all("text").filter { $0.text.hasPrefix("p") }
    #expect(labels.count > 20)
    for (index, label) in labels.enumerated() {
      for other in labels[(index + 1)...] {
        let apart = abs(label.number("y") - other.number("y")) >= 9 || abs(label.number("x") - other.number("x")) >= 14
        #expect(apart, "\(label.text) and \(other.text)")
      }
    }
  }

  @Test func `on a terminal each choice is a letter, and the letters are explained`() {
    let lines = Chart.scatter(chart([(1, 10), (10, 1), (10, 10)])).terminalLines(width: 40, ascii: true)
    #expect(lines.first == "Cost (USD) against time (h)")
    #expect(lines.contains("on the front: A p0 (this run), B p1"))
    #expect(lines.contains("others: C p2"))
    for letter in ["A", "B", "C"] { #expect(lines.dropLast(2).contains { $0.contains(letter) }) }
    #expect(lines.allSatisfy { $0.count <= 40 && $0.allSatisfy(\.isASCII) })
  }
}
