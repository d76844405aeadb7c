import CostCore
import HardwareProfiles
import PriceBook
import RunLedger
import TrainingRun

/// The bill of a measured job: by the hour where the accelerator has a price, else of the energy alone.
struct JobPricer {
  private let pricing: Pricing
  private let hasPrice: Bool
  private let accelerator: String?

  init(_ specification: RunSpecification, _ profile: AcceleratorProfile?, book: PriceBook) {
    accelerator = profile?.id
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

  /// The record of a job; one that has no price is kept without, and the user told why.
  func record(_ job: MeasuredJob, id: String, name: String, _ context: CommandContext) -> RunRecord {
    let priced = price(job.usage)
    if let failure = priced.failure { context.note("traincost: warning: the run has no price: \(failure)") }
    return RunRecord(
      id: id, kind: .measured, name: name, startedAt: job.startedAt, job: job, accelerator: accelerator,
      usage: job.usage, cost: priced.result?.cost, carbon: priced.result?.carbon)
  }
}
