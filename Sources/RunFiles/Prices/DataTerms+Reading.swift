import Documents
import Quantities
import TrainingRun

extension DataTerms {
  /// Reads `prices.data`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    func price(_ key: String) throws(DocumentError) -> Double { try section.scalar(key)?.number(in: 0...1e12) ?? 0 }
    collectionPerGigabyte = try price("collection_per_gb")
    annotationPerItem = try price("annotation_per_item")
    items = try price("items")
    if let overlap = try section.scalar("annotation_overlap") { annotationOverlap = try overlap.number(in: 1...1000) }
    if let yield = try section.scalar("annotation_yield") { annotationYield = try yield.number(in: .shareAboveZero) }
    hoursPerItem = try section.scalar("time_per_item")?.quantity(Seconds.self).hours ?? 0
    wagePerHour = try price("wage_per_hour")
    qualityControlShare = try price("quality_control_share")
    cleaningPerGigabyte = try price("cleaning_per_gb")
    storagePerGigabyteMonth = try price("storage_per_gb_month")
    storageMonths = try section.scalar("storage_months")?.number(in: 0...1e4)
    if let replicas = try section.scalar("storage_replicas") { storageReplicas = try replicas.number(in: 1...100) }
    transferPerGigabyte = try price("transfer_per_gb")
    try section.rejectUnknownKeys()
  }
}

extension StaffTerms {
  /// Reads `prices.staff`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    func amount(_ key: String) throws(DocumentError) -> Double { try section.scalar(key)?.number(in: 0...1e9) ?? 0 }
    fullTimeEquivalents = try amount("full_time_equivalents")
    salaryPerYear = try amount("salary_per_year")
    months = try amount("months")
    if let overhead = try section.scalar("overhead") { self.overhead = try overhead.number(in: 1...10) }
    try section.rejectUnknownKeys()
  }
}

extension CarbonTerms {
  /// Reads `prices.carbon`.
  init(_ section: Section) throws(DocumentError) {
    self.init()
    if let price = try section.scalar("price_per_tonne") { pricePerTonne = try price.number(in: 0...1e6) }
    if let share = try section.scalar("covered_share") { coveredShare = try share.number(in: .share) }
    isInElectricityPrice = try section.scalar("in_electricity_price")?.bool()
    try section.rejectUnknownKeys()
  }
}
