import CostCore
import HardwareProfiles
import PriceBook
import Quantities
import RunLedger
import TrainingRun

/// The bill of a measured job: by the hour where the accelerator has a price, else of the energy alone.
final class JobPricer {
  private let pricing: Pricing
  private let prices: PriceTerms
  private let profile: AcceleratorProfile?
  private let book: PriceBook
  /// Found out when it is first asked for: a job that nobody watches is priced when it is over.
  private lazy var hasPrice =
    switch prices.mode {
    case .rental:
      prices.rental.pricePerAcceleratorHour != nil
        || profile.map { book.hasRental(of: $0.id, kind: prices.rental.kind) } ?? false
    case .owned: prices.owned.unitPrice != nil || profile?.price != nil
    case .bill: false
    }

  /// - Parameter today: seconds since 1970-01-01, against which prices are old.
  init(_ specification: RunSpecification, _ profile: AcceleratorProfile?, book: PriceBook, today: Seconds) {
    (self.profile, self.book) = (profile, book)
    prices = specification.prices
    pricing = Pricing(specification, profile: profile, book: book, today: today)
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

  /// The record of a job; one that has no price is kept without, and the user told why.
  func record(_ job: MeasuredJob, id: String, name: String, _ context: CommandContext) -> RunRecord {
    let priced = price(job.usage)
    if !hasPrice, prices.mode != .bill, job.acceleratorCount > 0 {
      context.note(
        "traincost: warning: no price of \(profile?.id ?? "its accelerators") is known, so the cost is that of electricity "
          + "alone; --prices FILE adds one")
    }
    if let failure = priced.failure { context.note("traincost: warning: the run has no price: \(failure)") }
    return RunRecord(
      id: id, kind: .measured, name: name, startedAt: job.startedAt, job: job, accelerator: profile?.id,
      usage: job.usage, cost: priced.result?.cost, carbon: priced.result?.carbon,
      assumptions: priced.result?.assumptions)
  }
}
