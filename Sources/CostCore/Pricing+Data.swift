import HardwareProfiles
import PriceBook
import Quantities
import TrainingRun

extension Pricing {
  mutating func addData(_ usage: RunUsage) throws(CostError) {
    guard let data = terms.data else { return }
    let volume = usage.dataVolume.map { UncertainFigure($0.gigabytes) }
    var isIncomplete = false
    func charge(
      _ item: CostItem, label: String = "", _ quantity: UncertainFigure?, _ unit: String, _ price: Double
    ) throws(CostError) {
      guard price > 0 else { return }
      guard let quantity else {
        isIncomplete = true
        return
      }
      try add(.data, item, label: label, quantity, unit, SourcedPrice(given: price, key: "prices.data"))
    }
    try charge(.dataCollection, volume, "GB", data.collectionPerGigabyte)
    let annotations = UncertainFigure(data.items * data.annotationOverlap / data.annotationYield)
    let share = data.qualityControlShare
    let each = data.annotationPerItem + data.hoursPerItem * data.wagePerHour
    try charge(.dataAnnotation, annotations, "item", each)
    if share > 0 { try charge(.dataAnnotation, label: "quality control", annotations * share, "item", each) }
    try charge(.dataCleaning, volume, "GB", data.cleaningPerGigabyte)
    let months =
      data.storageMonths.map { UncertainFigure($0) }
      ?? usage.wallTime.map { UncertainFigure(.acceleratorTime, $0.map { $0.hours / (Seconds.hoursPerYear / 12) }) }
    let stored = volume.flatMap { volume in months.map { $0 * volume * data.storageReplicas } }
    try charge(.dataStorage, stored, "GB month", data.storagePerGigabyteMonth)
    try charge(.dataTransfer, volume, "GB", data.transferPerGigabyte)
    if isIncomplete {
      warnings.append(
        "prices.data has prices by GB or month and data.size or the time is not given, so their lines are not in the total"
      )
    }
  }

  mutating func addStaff() throws(CostError) {
    guard let staff = terms.staff, staff.fullTimeEquivalents > 0 else { return }
    try add(
      .staff, .staff, UncertainFigure(staff.fullTimeEquivalents * staff.months), "month",
      SourcedPrice(given: staff.salaryPerYear / 12 * staff.overhead, key: "prices.staff"))
  }

  /// The unit of what a run costs as a whole.
  static var finalRun: String { "final run" }

  /// Failed runs and experiments repeat what the final run costs, category by category.
  mutating func addDevelopment() throws(CostError) {
    var factors: [(label: String, runs: UncertainFigure, source: SourcedPrice)] = []
    if terms.failedRunsShare > 0 {
      factors.append(
        (
          "failed runs", UncertainFigure(terms.failedRunsShare),
          SourcedPrice(given: 1, key: "prices.failed_runs_share")
        ))
    }
    switch terms.projectFactor {
    case nil: break
    case .given(let factor):
      factors.append(("experiments", UncertainFigure(factor - 1), SourcedPrice(given: 1, key: "prices.project_factor")))
    case .development:
      let factor = Defaults.projectFactor
      assume(
        "prices.project_factor", "\(factor.value.mid) (\(factor.value.low) to \(factor.value.high))", factor.source)
      factors.append(
        (
          "experiments", UncertainFigure(.projectFactor, factor.value.map { $0 - 1 }),
          SourcedPrice(UncertainFigure(1), quoted: nil, source: factor.source, confidence: .assumed)
        ))
    }
    let final = lines
    for (label, runs, source) in factors where runs.mid > 0 {
      for (category, item) in [
        (CostCategory.computation, CostItem.acceleratorRental), (.energy, .energyIT),
        (.hardware, .acceleratorAmortization), (.carbon, .carbonCharge),
      ] {
        let charged = final.filter { $0.category == category && ($0.amount?.mid.microUnits ?? 0) > 0 }
        guard !charged.isEmpty else { continue }
        let sum = charged.compactMap(\.amount?.mid.amount).reduce(0, +)
        let one = UncertainFigure(sum, CostStatement.spread(of: charged))
        try add(
          category, item, label: label, kind: category == .computation ? rentalKind : nil, runs, Self.finalRun,
          source * one)
      }
    }
  }
}
