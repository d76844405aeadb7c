// How long pricing takes: one statement, and a simulation of its total. Processor time of one core.
import CostCore
import Glibc
import PriceBook
import Quantities
import TrainingRun

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The least processor time of several repetitions, in seconds.
func fastest(_ repetitions: Int, _ work: () -> Void) -> Double {
  (0..<repetitions).map { _ in
    let start = processorSeconds()
    work()
    return processorSeconds() - start
  }.min() ?? 0
}

/// A run with every kind of line: 25 of them.
var run = RunSpecification(name: "benchmark")
run.prices.mode = .owned
run.prices.owned.unitPrice = UnitPrice(30_000, .usd)
(run.prices.owned.maintenanceSharePerYear, run.prices.owned.upgradeSharePerYear) = (0.05, 0.02)
(run.prices.owned.sparesShare, run.prices.owned.facilityPricePerKilowatt) = (0.02, UnitPrice(10_000, .usd))
run.prices.projectFactor = .development
run.prices.failedRunsShare = 0.1
var data = DataTerms()
(data.collectionPerGigabyte, data.cleaningPerGigabyte, data.storagePerGigabyteMonth) = (0.1, 0.2, 0.02)
(data.transferPerGigabyte, data.items, data.annotationPerItem, data.qualityControlShare) = (0.09, 1000, 0.1, 0.1)
run.prices.data = data
var staff = StaffTerms()
(staff.fullTimeEquivalents, staff.salaryPerYear, staff.months) = (3, 150_000, 4)
run.prices.staff = staff
var carbon = CarbonTerms()
carbon.pricePerTonne = 80
run.prices.carbon = carbon
run.site.demandChargePerKilowattMonth = UnitPrice(10, .usd)
run.site.onSite = SupplyTerms(share: 0.1, price: UnitPrice(0.04, .usd), premium: nil, carbonIntensity: .init(40))
run.site.green = SupplyTerms(share: 0.3, price: nil, premium: UnitPrice(0.005, .usd), carbonIntensity: .init(0))
run.site.water = WaterTerms(litresPerKilowattHour: 1, pricePerCubicMetre: UnitPrice(3, .usd))

let hours = Range90(low: 80_000.0, mid: 100_000, high: 130_000)
let usage = RunUsage(
  acceleratorCount: 64, wallTime: hours.map { Seconds(hours: $0 / 64) },
  acceleratorTime: hours.map { Seconds(hours: $0) },
  energy: [
    DomainEnergy(
      domain: .accelerator, id: "accelerators", energy: hours.map { Joules(kilowattHours: $0 * 0.9) },
      method: .modelled)
  ], dataVolume: Bytes(4e12))
let pricing = Pricing(run, profile: nil, book: PriceBook())
let statement = try pricing.price(usage).cost
let card = try RateCard(pricing, for: usage)

var checksum: Int64 = 0
let statements = 20_000
let priced = fastest(7) {
  for index in 0..<statements {
    let statement = card.statement(
      acceleratorTime: Seconds(hours: 1e5 + Double(index)), energy: Joules(kilowattHours: 9e4 + Double(index)))
    checksum &+= statement.lines[index % statement.lines.count].amount?.mid.microUnits ?? 0
  }
}
let whole = fastest(7) {
  for _ in 0..<100 { checksum &+= (try? pricing.price(usage).cost.lines.count).map(Int64.init) ?? 0 }
}
let uncertainty = CostUncertainty(statement)
let draws = fastest(7) { checksum &+= uncertainty.simulate(draws: 100_000, seed: 1).mean.microUnits }
let closed = fastest(7) { checksum &+= uncertainty.closedForm.mean.microUnits }

func line(_ name: String, _ seconds: Double, _ unit: String, _ scale: Double) {
  print(name.padded(to: 44), NumberFormat.significant(seconds * scale, digits: 3), unit)
}
extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
print("\(statement.lines.count) lines, \(statement.spread.drivers.count) uncertain inputs (\(checksum & 1))")
line("a statement by a rate card", priced / Double(statements), "µs", 1e6)
line("a statement from its terms", whole / 100, "µs", 1e6)
line("100,000 draws of the total", draws, "ms", 1e3)
line("mean, deviation and percentiles in closed form", closed, "ms", 1e3)
