import Documents
import HardwareProfiles
import PriceBook
import Quantities
import RunFiles
import TrainingRun

/// A run under some levers.
struct Scenario {
  var file: RunFile
  /// Whether the hours and joules of training are to be predicted anew; payment, place and time of day leave them.
  private(set) var changesTraining = false
  /// The share of the matrix products that a lever skips and the model of the run counts.
  var skippedProducts = 0.0
  /// What the levers take for granted.
  var assumptions: [Assumption] = []

  mutating func apply(_ lever: Lever, catalog: ProfileCatalog, book: PriceBook) throws {
    switch lever.name {
    case .accelerator, .count, .layout, .precision, .recompute, .lora:
      changesTraining = true
      try applyTraining(lever, catalog)
    case .spot, .commitment, .own, .rent: try applyPayment(lever, book)
    case .region, .start, .shift, .pue, .cooling, .green: try applySite(lever, book)
    case .data, .augmentation, .sparsity: try applyWork(lever)
    }
  }

  private mutating func assume(_ lever: Lever, _ value: String, _ source: String = "--lever") {
    assumptions.append(Assumption(key: lever.text, value: value, source: source))
  }

  /// Levers on the model need one.
  private func requireModel(_ lever: Lever) throws {
    guard file.specification.givenUsage == nil, file.specification.model != nil else {
      throw lever.wrong("the run states its usage and has no model to predict it from")
    }
  }

  // MARK: How it trains

  private mutating func applyTraining(_ lever: Lever, _ catalog: ProfileCatalog) throws {
    try requireModel(lever)
    switch lever.name {
    case .accelerator:
      let profile = try catalog.profile(named: lever.value ?? "")
      let stated = file.specification.cluster?.accelerator
      file.accelerator = profile
      file.node = nil
      file.specification.cluster?.accelerator = profile.id
      file.specification.cluster?.acceleratorsPerNode = profile.acceleratorsPerNode
      if let network = profile.network {
        file.network = try catalog.network(named: network)
        file.specification.cluster?.network = network
      }
      if let stated, stated != profile.id {
        file.specification.forgetWhatIsStated(of: stated)
        passOverLayout(lever, of: stated)
      }
      try fitBatch(lever)
    case .count:
      file.specification.cluster?.count = try lever.scalar.integer(in: 1...10_000_000)
      try fitBatch(lever)
    case .layout: try applyLayout(lever)
    case .precision: file.specification.training.precision = try lever.scalar.choice()
    case .recompute: file.specification.training.recompute = try lever.scalar.choice()
    case .lora:
      file.specification.training.adaptation.lora = LowRankAdaptation(rank: try lever.scalar.integer(in: 1...65_536))
    default: break
    }
  }

  /// A layout that is stated in full belongs to its own accelerator, as in 'compare'.
  private mutating func passOverLayout(_ lever: Lever, of accelerator: String) {
    guard let layout = file.specification.training.layout else { return }
    let text = file.specification.training.passOver(layout)
    file.specification.training.layout = nil
    assume(lever, "the layout is chosen anew", "the one stated is of \(accelerator): \(text)")
  }

  /// A layout of another cluster does not carry over: the model chooses, and the batch stays if it can be split.
  private mutating func fitBatch(_ lever: Lever) throws {
    guard let count = file.specification.cluster?.count else { return }
    if var layout = file.specification.training.layout {
      if count % layout.modelParallelSize == 0 {
        layout.data = count / layout.modelParallelSize
        file.specification.training.layout = layout
      } else {
        file.specification.training.layout = nil
        assume(lever, "the layout is chosen anew", "the given one does not divide \(count)")
      }
    }
    guard let batch = file.specification.training.globalBatchSize else { return }
    let ranks = (file.specification.training.layout?.data ?? 1) * file.specification.training.microBatchSize
    if batch % ranks != 0 {
      let nearest = max(1, (batch + ranks / 2) / ranks) * ranks
      file.specification.training.globalBatchSize = nearest
      assume(lever, "a batch of \(nearest)", "\(batch) cannot be split over \(ranks)")
    }
  }

  private mutating func applyLayout(_ lever: Lever) throws {
    guard lever.value == nil else {
      guard lever.value == "auto" else { throw lever.wrong("found '\(lever.value ?? "")', expected auto or degrees") }
      file.specification.training.layout = nil
      file.specification.training.held = PartialLayout()
      file.specification.training.recompute = nil
      return
    }
    func degree(_ key: String) throws -> Int? { try lever.detail(key)?.integer(in: 1...1_000_000) }
    let count = file.specification.cluster?.count ?? 1
    var stated = PartialLayout()
    stated.tensor = try degree("tensor")
    stated.pipeline = try degree("pipeline")
    stated.schedule = try lever.detail("schedule").map { try $0.choice() }
    stated.virtualPipeline = try degree("virtual_pipeline")
    stated.context = try degree("context")
    stated.expert = try degree("expert")
    stated.zeroStage = try lever.detail("zero_stage")?.integer(in: 0...3)
    guard let layout = stated.layout(on: count) else {
      let product = NumberFormat.significant(stated.placed, digits: 15, grouped: false)
      throw lever.wrong("tensor x pipeline x context = \(product) does not divide \(count) accelerators")
    }
    file.specification.training.layout = layout
  }

  // MARK: How it is paid for

  private mutating func applyPayment(_ lever: Lever, _ book: PriceBook) throws {
    switch lever.name {
    case .own: file.specification.prices.mode = .owned
    case .rent: file.specification.prices.mode = .rental
    case .spot:
      let nodes = Double(file.specification.cluster?.nodes ?? 1)
      let mean =
        try lever.value.map { value in
          guard let mean = try? lever.scalar.quantity(Seconds.self, in: .aboveZero) else {
            throw lever.wrong("found '\(value)', expected the mean time between interruptions, such as 4h, or no value")
          }
          return mean
        } ?? Defaults.spotInterruption.value / max(nodes, 1)
      let checkpoint = try lever.detail("checkpoint")?.quantity(Seconds.self, in: .aboveZero) ?? Seconds(60)
      let restart = try lever.detail("restart")?.quantity(Seconds.self) ?? Seconds(300)
      let interval = try lever.detail("interval")?.quantity(Seconds.self, in: .aboveZero)
      file.specification.prices.mode = .rental
      file.specification.prices.rental.commitment = nil
      guard let id = file.accelerator?.id, let spot = book.discount(of: id, kind: .spot) else {
        throw lever.wrong("the book knows no provider that lists the accelerator both as spot and on demand")
      }
      discount(lever, spot)
      file.specification.prices.rental.preemption = PreemptionTerms(
        meanTimeBetween: mean, checkpointTime: checkpoint, restartTime: restart, interval: interval)
      assume(
        lever,
        "interrupted every \(mean.formatted), \(checkpoint.formatted) a checkpoint, \(restart.formatted) a restart",
        lever.value == nil ? Defaults.spotInterruption.source.title : "--lever")
    case .commitment: try applyCommitment(lever, book)
    default: break
    }
  }

  /// The run's own price is of on-demand hours, stated or the book's: others cost what the same providers take for them
  /// by comparison, so that no change of provider passes for a saving.
  private mutating func discount(_ lever: Lever, _ found: (ratio: Range90<Double>, source: Source)) {
    let source = found.source.date.isEmpty ? found.source.title : "\(found.source.title), \(found.source.date)"
    file.specification.prices.rental.kind = .onDemand
    file.specification.prices.rental.discount = RentalDiscount(ratio: found.ratio, source: source)
    assume(lever, "\(NumberFormat.percent(found.ratio.mid)) of the on-demand price", source)
  }

  private mutating func applyCommitment(_ lever: Lever, _ book: PriceBook) throws {
    guard let years = ["1y": 1, "3y": 3][lever.value ?? ""] else {
      throw lever.wrong("found '\(lever.value ?? "")', expected 1y or 3y")
    }
    file.specification.prices.mode = .rental
    file.specification.prices.rental.preemption = nil
    if let id = file.accelerator?.id, let found = book.discount(of: id, kind: .committed, years: years) {
      return discount(lever, found)
    }
    let general = Defaults.commitmentDiscount(years: years)
    discount(lever, (Range90(exactly: 1 - general.value), general.source))
  }

  // MARK: Where and when it runs

  private mutating func applySite(_ lever: Lever, _ book: PriceBook) throws {
    switch lever.name {
    case .region:
      file.specification.site.grid = lever.value
      file.specification.site.pueByMonth = []
      file.specification.site.electricityPrice = nil
      file.specification.site.tariff = []
      file.specification.site.carbonIntensityByHour = []
      file.specification.site.marginalCarbonIntensity = nil
    case .start:
      guard let seconds = UTCTime.seconds(parsing: lever.value ?? "") else {
        throw lever.wrong("found '\(lever.value ?? "")', expected a local time such as 2026-12-01T22:00")
      }
      file.specification.site.start = Seconds(seconds)
    case .shift:
      guard let start = file.specification.site.start else {
        throw lever.wrong("the run has no start to shift; expected site.start in the run file")
      }
      file.specification.site.start = start + (try lever.scalar.quantity(Seconds.self))
    case .pue: file.specification.site.pueByMonth = [try lever.scalar.number(in: 1...5)]
    case .cooling:
      let kept = try lever.scalar.number(in: 0...2)
      let site = file.specification.site
      let facility = site.grid.flatMap { book.facility(ofRegion: $0)?.pue.value }
      let months = site.pueByMonth.isEmpty ? [facility ?? Defaults.pue.value.mid] : site.pueByMonth
      file.specification.site.pueByMonth = months.map { 1 + ($0 - 1) * kept }
      assume(lever, "cooling and distribution take \(NumberFormat.percent(kept)) of what they did")
    case .green:
      let site = file.specification.site
      let currency = site.electricityPrice?.currency ?? site.tariff.first?.price.currency ?? .usd
      let price = try lever.detail("price")?.number(in: 0...1000)
      let premium = try lever.detail("premium")?.number(in: -1000...1000)
      let intensity = try lever.detail("intensity")?.quantity(GramsPerKilowattHour.self, in: 0...1e5)
      file.specification.site.green = SupplyTerms(
        share: try lever.scalar.number(in: .share), price: price.map { UnitPrice($0, currency) },
        premium: premium.map { UnitPrice($0, currency) }, carbonIntensity: intensity ?? GramsPerKilowattHour(0))
    default: break
    }
  }

  // MARK: What it computes

  private mutating func applyWork(_ lever: Lever) throws {
    switch lever.name {
    case .data:
      try requireModel(lever)
      changesTraining = true
      let kept = try lever.scalar.number(in: .shareAboveZero)
      if var data = file.specification.data {
        switch data.amount {
        case .tokens(let count): data.amount = .tokens(count * kept)
        case .samples(let count): data.amount = .samples(count * kept)
        }
        data.volume = data.volume.map { $0 * kept }
        file.specification.data = data
      }
      file.specification.prices.data?.items *= kept
      assume(lever, "the model trains as well on \(NumberFormat.percent(kept)) of the data")
    case .augmentation:
      let factor = try lever.scalar.number(in: 1...1000)
      guard file.specification.prices.data != nil else { throw lever.wrong("the run has no cost of data: prices.data") }
      // Reading less may keep up with the training where storage was too slow.
      changesTraining = true
      let volume = file.specification.data?.volume.map { $0 / factor }
      file.specification.data?.volume = volume
      file.specification.prices.data?.items /= factor
      assume(
        lever,
        "each collected item gives \(NumberFormat.significant(factor)) to train on, made while training; "
          + "collected, annotated, cleaned and stored are \(NumberFormat.percent(1 / factor)) of before")
    case .sparsity:
      try requireModel(lever)
      let share = try lever.scalar.number(in: 0...0.99)
      skippedProducts = 1 - (1 - skippedProducts) * (1 - share)
      assume(
        lever, "kernels skip \(NumberFormat.percent(share)) of the layers' matrix products; all else takes its time")
    default: break
    }
  }
}
