import Charts
import CostCore
public import HardwareProfiles
import Quantities
import TrainingRun
import WorkloadModel

/// The same run on another accelerator.
public struct AcceleratorAlternative: Sendable {
  /// The accelerator.
  public var profile: AcceleratorProfile
  /// The estimate; nil when there is none.
  public var estimate: EstimateResult?
  /// Why there is no estimate; empty when there is one.
  public var reason: String

  /// The run on an accelerator, or why it cannot be estimated.
  public init(profile: AcceleratorProfile, estimate: EstimateResult?, reason: String = "") {
    self.profile = profile
    self.estimate = estimate
    self.reason = reason
  }

  /// Time and cost where the run fits and all of its cost is known.
  var place: (hours: Double, cost: Double)? {
    guard let estimate, estimate.prediction?.fits != false, let cost = estimate.cost.knownTotal?.mid.amount, cost > 0,
      let time = estimate.usage?.wallTime?.mid, time > .zero
    else { return nil }
    return (time.hours, cost)
  }

  /// Why it is not drawn.
  var exclusion: String {
    guard let estimate else {
      // Accelerators that are left out for one reason are named together.
      return reason.split(separator: profile.id).joined(separator: "it")
    }
    if estimate.prediction?.fits == false { return "the run does not fit their memory" }
    return "the cost is not fully known"
  }
}

extension [AcceleratorAlternative] {
  /// Time against cost, with the front of accelerators that no other beats in both.
  ///
  /// - Parameter chosen: the id of the accelerator that was asked about.
  func blocks(chosen: String, currency: Currency) -> [Report.Block] {
    let placed = compactMap { alternative in alternative.place.map { (alternative, $0) } }
    guard placed.count > 1 else { return [] }
    let title = "Time and cost on other accelerators"
    let chart = ScatterChart(
      title: title, x: Axis("time (h)", .logarithmic), y: Axis("Cost (\(currency.code))", .logarithmic),
      points: placed.map { alternative, place in
        ScatterChart.Point(
          label: alternative.profile.name, x: place.hours, y: place.cost, isChosen: alternative.profile.id == chosen)
      })
    var table = TextTable([
      .init("Accelerator"), .init("Time", .right), .init("90 % range", .right), .init("Cost", .right),
      .init("90 % range", .right), .init("Energy", .right), .init("On the front"),
    ])
    let rows = zip(placed, chart.points).sorted { ($0.1.x, $0.1.y) < ($1.1.x, $1.1.y) }
    for ((alternative, _), point) in rows {
      guard let estimate = alternative.estimate else { continue }
      let time = estimate.usage?.wallTime
      let total = estimate.cost.total
      table.add(
        alternative.profile.name + (point.isChosen ? " (this run)" : ""), time?.mid.formatted ?? "unknown",
        time?.formattedBounds ?? "", total.mid.formatted(exact: total.isExact), total.formattedBounds ?? "",
        estimate.usage?.itEnergy?.mid.formatted ?? "unknown", chart.isOnFront(point) ? "yes" : "")
    }
    let left = filter { $0.place == nil }
    let reasons = Dictionary(grouping: left, by: \.exclusion).sorted { $0.key < $1.key }
    let notes = reasons.map { reason, alternatives in
      Report.Block.text("Not drawn because \(reason) – \(alternatives.map(\.profile.name).joined(separator: "; "))")
    }
    let note =
      "The same run with the same number of each accelerator, at central inputs: this run in its own layout, the others in "
      + "the quickest that fits them with what the run file holds of one. "
      + "No accelerator beats those on the line in both time and cost."
    return [.section(title, isDetail: true), .figure(Figure(.scatter(chart), table: table, note: note))] + notes
  }

  /// The places for programs.
  var json: JSONValue {
    let placed = compactMap(\.place)
    return .array(
      map { alternative in
        let place = alternative.place
        let isBeaten = place.map { place in
          placed.contains {
            $0.hours <= place.hours && $0.cost <= place.cost && ($0.hours < place.hours || $0.cost < place.cost)
          }
        }
        return [
          "accelerator": .string(alternative.profile.id), "hours": JSONValue(place?.hours),
          "cost": JSONValue(place?.cost), "on_front": isBeaten.map { .bool(!$0) } ?? .null,
          "excluded": place == nil ? .string(alternative.exclusion) : .null,
        ]
      })
  }
}
