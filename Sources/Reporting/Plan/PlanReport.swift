import CostCore
import HardwareProfiles
import Quantities
import TrainingRun
import WorkloadModel

extension PlanResult {
  /// The report of `plan`.
  public var report: Report {
    var blocks: [Report.Block] = [.heading(title)] + notes
    if let answer { blocks.append(.text(answer)) }
    if best.isEmpty {
      blocks.append(.text(dismissed.isEmpty ? "no layout fits in memory" : "no layout keeps all limits"))
    } else {
      blocks.append(.table(Self.table(best)))
      if let legend = best.frontLegend { blocks.append(legend) }
    }
    if let text = whyRunnerUpLost { blocks.append(.text(text)) }
    if let text = besideEstimate { blocks.append(.text(text)) }
    if let first = best.first, let keys = first.runFileKeys {
      blocks += [.text("The first in a run file, for \(first.count) accelerators:"), .code(keys)]
    }
    if !dismissed.isEmpty { blocks.append(.table(dismissedTable)) }
    for warning in warnings { blocks.append(.warning(warning)) }
    return Report(blocks: blocks, json: json, csv: csv)
  }

  private var notes: [Report.Block] { Self.notes(held: held, passedOver: passedOver, leftOut: best.leftOut) }

  private var title: String {
    let count = NumberFormat.significant(Double(searched), digits: 10)
    let state = isPartial ? "interrupted; the best of " : ""
    return "\(name): \(state)\(count) layouts in \(duration.formatted), by \(objective)"
  }

  private static func table(_ entries: [Entry]) -> TextTable {
    var table = TextTable([
      .init("Accelerators", .right), .init("Layout"), .init("Step", .right), .init("Time", .right),
      .init("90 % range", .right), .init("Cost", .right), .init("Energy", .right), .init("Memory", .right),
      .init("Front"),
    ])
    for entry in entries { table.rows.append(row(entry) + [entry.isOnFront ? "◆" : ""]) }
    return table
  }

  private static func row(_ entry: Entry) -> [String] {
    let prediction = entry.estimate.prediction
    return [
      NumberFormat.significant(Double(entry.count), digits: 8), prediction?.planDescription ?? "",
      prediction?.stepTime.mid.formatted ?? "", entry.wallTime?.mid.formatted ?? "unknown",
      entry.wallTime?.formattedBounds ?? "", entry.estimate.cost.totalText,
      entry.energy?.mid.formatted ?? "unknown", entry.estimate.memoryText ?? "",
    ]
  }

  private var dismissedTable: TextTable {
    var table = TextTable([
      .init("Dismissed", .right), .init("Layout"), .init("Time", .right), .init("Cost", .right), .init("Why"),
    ])
    for (entry, reason) in dismissed {
      table.add(
        NumberFormat.significant(Double(entry.count), digits: 8), entry.estimate.prediction?.planDescription ?? "",
        entry.wallTime?.mid.formatted ?? "unknown", entry.estimate.cost.totalText, reason)
    }
    return table
  }

  /// Which parts of the step, or which figure, put the second way behind the first.
  var whyRunnerUpLost: String? {
    guard best.count > 1 else { return nil }
    let (first, second) = (best[0], best[1])
    guard first.count == second.count, let own = first.breakdown, let other = second.breakdown else {
      let time = ratio(second.wallTime?.mid.value, first.wallTime?.mid.value)
      let cost = ratio(second.cost?.mid.amount, first.cost?.mid.amount)
      let energy = ratio(second.energy?.mid.value, first.energy?.mid.value)
      return "The runner-up, \(second.count) accelerators, takes \(time) the time, \(cost) the money and \(energy) "
        + "the energy."
    }
    let differences = zip(own.parts, other.parts).map { ($0.name, $1.time - $0.time) }
      .filter { $0.1.value.magnitude > 1e-3 * own.total.value }
      .sorted { $0.1.value.magnitude > $1.1.value.magnitude }.prefix(3)
    let percent = (other.total / own.total - 1) * 100
    guard percent > 0.01 else {
      return "The runner-up's step is as quick; the first takes less memory or fewer splits."
    }
    let more = "The runner-up's step takes \(NumberFormat.significant(percent, digits: 3)) % longer"
    guard !differences.isEmpty else { return "\(more), in parts of less than a thousandth each." }
    let parts = differences.map { name, time in
      "\(name) \(time.value < 0 ? "−" : "+")\(Seconds(time.value.magnitude).formatted)"
    }
    return "\(more): " + parts.joined(separator: ", ") + "."
  }

  private func ratio(_ value: Double?, _ other: Double?) -> String {
    guard let value, let other, other > 0 else { return "an unknown share of" }
    return "\(NumberFormat.significant(value / other, digits: 3)) times"
  }

  var json: JSONValue {
    [
      "schema_version": 1, "name": .string(name), "searched": .integer(searched), "feasible": .integer(feasible),
      "seconds": .number(duration.value), "objective": .string(objective), "complete": .bool(!isPartial),
      "answer": .object(answerFigures.map { .init($0.key, .number($0.value)) }),
      "held": JSONValue(held), "passed_over": JSONValue(passedOver), "left_out": JSONValue(best.leftOut),
      "stated": stated?.json ?? .null,
      "best": .array(best.map(\.json)), "runner_up_lost_by": JSONValue(whyRunnerUpLost),
      "dismissed": .array(
        dismissed.map { entry, reason in
          guard case .object(let members) = entry.json else { return .null }
          return .object(members + [.init("reason", .string(reason))])
        }), "warnings": .array(warnings.map(JSONValue.string)),
    ]
  }

  private var csv: TextTable {
    var table = TextTable(
      ([
        "accelerator", "count", "layout", "step_seconds", "hours", "cost", "currency", "it_kwh", "memory_bytes",
        "front",
      ] + Entry.rangeColumns).map { .init($0) })
    for entry in best {
      table.rows.append(
        [
          entry.estimate.profile?.id ?? "", "\(entry.count)", entry.estimate.prediction?.planDescription ?? "",
          entry.estimate.prediction.map { "\($0.stepTime.mid.value)" } ?? "",
          entry.wallTime.map { "\($0.mid.hours)" } ?? "", entry.cost.map { "\($0.mid.amount)" } ?? "",
          entry.estimate.cost.currency.code, entry.energy.map { "\($0.mid.kilowattHours)" } ?? "",
          entry.estimate.knowsActivations
            ? entry.estimate.prediction.map { "\($0.memory.total.value.rounded())" } ?? "" : "",
          "\(entry.isOnFront)",
        ] + entry.rangeCells)
    }
    return table
  }
}

extension PlanResult.Entry {
  /// The columns of a CSV that hold the bounds of the 90 % ranges.
  static let rangeColumns = [
    "step_seconds_low", "step_seconds_high", "hours_low", "hours_high", "cost_low", "cost_high", "it_kwh_low",
    "it_kwh_high",
  ]

  /// Their cells; empty where a figure is unknown.
  var rangeCells: [String] {
    func bounds(_ range: Range90<Double>?) -> [String] { range.map { ["\($0.low)", "\($0.high)"] } ?? ["", ""] }
    return bounds(estimate.prediction?.stepTime.map(\.value)) + bounds(wallTime?.map(\.hours))
      + bounds(cost?.map(\.amount)) + bounds(energy?.map(\.kilowattHours))
  }

  /// The entry for programs.
  var json: JSONValue {
    let prediction = estimate.prediction
    let software = estimate.specification.training.software
    return [
      "accelerator": JSONValue(estimate.profile?.id), "count": .integer(count),
      "layout": prediction?.layoutJSON ?? .null,
      "software": [
        "async_tensor_parallel": software.asyncTensorParallel.map(JSONValue.bool) ?? .null,
        "overlap_gradient_reduce": software.overlapGradientReduce.map(JSONValue.bool) ?? .null,
      ],
      "step_seconds": JSONValue(prediction?.stepTime.map(\.value)), "hours": JSONValue(wallTime?.map(\.hours)),
      "accelerator_hours": JSONValue(estimate.usage?.acceleratorTime.map(\.hours)),
      "mfu": JSONValue(prediction?.mfu), "cost": JSONValue(cost?.map(\.amount)),
      "currency": .string(estimate.cost.currency.code),
      "price_per_accelerator_hour": JSONValue(estimate.hourlyPrice?.price.amount),
      "price_source": JSONValue(estimate.hourlyPrice?.source),
      "price_as_of": JSONValue(estimate.hourlyPrice?.asOf), "it_kwh": JSONValue(energy?.map(\.kilowattHours)),
      "memory_per_accelerator_bytes": JSONValue(
        estimate.knowsActivations ? prediction?.memory.total.value.rounded() : nil),
      "fits": prediction?.fits.map(JSONValue.bool) ?? .null, "pareto": .bool(isOnFront),
    ]
  }
}

extension RunPrediction {
  /// Layout, micro-batch and recompute in words.
  var planDescription: String {
    var parts = [layout.description, "micro-batch \(microBatchSize)"]
    if recompute != .none { parts.append("\(recompute.rawValue) recompute") }
    if !offload.isEmpty { parts.append("\(offload.keys.joined(separator: " and ")) on the host") }
    return parts.joined(separator: ", ")
  }
}
