import Charts
import CostCore
import HardwareProfiles
import Quantities
import TrainingRun
import WorkloadModel

extension EstimateResult {
  /// The report of `estimate`.
  public var report: Report {
    var blocks: [Report.Block] = [.heading(title)]
    if usage != nil { blocks.append(.table(figures)) }
    blocks += cost.blocks
    if let simulation { blocks += [.table(simulation.table), .table(cost.sensitivityTable)] }
    if let breakEvenUtilization { blocks.append(.text(breakEvenUtilization.breakEvenText)) }
    if !assumptions.isEmpty { blocks.append(.table(assumptions.table)) }
    for warning in warnings { blocks.append(.warning(warning)) }
    let json = json
    return Report(blocks: blocks, json: json, csv: json.figuresTable)
  }

  var title: String {
    guard let cluster = specification.cluster, let profile else { return specification.name }
    return "\(specification.name) on \(NumberFormat.significant(Double(cluster.count), digits: 8)) × \(profile.name)"
  }

  /// The figures of the run beside its cost.
  var figures: TextTable {
    var table = TextTable([.init("Figure"), .init("Value", .right), .init("90 % range", .right), .init("Note")])
    func add(_ name: String, _ range: Range90<some PhysicalQuantity>?, _ note: String = "") {
      table.add(name, range?.mid.formatted ?? "unknown", range?.formattedBounds ?? "", note)
    }
    func addShare(_ name: String, _ range: Range90<Double>, _ note: String = "") {
      let bounds =
        range.isExact
        ? "" : "\(NumberFormat.significant(range.low * 100, digits: 3)) to \(NumberFormat.percent(range.high))"
      table.add(name, NumberFormat.percent(range.mid), bounds, note)
    }
    if let prediction {
      addModel(prediction, to: &table)
      add(
        "Step", prediction.stepTime,
        "\(NumberFormat.significant(prediction.steps.rounded(.up), digits: 8)) steps of \(NumberFormat.significant(Double(prediction.globalBatchSize), digits: 8)) \(prediction.work.countsTokens ? "sequences" : "samples")"
      )
      addShare("MFU", prediction.mfu, "\(prediction.ratePerAccelerator.mid.formatted) of each accelerator")
      addShare("Goodput", goodput ?? prediction.goodput, "share of the time that makes progress")
    }
    add("Time", usage?.wallTime)
    let hours = usage?.acceleratorTime.map { Count($0.hours) }
    table.add(
      "Accelerator-hours", hours.map { "\($0.mid.formatted) h" } ?? "unknown",
      hours?.formattedBounds.map { "\($0) h" } ?? "", "")
    if let published = specification.published, let time = usage?.acceleratorTime {
      let ratio = time.mid / published.acceleratorTime - 1
      table.add(
        "  as published", "\(Count(published.acceleratorTime.hours).formatted) h",
        time.contains(published.acceleratorTime) ? "inside" : "outside",
        "estimate is \(NumberFormat.significant(abs(ratio) * 100, digits: 2)) % \(ratio < 0 ? "below" : "above"); \(published.source)"
      )
    }
    add("Energy of the machines", usage?.itEnergy, energyNote)
    add("Energy of the facility", facilityEnergy, pue.map { "PUE \(NumberFormat.significant($0.mid))" } ?? "")
    add("Carbon, operational", carbon?.operational, "location-based")
    if let market = carbon?.marketBased { add("Carbon, operational", market, "market-based") }
    if let embodied = carbon?.embodied { add("Carbon, embodied", embodied) }
    return table
  }

  private func addModel(_ prediction: RunPrediction, to table: inout TextTable) {
    let work = prediction.work
    let active =
      work.activeParameters == work.parameters ? "" : "\(Count(Double(work.activeParameters)).formatted) active"
    table.add("Parameters", Count(Double(work.parameters)).formatted, "", active)
    let unit = work.countsTokens ? "token" : "sample"
    table.add(
      "Work", prediction.trainingWork.formatted, "",
      "\((work.countsTokens ? work.perToken : work.perSample).formatted) a \(unit)")
    table.add("Layout", "", "", prediction.layout.description)
    let capacity = profile?.usableMemory ?? .zero
    let memory = prediction.memory.totalRange
    let verdict =
      prediction.fits.map { $0 ? memory.high > capacity ? "should fit" : "fits" : "does not fit" }
      .map { "\($0) \(capacity.formattedBinary)" }
    table.add(
      "Memory of each", memoryText ?? "", verdict == nil ? "" : memory.formattedBinaryBounds ?? "",
      verdict ?? "unknown whether it fits \(capacity.formattedBinary): no activations_per_sample")
    if prediction.memory.host > .zero {
      table.add(
        "On its host", prediction.memory.host.formattedBinary, "",
        prediction.offload.keys.joined(separator: ", "))
    }
  }

  /// What a run holds on an accelerator; nil where nothing is predicted.
  var memoryText: String? {
    (prediction?.memory.total.formattedBinary).map { knowsActivations ? $0 : "at least \($0)" }
  }

  private var energyNote: String {
    guard let usage else { return "" }
    let missing = usage.energy.compactMap { $0.energy == nil ? $0.note : nil }
    if let reason = missing.first { return reason }
    guard let prediction else { return "" }
    let own = prediction.acceleratorPower.mid
    let time = usage.acceleratorTime.mid
    guard let all = usage.itEnergy, time > .zero else {
      return "\(own.formatted) of each accelerator, modelled"
    }
    return "\(own.formatted) of each accelerator, \((all.mid / time).formatted) with host and network"
  }
}

extension CostStatement {
  /// The bill as a table, the sources of its prices, and a bar for each charged line.
  var blocks: [Report.Block] {
    let (table, notes) = lineTable
    return [.table(table)] + notes + (chart.bars.isEmpty ? [] : [.bars(chart)])
  }

  /// The bill as a table, and the sources of its prices as notes.
  var lineTable: (table: TextTable, notes: [Report.Block]) {
    var table = TextTable([
      .init("Cost"), .init("Quantity", .right), .init("Unit price", .right), .init("Amount", .right),
      .init("90 % range", .right), .init("Price from"),
    ])
    var sources: [String] = []
    for line in lines {
      let quantity = line.quantity.map { "\(NumberFormat.significant($0)) \(line.unit(of: $0))" } ?? "unknown"
      let unitPrice = line.unitPrice.map { "\(currency.symbol)\(NumberFormat.significant($0))" } ?? ""
      table.add(
        line.title, quantity, unitPrice, line.amountText, line.amount?.formattedBounds ?? "",
        line.reference(in: &sources))
    }
    table.add("Total", "", "", totalText, total.formattedBounds ?? "", currency.code)
    return (table, sources.enumerated().map { .text("[\($0 + 1)] \($1)") })
  }

  /// The total; a bill with unknown lines is at least their known rest, or unknown when nothing is known.
  var totalText: String {
    let lost = lines.count(where: \.isRoundedAway)
    // Of each of them less than half a micro-unit.
    let sum =
      lost > 0 && total.mid.microUnits == 0
      ? "< \(Money(microUnits: Int64(lost + 1) / 2, currency).formatted(exact: true))"
      : total.mid.formatted(exact: total.isExact)
    guard !unknownLines.isEmpty else { return sum }
    // At least nearly nothing says nothing.
    let tells = lines.contains { $0.amount != nil } && (lost == 0 || total.mid.microUnits > 0)
    return tells ? "at least \(sum)" : "unknown"
  }

  private var chart: BarChart {
    let sum = total.mid.amount
    let charged = lines.compactMap { line in line.amount.map { (line, $0) } }.filter { $0.1.mid.amount > 0 }
    return BarChart(
      title: "Shares of the total",
      bars: charged.map { line, amount in
        BarChart.Bar(
          label: line.title, value: amount.mid.amount,
          caption: NumberFormat.percent(amount.mid.amount / sum))
      })
  }
}

extension [Assumption] {
  /// What was assumed, each with its source.
  var table: TextTable {
    var table = TextTable([.init("Assumed"), .init("Value"), .init("Source")])
    for assumption in self { table.add(assumption.key, assumption.value, assumption.source) }
    return table
  }
}

extension Double {
  /// The sentence about a break-even utilization.
  fileprivate var breakEvenText: String {
    self > 1
      ? "renting costs less than owning even at full utilization"
      : "owning costs less than renting above a utilization of \(NumberFormat.percent(self))"
  }
}

extension CostLine {
  /// The name for people.
  var title: String { label.isEmpty ? item.title : "\(item.title), \(label)" }

  /// The amount for people; what is not nothing is not written as nothing.
  fileprivate var amountText: String {
    guard let amount else { return includedIn == nil ? "unknown" : "included" }
    return isRoundedAway
      ? "< \(Money(microUnits: 1, amount.mid.currency).formatted(exact: true))"
      : amount.mid.formatted(exact: amount.isExact)
  }

  /// The unit behind a quantity: `1 item`, `20 items`.
  fileprivate func unit(of quantity: Double) -> String {
    ["item", "month", "final run"].contains { unit.hasSuffix($0) } && quantity != 1 ? unit + "s" : unit
  }

  /// The source in a word or two, or the number of the note that holds it.
  fileprivate func reference(in sources: inout [String]) -> String {
    if includedIn != nil { return source }
    let full = [source, asOf].filter { !$0.isEmpty }.joined(separator: ", ")
    guard full.count > 40 else { return full }
    let index = sources.firstIndex(of: full) ?? sources.count
    if index == sources.count { sources.append(full) }
    return "[\(index + 1)]"
  }
}
