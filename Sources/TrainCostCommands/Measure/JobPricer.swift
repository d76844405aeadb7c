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
  private let accelerators: JobAccelerators
  private let book: PriceBook
  /// Found out when it is first asked for: a job that nobody watches is priced when it is over.
  private lazy var hasPrice =
    switch prices.mode {
    case .rental:
      prices.rental.pricePerAcceleratorHour != nil
        || accelerators.profile.map { book.hasRental(of: $0.id, kind: prices.rental.kind) } ?? false
    case .owned: prices.owned.unitPrice != nil || accelerators.profile?.price != nil
    case .bill: false
    }

  /// - Parameter today: seconds since 1970-01-01, against which prices are old.
  init(_ specification: RunSpecification, _ accelerators: JobAccelerators, book: PriceBook, today: Seconds) {
    (self.accelerators, self.book) = (accelerators, book)
    prices = specification.prices
    pricing = Pricing(specification, profile: accelerators.profile, book: book, today: today)
  }

  /// The bill, or why there is none.
  func price(_ usage: RunUsage) -> (result: Pricing.Result?, failure: (any Error)?) {
    do {
      let isByHour = hasPrice && usage.acceleratorCount.map { $0 > 0 } ?? false
      // What is of several kinds has prices, though no single one.
      return (
        isByHour
          ? try pricing.price(usage) : try pricing.priceEnergy(usage, chargesHours: accelerators.kinds != nil), nil
      )
    } catch {
      return (nil, error)
    }
  }

  /// The record of a job with what the user should know of its price; one that has no price is kept without.
  ///
  /// - Parameter unnamed: why no accelerator is known, and what would name it.
  func record(
    _ job: MeasuredJob, id: String, name: String, unnamed: (reason: String, remedy: String)? = nil
  ) -> (record: RunRecord, warnings: [String]) {
    var job = job
    var warnings: [String] = []
    job.noteLacking()
    if let kinds = accelerators.kinds {
      job.acceleratorKinds = kinds
      let note =
        "its accelerators are of several kinds: \(kinds.joined(separator: ", ")); "
        + (hasPrice
          ? "all are priced alike, as the run file says"
          : "no one price holds for their hours, so that cost is unknown; a run file's "
            + "prices.rental.price_per_accelerator_hour gives one")
      if !job.notes.contains(note) { job.notes.append(note) }
      warnings.append(note)
    } else if !hasPrice, prices.mode != .bill, job.hasAccelerators {
      let reason = unnamed?.reason ?? "no price of \(accelerators.profile?.id ?? "its accelerators") is known"
      warnings.append(
        "\(reason), so the cost is that of electricity alone; \(unnamed?.remedy ?? "--prices FILE adds one")")
    }
    let priced = job.hasKnownTime ? price(job.usage) : (result: nil, failure: nil)
    if let failure = priced.failure { warnings.append("the run has no price: \(failure)") }
    let record = RunRecord(
      id: id, kind: .measured, name: name, startedAt: job.startedAt, job: job, accelerator: accelerators.profile?.id,
      usage: job.usage, cost: priced.result?.cost, carbon: priced.result?.carbon,
      assumptions: priced.result?.assumptions)
    return (record, warnings)
  }
}

extension MeasuredJob {
  fileprivate var hasAccelerators: Bool { acceleratorCount > 0 || energy.contains { $0.domain == .accelerator } }
}

/// What the accelerators of a job are.
struct JobAccelerators {
  /// The profile of them all; nil when it is unknown, or one does not fit all.
  var profile: AcceleratorProfile?
  /// Their names where they are of several kinds, each once; nil where they are of one.
  var kinds: [String]?

  /// Whether anything tells what they are.
  var isKnown: Bool { profile != nil || kinds != nil }

  /// Accelerators of one kind; nil for an unknown one.
  init(_ profile: AcceleratorProfile?) { self.profile = profile }

  /// Accelerators by what each is called, and its profile. Two names of one profile are one kind.
  init(_ named: [(name: String, profile: AcceleratorProfile?)]) {
    var seen: Set<String> = []
    let distinct = named.filter { seen.insert($0.profile?.id ?? $0.name).inserted }
    profile = distinct.count == 1 ? distinct[0].profile : nil
    kinds = distinct.count > 1 ? distinct.map(\.name) : nil
  }
}
