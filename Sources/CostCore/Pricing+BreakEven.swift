import HardwareProfiles
import PriceBook
import Quantities
public import TrainingRun

extension Pricing {
  /// The utilization above which owning an accelerator costs less than renting it: its fixed cost at full use over the
  /// rental price less the energy. Above 1 renting is always cheaper; nil when a price of either is not known, and for what
  /// its maker rents out and does not sell.
  public func breakEvenUtilization(_ usage: RunUsage) -> Double? {
    guard terms.owned.unitPrice != nil || profile?.isSold != false else { return nil }
    guard terms.mode != .bill, usage.acceleratorTime.mid.hours > 0, usage.itEnergy != nil else { return nil }
    var rented = self
    rented.terms.mode = .rental
    rented.terms.rental.commitment = nil
    rented.terms.rental.discount = nil
    var owned = self
    owned.terms.mode = .owned
    owned.terms.owned.utilization = 1
    guard let rental = try? rented.price(usage).cost, let statement = try? owned.price(usage).cost else { return nil }
    let rent = rental.total(of: .computation).mid
    guard rent.microUnits > 0, rental.unknownLines.isEmpty, statement.unknownLines.isEmpty else { return nil }
    // Who rents machines without their power pays for it too.
    let paidEitherWay = rental.total(of: .energy).mid.amount
    let hourly = rent.amount + paidEitherWay - statement.total(of: .energy).mid.amount
    let fixed = statement.total(of: .hardware).mid.amount
    return hourly > 0 ? fixed / hourly : nil
  }
}
