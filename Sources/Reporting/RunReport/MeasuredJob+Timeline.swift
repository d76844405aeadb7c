import Charts
import Quantities
import TrainingRun

extension MeasuredJob {
  /// Power over time with phases and gaps; nothing where no curve was kept.
  var timelineBlocks: [Report.Block] {
    guard let curve, !curve.power.isEmpty else { return [] }
    let scale = TimelineScale(duration: wallTime, power: curve.power.max() ?? .zero)
    let points = curve.power.enumerated().map { index, power in
      let value = scale.power(power)
      return TimelineChart.Point(time: scale.time(curve.spacing * Double(index)), low: value, mean: value, high: value)
    }
    let series = TimelineChart.Series(name: "all counted domains", width: scale.time(curve.spacing), points: points)
    return timeline([series], scale)
  }

  private func timeline(_ series: [TimelineChart.Series], _ scale: TimelineScale) -> [Report.Block] {
    let title = "Power over time"
    let chart = TimelineChart(
      title: title, time: Axis("time (\(scale.timeUnit.symbol))"), quantity: Axis("Power (\(scale.powerUnit.symbol))"),
      series: series, duration: scale.time(wallTime),
      phases: phases.map {
        TimelineChart.Span(
          name: $0.name, start: scale.time($0.start), end: scale.time($0.start + $0.duration))
      },
      gaps: gaps.map {
        TimelineChart.Span(
          name: "no readings", start: scale.time($0.start), end: scale.time($0.start + $0.duration))
      })
    return [.section(title), .figure(Figure(.timeline(chart), table: chart.table, isTableFolded: true))] + blocks
  }
}

/// The units in which a timeline is drawn.
struct TimelineScale {
  let timeUnit: UnitOfMeasure
  let powerUnit: UnitOfMeasure

  init(duration: Seconds, power: Watts) {
    timeUnit = duration.displayUnit
    powerUnit = power.displayUnit
  }

  func time(_ time: Seconds) -> Double { time.value / timeUnit.scale }
  func power(_ power: Watts) -> Double { power.value / powerUnit.scale }
}

extension TimelineChart {
  /// Every point, a row for each time and a column for each series: its mean, and its least and largest where they
  /// differ.
  var table: TextTable {
    var table = TextTable([.init(time.title, .right)] + series.map { .init($0.name, .right) })
    var rows: [Double: [String]] = [:]
    for (column, series) in series.enumerated() {
      for point in series.points {
        let mean = NumberFormat.significant(point.mean)
        let text =
          point.low < point.high
          ? "\(mean) (\(NumberFormat.significant(point.low)) to \(NumberFormat.significant(point.high)))" : mean
        rows[point.time, default: [String](repeating: "", count: self.series.count)][column] = text
      }
    }
    table.rows = rows.sorted { $0.key < $1.key }.map { [NumberFormat.significant($0.key, digits: 5)] + $0.value }
    return table
  }
}
