import PriceBook
import Quantities
import TrainingRun

/// Water that a run takes up: E·(WUE on site + PUE·WUE off site) (Li et al., 2025).
public struct WaterStatement: Sendable, Equatable, Codable {
  /// Litres for cooling at the site; nil when no figure of the site is known.
  public let onSiteLitres: Double?
  /// Litres for making the electricity; nil when no figure of the grid is known.
  public let offSiteLitres: Double?
}

extension Pricing {
  /// The water of a usage; nil when its energy is unknown, or everything about water is.
  func water(_ usage: UncertainUsage, pue: UncertainFigure, grid: Grid) -> WaterStatement? {
    guard let energy = usage.energy?.mid else { return nil }
    let onSite = (site.water?.litresPerKilowattHour ?? facilityWater).map { energy * $0 }
    let offSite = grid.waterPerKilowattHour.map { energy * pue.mid * $0 }
    return onSite == nil && offSite == nil ? nil : WaterStatement(onSiteLitres: onSite, offSiteLitres: offSite)
  }
}
