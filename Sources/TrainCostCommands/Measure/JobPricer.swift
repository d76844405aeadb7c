import CostCore
import HardwareProfiles
import PriceBook
import TrainingRun

/// The bill of a measured job: by the hour where the accelerator has a price, else of the energy alone.
struct JobPricer {
  private let pricing: Pricing
  private let hasPrice: Bool

  init(_ specification: RunSpecification, _ profile: AcceleratorProfile?) {
    let book = PriceBook()
    pricing = Pricing(specification, profile: profile, book: book)
    let prices = specification.prices
    hasPrice =
      switch prices.mode {
      case .rental:
        prices.rental.pricePerAcceleratorHour != nil
          || profile.flatMap { try? book.rental(of: $0.id, kind: prices.rental.kind) } != nil
      case .owned: prices.owned.unitPrice != nil || profile?.price != nil
      case .bill: false
      }
  }

  /// The bill, or why there is none.
  func price(_ usage: RunUsage) -> (result: Pricing.Result?, failure: (any Error)?) {
    do {
      let isByHour = hasPrice && usage.acceleratorCount.map { $0 > 0 } ?? false
      return (isByHour ? try pricing.price(usage) : try pricing.priceEnergy(usage), nil)
    } catch {
      return (nil, error)
    }
  }
}
