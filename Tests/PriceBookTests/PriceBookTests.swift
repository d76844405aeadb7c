import HardwareProfiles
import PriceBook
import Quantities
import Testing
import TrainingRun

@Suite struct PriceBookTests {
  private let book = PriceBook()

  @Test func `a grid has an intensity with its source, and a price where one is known`() throws {
    let france = try book.grid("fr")
    #expect(france.carbonIntensity?.value.mid == GramsPerKilowattHour(41.44))
    #expect(france.carbonIntensity?.value.high == GramsPerKilowattHour(56.039))
    #expect(france.electricityPrice == nil)
    #expect(try book.grid("US").electricityPrice?.value == Money(0.0826, .usd))
    #expect(try book.grid("WORLD").carbonIntensity?.source.title.isEmpty == false)
  }

  @Test func `an unknown grid is refused with the nearest one`() {
    #expect { try book.grid("US-VAA") } throws: { ($0 as? PriceBookError)?.nearest == "US-VA" }
    #expect { try book.grid("") } throws: { $0 is PriceBookError }
  }

  @Test func `listed rental prices are of known accelerators and ordered`() throws {
    let priced = try ProfileCatalog().ids.filter { book.rental(of: $0, kind: .onDemand) != nil }
    #expect(priced.count >= 20)
    for id in priced {
      let onDemand = try #require(book.rental(of: id, kind: .onDemand))
      #expect(onDemand.value.low.microUnits > 0, "\(id)")
      #expect(!onDemand.source.date.isEmpty, "\(id)")
      if let spot = book.rental(of: id, kind: .spot) { #expect(spot.value.mid < onDemand.value.mid, "\(id)") }
    }
    #expect(book.rental(of: "nvidia-h100", kind: .onDemand) == nil)
  }
}
