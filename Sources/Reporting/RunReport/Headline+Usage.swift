import CostCore
import Quantities
import TrainingRun

extension Headline {
  /// Hours on the clock.
  static func time(_ time: Range90<Seconds>?, acceleratorTime: Range90<Seconds>?, provenance: String) -> Headline {
    let hours = acceleratorTime.map { "\(Count($0.mid.hours).formatted) accelerator-hours; " } ?? ""
    return Headline("Time", time, provenance: hours + provenance)
  }

  /// The energy of the machines, with the ways by which it became known.
  static func energy(_ energy: [DomainEnergy], facility: Range90<Joules>?, pue: Range90<Double>?) -> Headline {
    var parts = [energy.methodShares]
    if let facility, let pue {
      parts.append("\(facility.mid.formatted) with cooling, at PUE \(NumberFormat.significant(pue.mid))")
    }
    return Headline(
      "Energy of the machines", energy.total,
      provenance: energy.total == nil ? energy.unknownReason : parts.joined(separator: "; "))
  }

  /// The total of a bill, with the days of its prices.
  static func cost(_ cost: CostStatement?) -> Headline {
    guard let cost else { return Headline("Cost", "unknown", range: "", provenance: "the run has no price") }
    return Headline(
      "Cost", cost.totalText, range: cost.total.formattedBounds ?? "", provenance: cost.priceProvenance)
  }

  /// Greenhouse gases of the energy used.
  static func carbon(_ carbon: CarbonStatement?) -> Headline {
    let embodied = carbon?.embodied.map { "; \($0.mid.formatted) more to make the hardware" } ?? ""
    return Headline(
      "Carbon of the energy", carbon?.operational,
      provenance: carbon?.operational == nil ? "energy or grid is unknown" : "location-based\(embodied)")
  }

  private init(_ name: String, _ range: Range90<some PhysicalQuantity>?, provenance: String) {
    self.init(
      name, range?.mid.formatted ?? "unknown", range: range?.formattedBounds ?? "", provenance: provenance)
  }
}

extension [DomainEnergy] {
  /// By which methods the total became known: `92 % counter, 8 % modelled`.
  var methodShares: String {
    guard let total = total?.mid, total > .zero else { return "" }
    let counted = outermost
    return EnergyMethod.allCases.compactMap { method in
      let energy = counted.filter { $0.method == method }.compactMap(\.energy?.mid).reduce(.zero, +)
      guard energy > .zero else { return nil }
      return energy == total ? method.rawValue : "\(NumberFormat.percent(energy / total, digits: 2)) \(method.rawValue)"
    }
    .joined(separator: ", ")
  }
}

extension CostStatement {
  /// How many lines it has, of which days its prices are, and how far they can be trusted.
  var priceProvenance: String {
    let charged = lines.filter { $0.amount != nil }
    var parts = ["\(charged.count) \(charged.count == 1 ? "line" : "lines")"]
    if let days = DateSpan(of: charged.map(\.asOf)) { parts.append("prices of \(days.text)") }
    for confidence in [CostLine.Confidence.stale, .assumed] {
      let count = charged.count { $0.confidence == confidence }
      if count > 0 { parts.append("\(count) \(confidence.rawValue)") }
    }
    if !unknownLines.isEmpty { parts.append("\(unknownLines.count) unknown") }
    return parts.joined(separator: "; ")
  }
}
