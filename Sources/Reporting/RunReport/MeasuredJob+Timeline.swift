import Charts
import Quantities
import RunLedger
import TrainingRun

extension MeasuredJob {
  /// Power over time with phases and gaps; nothing where no curve was kept.
  ///
  /// - Parameter curves: the power of each device as the ledger keeps it; where there is none, the job's own curve of
  ///   all counted domains together is drawn.
  func timelineBlocks(_ curves: [String: [PowerBucket]]) -> [Report.Block] {
    let devices = curves.filter { !$0.value.isEmpty }
    return devices.isEmpty ? ownTimeline : timeline(of: devices)
  }

  private func timeline(of devices: [String: [PowerBucket]]) -> [Report.Block] {
    let buckets = devices.values.joined()
    // A curve that was read for longer than the job took is drawn whole.
    let end = Seconds((buckets.map { $0.start + $0.width.value }.max() ?? startedAt) - startedAt)
    let scale = TimelineScale(duration: max(wallTime, end), power: buckets.map(\.high).max() ?? .zero)
    let series = devices.sorted { $0.key < $1.key }.map { name, buckets in
      TimelineChart.Series(
        name: name, width: scale.time(Self.reach(of: buckets)),
        points: buckets.map { bucket in
          // The first bucket may begin before the job does, since buckets lie on a grid of their width.
          TimelineChart.Point(
            time: max(0, scale.time(Seconds(bucket.start - startedAt))), low: scale.power(bucket.low),
            mean: scale.power(bucket.mean), high: scale.power(bucket.high))
        })
    }
    return timeline(series, scale)
  }

  /// How long a bucket's values stand: until the next one, and where buckets are shorter than the time between readings,
  /// so that some hold none, for two such times.
  private static func reach(of buckets: [PowerBucket]) -> Seconds {
    let width = buckets.first?.width ?? .zero
    let usual = zip(buckets.dropFirst(), buckets).map { $0.start - $1.start }.median
    return usual > width.value * 1.5 ? Seconds(usual * 2) : width
  }

  private var ownTimeline: [Report.Block] {
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
    func span(_ name: String, _ start: Seconds, _ duration: Seconds) -> TimelineChart.Span {
      TimelineChart.Span(name: name, start: scale.time(start), end: scale.time(start + duration))
    }
    let chart = TimelineChart(
      title: title, time: Axis("time (\(scale.timeUnit.symbol))"), quantity: Axis("Power (\(scale.powerUnit.symbol))"),
      series: series, duration: scale.time(scale.duration),
      phases: phases.map { span($0.name, $0.start, $0.duration) },
      gaps: gaps.map { span("no readings", $0.start, $0.duration) })
    return [.section(title), .figure(Figure(.timeline(chart), table: chart.table, isTableFolded: true))]
  }
}

/// How long a timeline is, and the units in which it is drawn.
private struct TimelineScale {
  let timeUnit: UnitOfMeasure
  let powerUnit: UnitOfMeasure
  let duration: Seconds

  /// The units for a duration and the largest power.
  init(duration: Seconds, power: Watts) {
    self.duration = duration
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
