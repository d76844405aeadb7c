import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

extension Pricing {
  /// Operational emissions are facility energy times the grid's intensity; embodied ones are the share of each
  /// accelerator's life that the run takes, by the Software Carbon Intensity formula (ISO/IEC 21031).
  mutating func carbon(_ usage: RunUsage, pue: Range90<Double>, grid: Grid) -> CarbonStatement {
    var intensity = grid.carbonIntensity
    if intensity == nil, let country = grid.id.split(separator: "-").first {
      intensity = try? book.grid(String(country)).carbonIntensity
      if let intensity { assume("site.grid", "carbon intensity of \(country)", intensity.source) }
    }
    let operational = usage.itEnergy.flatMap { energy in
      intensity.map { intensity in
        energy.scaled(by: pue).map(\.kilowattHours).multiplied(by: intensity.value.map(\.value))
          .map { Kilograms($0 / 1000) }
      }
    }
    let embodied = profile?.embodiedCarbon.map { figure in
      let life = Defaults.embodiedLife
      assume("carbon.embodied_life_years", "\(life.value.years)", life.source)
      let share = usage.acceleratorTime.map { $0 / life.value }
      return figure.value.scaled(by: share)
    }
    return CarbonStatement(operational: operational, embodied: embodied)
  }
}
