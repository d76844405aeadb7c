import CostCore
import HardwareProfiles
import Quantities
import TrainingRun
import WorkloadModel

/// One run on several accelerators and counts.
public struct CompareResult: Sendable {
  /// The run's name.
  public var name: String
  /// The runs that could be estimated, in the order asked.
  public var entries: [PlanResult.Entry]
  /// Those that could not, and why.
  public var refused: [(accelerator: String, count: Int, reason: String)]
  /// What the run file states of layouts, which all have; and what of it was passed over.
  public var held: String?
  public var passedOver: String?

  /// A comparison; the front of time and cost is marked here, among the runs that fit.
  public init(
    name: String, entries: [PlanResult.Entry], refused: [(accelerator: String, count: Int, reason: String)]
  ) {
    self.name = name
    self.refused = refused
    var marked = entries.filter(Self.fits).markingFront()[...]
    self.entries = entries.map { Self.fits($0) ? marked.removeFirst() : $0 }
  }

  private static func fits(_ entry: PlanResult.Entry) -> Bool { entry.estimate.prediction?.fits ?? true }

  /// The report of `compare`.
  public var report: Report {
    var table = TextTable([
      .init("Accelerator"), .init("Count", .right), .init("Time", .right), .init("90 % range", .right),
      .init("Cost", .right), .init("Energy", .right), .init("MFU", .right),
      .init("Memory", .right), .init("Layout"),
      .init("Front"),
    ])
    for entry in entries {
      let prediction = entry.estimate.prediction
      table.add(
        entry.estimate.profile?.name ?? "", NumberFormat.significant(Double(entry.count), digits: 8),
        entry.wallTime?.mid.formatted ?? "unknown", entry.wallTime?.formattedBounds ?? "",
        entry.estimate.cost.totalText,
        entry.energy?.mid.formatted ?? "unknown",
        prediction.map { NumberFormat.percent($0.mfu.mid) } ?? "",
        prediction?.fits == false ? "does not fit" : entry.estimate.memoryText ?? "",
        prediction?.planDescription ?? "", entry.isOnFront ? "◆" : "")
    }
    let notes = PlanResult.notes(held: held, passedOver: passedOver, leftOut: entries.leftOut)
    var blocks: [Report.Block] = [.heading("\(name) compared")] + notes + [.table(table)]
    if let priceTable { blocks.append(.table(priceTable)) }
    blocks += entries.map(\.estimate).warnings()
    for (index, refusal) in refused.enumerated() {
      // What holds for several accelerators alike is said once.
      let alike = refused.indices.filter { refused[$0].count == refusal.count && refused[$0].reason == refusal.reason }
      guard alike.first == index else { continue }
      let names = alike.map { refused[$0].accelerator }.joined(separator: ", ")
      blocks.append(.text("left out: \(refusal.count) × \(names): \(refusal.reason)"))
    }
    if let legend = entries.frontLegend { blocks.append(legend) }
    let json = json
    return Report(blocks: blocks, json: json, csv: csv)
  }

  /// Where the prices of an accelerator-hour come from; nil where nothing is rented.
  private var priceTable: TextTable? {
    var table = TextTable([
      .init("Accelerator"), .init("Price an hour", .right), .init("Price from"), .init("As of"),
    ])
    for entry in entries {
      guard let (price, source, asOf) = entry.estimate.hourlyPrice else { continue }
      let row = [entry.estimate.profile?.name ?? "", price.formatted, source, asOf]
      if !table.rows.contains(row) { table.rows.append(row) }
    }
    return table.rows.isEmpty ? nil : table
  }

  private var json: JSONValue {
    [
      "schema_version": 1, "name": .string(name), "runs": .array(entries.map(\.json)),
      "refused": .array(
        refused.map {
          [
            "accelerator": .string($0.accelerator), "count": .integer($0.count), "reason": .string($0.reason),
          ]
        }), "held": JSONValue(held), "passed_over": JSONValue(passedOver),
      "left_out": JSONValue(entries.leftOut),
    ]
  }

  private var csv: TextTable {
    var table = TextTable(
      (["accelerator", "count", "fits", "hours", "cost", "currency", "it_kwh", "mfu", "layout", "front"]
        + PlanResult.Entry.rangeColumns + ["price_per_accelerator_hour", "price_source", "price_as_of"]).map {
          .init($0)
        })
    for entry in entries {
      let prediction = entry.estimate.prediction
      let price = entry.estimate.hourlyPrice
      table.rows.append(
        [
          entry.estimate.profile?.id ?? "", "\(entry.count)", prediction?.fits.map { "\($0)" } ?? "",
          entry.wallTime.map { "\($0.mid.hours)" } ?? "", entry.cost.map { "\($0.mid.amount)" } ?? "",
          entry.estimate.cost.currency.code, entry.energy.map { "\($0.mid.kilowattHours)" } ?? "",
          prediction.map { "\($0.mfu.mid)" } ?? "", prediction?.planDescription ?? "", "\(entry.isOnFront)",
        ] + entry.rangeCells + [price.map { "\($0.price.amount)" } ?? "", price?.source ?? "", price?.asOf ?? ""])
    }
    return table
  }
}
