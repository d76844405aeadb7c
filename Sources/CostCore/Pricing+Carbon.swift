import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

/// Emissions with what moves them.
struct PricedCarbon {
  /// Kilograms; nil when energy or grid is unknown.
  var operational: UncertainFigure?
  var embodied: Range90<Kilograms>?

  var statement: CarbonStatement {
    CarbonStatement(operational: operational.map { $0.range.map { Kilograms($0) } }, embodied: embodied)
  }
}

extension Pricing {
  /// Operational emissions are facility energy times the grid's intensity; embodied ones are the share of each
  /// accelerator's life that the run takes, by the Software Carbon Intensity formula (ISO/IEC 21031).
  mutating func carbon(_ usage: UncertainUsage, pue: Range90<Double>, grid: Grid) -> PricedCarbon {
    var intensity = grid.carbonIntensity
    if intensity == nil, let country = grid.id.split(separator: "-").first {
      intensity = try? book.grid(String(country)).carbonIntensity
      if let intensity { assume("site.grid", "carbon intensity of \(country)", intensity.source) }
    }
    let operational = usage.energy.flatMap { energy in
      intensity.map { intensity in
        energy * UncertainFigure(.pue, pue) * UncertainFigure(.carbonIntensity, intensity.value.map(\.value)) * 1e-3
      }
    }
    let embodied = profile?.embodiedCarbon.map { figure in
      let life = Defaults.embodiedLife
      assume("carbon.embodied_life_years", "\(life.value.years)", life.source)
      let made = UncertainFigure(.embodiedCarbon, figure.value.map(\.value))
      return (made * usage.acceleratorHours * (1 / life.value.hours)).range.map { Kilograms($0) }
    }
    return PricedCarbon(operational: operational, embodied: embodied)
  }

  mutating func addCarbonCharge(_ carbon: PricedCarbon) throws(CostError) {
    guard let terms = terms.carbon, terms.pricePerTonne > 0 else { return }
    guard let operational = carbon.operational else {
      warnings.append("the emissions are unknown, so the carbon charge is not in the total")
      return
    }
    try add(
      .carbon, .carbonCharge, operational * (terms.coveredShare / 1000), "t",
      SourcedPrice(given: terms.pricePerTonne, key: "prices.carbon"))
  }
}
