public import HardwareProfiles
public import Quantities

/// What industry pays for a kilowatt-hour.
public struct ElectricityPrice: Sendable {
  /// The price.
  public let price: Sourced<Money>
  /// The grid that it is the average of.
  public let area: String
  /// Whether that is a wider area than the one that was asked for.
  public let isOfWiderArea: Bool
}

extension PriceBook {
  /// The industrial price of a grid, or of the smallest area with a price that holds it: a state's country, a member's
  /// European Union. A cloud region has its grid's. Nil when none is published: no other country's stands in for it.
  public func electricityPrice(of id: String) -> ElectricityPrice? {
    let place = grid(ofRegion: id) ?? id.uppercased()
    var area: String? = place
    while let grid = area {
      if let price = (try? self.grid(grid))?.electricityPrice {
        return ElectricityPrice(price: price, area: grid, isOfWiderArea: grid != place)
      }
      area = Self.areaAround(grid)
    }
    return nil
  }

  /// Whether a grid's prices of electricity hold emissions trading.
  public func isInEmissionsTrading(_ id: String) -> Bool {
    let place = grid(ofRegion: id) ?? id.uppercased()
    return place == "EU" || Self.europeanUnion.contains(place) || Self.tradingBesideIt.contains(place)
  }

  private static func areaAround(_ grid: String) -> String? {
    if europeanUnion.contains(grid) { return "EU" }
    let country = grid.prefix { $0 != "-" }
    return country.count < grid.count ? String(country) : nil
  }

  private static let europeanUnion: Set<String> = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
  ]
  /// Iceland, Liechtenstein and Norway take part in the Union's trading; Switzerland's and Great Britain's are like it.
  private static let tradingBesideIt: Set<String> = ["CH", "GB", "IS", "LI", "NO"]
}
