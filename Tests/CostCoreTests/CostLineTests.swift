import CostCore
import Foundation
import PriceBook
import Quantities
import Testing
import TrainingRun

@Suite struct CostLineTests {
  private func statement() throws -> CostStatement {
    var run = RunSpecification(name: "test")
    run.prices.mode = .owned
    run.prices.owned.unitPrice = UnitPrice(30_000, .usd)
    (run.prices.owned.serverOverhead, run.prices.owned.interconnectShare) = (1.64, 0.19)
    run.prices.owned.declinePerYear = 0.14
    let hours = Range90(low: 800.0, mid: 1000, high: 1300)
    let usage = RunUsage(
      acceleratorCount: 1, wallTime: hours.map { Seconds(hours: $0) },
      acceleratorTime: hours.map { Seconds(hours: $0) },
      energy: [
        DomainEnergy(
          domain: .accelerator, id: "a", energy: hours.map { Joules(kilowattHours: $0) }, method: .modelled)
      ])
    return try Pricing(run, profile: nil, book: PriceBook()).price(usage).cost
  }

  @Test func `a statement is stored and read back as it was`() throws {
    let statement = try statement()
    let decoded = try JSONDecoder().decode(CostStatement.self, from: JSONEncoder().encode(statement))
    #expect(decoded == statement)
  }

  @Test func `a line stored by an earlier version takes defaults for what it lacked`() throws {
    let old = """
      {"category":"energy","item":"cooling","quantity":2,"unit":"kWh","unitPrice":0.1,"asOf":"2025","source":"x"}
      """
    let line = try JSONDecoder().decode(CostLine.self, from: Data(old.utf8))
    #expect(line.isUnknown && line.label.isEmpty && line.spread.isNone)
  }

  @Test func `ranges nest, and what shares its inputs moves together`() throws {
    let statement = try statement()
    let lines = statement.lines.compactMap(\.amount)
    #expect(statement.total.low <= statement.total.mid && statement.total.mid <= statement.total.high)
    #expect(statement.total.high.microUnits <= lines.map(\.high.microUnits).reduce(0, +))
    #expect(statement.total.low.microUnits >= lines.map(\.low.microUnits).reduce(0, +))
    // Hardware lines share the hours and nothing else, so their sum moves exactly as they do.
    let hardware = statement.total(of: .hardware)
    #expect(abs(hardware.high.amount / hardware.mid.amount - 1.3) < 1e-9)
    #expect(abs(hardware.low.amount / hardware.mid.amount - 0.8) < 1e-9)
    #expect(statement.lines[0].spread.drivers == [.acceleratorTime])
    #expect(Set(statement.spread.drivers) == [.acceleratorTime, .electricityPrice, .pue])
  }
}
