import CostCore
public import Quantities
public import TrainingRun
import WorkloadModel

/// A run before and after some levers.
public struct WhatIfOutcome: Sendable {
  /// The levers, as the user wrote them.
  public let lever: String
  /// The run as it is.
  public let before: EstimateResult
  /// The run under the levers.
  public let after: EstimateResult
  /// What the levers take for granted.
  public let assumptions: [Assumption]
  /// Whether the hours were predicted anew rather than taken over.
  public let isPredictedAnew: Bool

  /// An outcome.
  public init(
    lever: String, before: EstimateResult, after: EstimateResult, assumptions: [Assumption],
    isPredictedAnew: Bool = false
  ) {
    self.isPredictedAnew = isPredictedAnew
    self.lever = lever
    self.before = before
    self.after = after
    self.assumptions = assumptions
  }

  /// The cost after over the cost before; nil while a part of either is unknown. What moves both alike, such as a price,
  /// cancels; of the time of two runs that are each predicted, only what their predictions share.
  public var costRatio: Range90<Double>? {
    guard after.cost.knownTotal != nil, before.cost.knownTotal != nil else { return nil }
    guard after.cost != before.cost else { return Range90(exactly: 1) }
    return after.cost.ratio(to: before.cost, unshared: isOtherStep ? Self.ownShareOfTime * 2.0.squareRoot() : 0)
  }

  /// Whether another step was predicted: more or fewer of the same err alike.
  private var isOtherStep: Bool {
    isPredictedAnew && before.prediction?.stepTime.mid != after.prediction?.stepTime.mid
  }

  /// The share of the cost that is saved; nil while a part of either cost is unknown.
  public var saved: Range90<Double>? { costRatio?.mapDecreasing { 1 - $0 } }

  /// The part of a predicted time's error that is the run's own and not its accelerator's: the median error of runs whose
  /// accelerator the fit has seen over that of runs whose accelerator it has not, 3.6 of 7.8 % (README, How accurate).
  private static let ownShareOfTime = 0.45

  /// What a ranking orders by, least first: the cost after over the cost before. Where a part of either is unknown, the
  /// categories that are known on both sides tell, behind all whose cost is known; then energy, then time.
  public var rank: [Double] {
    func ratio(_ after: Double?, _ before: Double?) -> Double {
      guard let after, let before, before > 0 else { return 1 }
      return after / before
    }
    let common = CostCategory.allCases.compactMap { category -> (before: Double, after: Double)? in
      guard let old = before.cost.bill(of: category).knownTotal, let new = after.cost.bill(of: category).knownTotal
      else { return nil }
      return (old.mid.amount, new.mid.amount)
    }
    let known = ratio(common.map(\.after).reduce(0, +), common.map(\.before).reduce(0, +))
    return [
      costRatio == nil ? 1 : 0, costRatio?.mid ?? known,
      ratio(after.facilityEnergy?.mid.value, before.facilityEnergy?.mid.value),
      ratio(after.usage?.wallTime?.mid.value, before.usage?.wallTime?.mid.value),
    ]
  }

  /// Whether no figure differs.
  public var changesNothing: Bool {
    after.cost.total == before.cost.total && after.usage == before.usage && after.carbon == before.carbon
  }
}

/// The answer of `whatif`.
public struct WhatIfReport: Sendable {
  /// A lever that could not be tried.
  public struct Skipped: Sendable {
    let lever: String
    let reason: String

    /// A lever and the reason.
    public init(lever: String, reason: String) {
      self.lever = lever
      self.reason = reason
    }
  }

  let before: EstimateResult
  let outcomes: [WhatIfOutcome]
  let combined: WhatIfOutcome?
  let skipped: [Skipped]
  let isRanked: Bool

  /// An answer.
  public init(
    before: EstimateResult, outcomes: [WhatIfOutcome], combined: WhatIfOutcome?, skipped: [Skipped], isRanked: Bool
  ) {
    self.before = before
    self.outcomes = outcomes
    self.combined = combined
    self.skipped = skipped
    self.isRanked = isRanked
  }

  /// The answer for people and programs.
  public var report: Report {
    var table = TextTable([
      .init("Lever"), .init("Time", .right), .init("Facility energy", .right), .init("Carbon", .right),
      .init("market-based", .right), .init("Cost", .right), .init("90 % range", .right), .init("Saved", .right),
      .init("90 % range", .right),
    ])
    table.rows.append(row("as it is", before, saving: nil))
    for outcome in outcomes { table.rows.append(row(outcome.lever, outcome.after, saving: outcome)) }
    if let combined { table.rows.append(row("all together", combined.after, saving: combined)) }
    var blocks: [Report.Block] = [.heading(before.specification.name), .table(table)]
    if isRanked, outcomes.contains(where: { $0.costRatio == nil }) {
      blocks.append(
        .text(
          "Where a part of the cost is unknown, levers stand in the order of the categories that are known before and "
            + "after, then of energy and time."))
    }
    if !isRanked {
      for outcome in outcomes + [combined].compactMap(\.self) {
        blocks += [.heading(outcome.lever), .table(changes(of: outcome))]
      }
    }
    if let prices = priceTable { blocks.append(.table(prices)) }
    if !isRanked || outcomes.contains(where: { !$0.assumptions.isEmpty }) {
      var assumed = TextTable([.init("Lever"), .init("Assumed"), .init("Source")])
      for assumption in outcomes.flatMap(\.assumptions) {
        assumed.add(assumption.key, assumption.value, assumption.source)
      }
      if !assumed.rows.isEmpty { blocks.append(.table(assumed)) }
    }
    // What a lever brings with it that the run as it is did not have to be warned of.
    blocks += (outcomes + [combined].compactMap(\.self)).map(\.after).warnings(beside: before.warnings)
    for skip in skipped { blocks.append(.text("not tried: \(skip.lever): \(skip.reason)")) }
    let json = json
    return Report(blocks: blocks, json: json, csv: json.figuresTable)
  }

  private func row(_ name: String, _ estimate: EstimateResult, saving: WhatIfOutcome?) -> [String] {
    let total = estimate.cost.total
    let saved = saving?.saved
    return [
      name, estimate.usage?.wallTime?.mid.formatted ?? "unknown", estimate.facilityEnergy?.mid.formatted ?? "unknown",
      estimate.carbon?.operational?.mid.formatted ?? "unknown", estimate.carbon?.marketBased?.mid.formatted ?? "",
      estimate.cost.totalText, total.formattedBounds ?? "",
      saved.map { NumberFormat.percent($0.mid) } ?? (saving == nil ? "" : "unknown"),
      saved.flatMap { range in
        NumberFormat.percent(range.low) == NumberFormat.percent(range.high)
          ? nil
          : "\(NumberFormat.significant(range.low * 100, digits: 3)) to \(NumberFormat.percent(range.high))"
      } ?? "",
    ]
  }

  /// What an accelerator-hour costs under each lever, and who says so; nil where no run is rented.
  private var priceTable: TextTable? {
    var table = TextTable([.init("Lever"), .init("Price an hour", .right), .init("Price from"), .init("As of")])
    func add(_ name: String, _ estimate: EstimateResult) {
      guard let (price, source, asOf) = estimate.hourlyPrice else { return }
      let row = [price.formatted, source, asOf]
      guard !table.rows.contains(where: { Array($0.dropFirst()) == row }) else { return }
      table.rows.append([name] + row)
    }
    add("as it is", before)
    for outcome in outcomes { add(outcome.lever, outcome.after) }
    return table.rows.isEmpty ? nil : table
  }

  /// Each figure before and after a lever with its range: time, energy, carbon, the categories that change, the cost.
  private func changes(of outcome: WhatIfOutcome) -> TextTable {
    var table = TextTable([
      .init("Figure"), .init("Before", .right), .init("90 % range", .right), .init("After", .right),
      .init("90 % range", .right), .init("Saved", .right),
    ])
    let (before, after) = (outcome.before, outcome.after)
    func add(_ name: String, _ old: Range90<some PhysicalQuantity>?, _ new: Range90<some PhysicalQuantity>?) {
      table.add(
        name, old?.mid.formatted ?? "unknown", old?.formattedBounds ?? "", new?.mid.formatted ?? "unknown",
        new?.formattedBounds ?? "", Self.saved(old?.mid.value, new?.mid.value))
    }
    add("Time", before.usage?.wallTime, after.usage?.wallTime)
    add("Facility energy", before.facilityEnergy, after.facilityEnergy)
    add("Carbon", before.carbon?.operational, after.carbon?.operational)
    if before.carbon?.marketBased != nil || after.carbon?.marketBased != nil {
      add("Carbon, market-based", before.carbon?.marketBased, after.carbon?.marketBased)
    }
    func addCost(_ name: String, _ old: CostStatement, _ new: CostStatement) {
      table.add(
        name, old.totalText, old.total.formattedBounds ?? "", new.totalText, new.total.formattedBounds ?? "",
        Self.saved(old.knownTotal?.mid.amount, new.knownTotal?.mid.amount))
    }
    for category in CostCategory.allCases {
      let (old, new) = (before.cost.bill(of: category), after.cost.bill(of: category))
      guard old.total.mid != new.total.mid || old.unknownLines.count != new.unknownLines.count else { continue }
      addCost(category.title, old, new)
    }
    addCost("Total", before.cost, after.cost)
    return table
  }

  /// The share that is saved; empty where there was nothing to save.
  private static func saved(_ before: Double?, _ after: Double?) -> String {
    guard let before, let after else { return "unknown" }
    return before > 0 ? NumberFormat.percent(1 - after / before) : ""
  }

  private var json: JSONValue {
    [
      "schema_version": 1, "before": Self.figures(before),
      "levers": .array(outcomes.map(Self.json)), "combined": combined.map(Self.json) ?? .null,
      "skipped": .array(skipped.map { ["lever": .string($0.lever), "reason": .string($0.reason)] }),
    ]
  }

  private static func json(_ outcome: WhatIfOutcome) -> JSONValue {
    let before = outcome.before.cost.total.mid.amount
    let saved = outcome.saved
    return [
      "lever": .string(outcome.lever), "after": figures(outcome.after),
      "cost_saved": JSONValue(saved?.map { $0 * before }), "cost_saved_share": JSONValue(saved),
      "assumptions": outcome.assumptions.json,
      "warnings": .array(outcome.after.warnings.map(JSONValue.string)),
    ]
  }

  private static func figures(_ estimate: EstimateResult) -> JSONValue {
    [
      "hours": JSONValue(estimate.usage?.wallTime?.map(\.hours)),
      "accelerator_hours": JSONValue(estimate.usage?.acceleratorTime.map(\.hours)),
      "it_kwh": JSONValue(estimate.usage?.itEnergy?.map(\.kilowattHours)),
      "facility_kwh": JSONValue(estimate.facilityEnergy?.map(\.kilowattHours)),
      "operational_kg": JSONValue(estimate.carbon?.operational?.map(\.value)),
      "market_based_kg": JSONValue(estimate.carbon?.marketBased?.map(\.value)),
      "cost": estimate.cost.json,
    ]
  }
}
