import Quantities
import TrainingRun

extension Pricing {
  mutating func addData(_ usage: RunUsage) throws(CostError) {
    guard let data = terms.data else { return }
    let gigabytes = usage.dataVolume?.gigabytes
    let months = usage.wallTime.map { $0.map { $0.hours / (Seconds.hoursPerYear / 12) } }
    func charge(_ item: CostItem, _ quantity: UncertainFigure?, _ unit: String, _ price: Double) throws(CostError)
      -> Bool
    {
      guard price > 0 else { return true }
      guard let quantity else { return false }
      try add(.data, item, quantity, unit, SourcedPrice(given: price, key: "prices.data"))
      return true
    }
    let volume = gigabytes.map { UncertainFigure($0) }
    let charged = [
      try charge(.dataCollection, volume, "GB", data.collectionPerGigabyte),
      try charge(.dataAnnotation, UncertainFigure(data.items), "item", data.annotationPerItem),
      try charge(.dataCleaning, volume, "GB", data.cleaningPerGigabyte),
      try charge(
        .dataStorage,
        gigabytes.flatMap { volume in months.map { UncertainFigure(.acceleratorTime, $0) * volume } }, "GB month",
        data.storagePerGigabyteMonth),
      try charge(.dataTransfer, volume, "GB", data.transferPerGigabyte),
    ]
    if charged.contains(false) {
      warnings.append("prices.data has prices by GB and data.size is not given, so their lines are not in the total")
    }
  }

  mutating func addStaff() throws(CostError) {
    guard let staff = terms.staff, staff.fullTimeEquivalents > 0 else { return }
    try add(
      .staff, .staff, UncertainFigure(staff.fullTimeEquivalents * staff.months), "month",
      SourcedPrice(given: staff.salaryPerYear / 12 * staff.overhead, key: "prices.staff"))
  }
}
