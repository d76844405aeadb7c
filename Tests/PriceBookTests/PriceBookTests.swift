import HardwareProfiles
@testable import PriceBook
import Quantities
import Testing
import TrainingRun

@Suite struct PriceBookTests {
  private let book = PriceBook()

  @Test func `a grid has an intensity with its source, and a price where one is known`() throws {
    let france = try book.grid("fr")
    #expect(france.carbonIntensity?.value.mid == GramsPerKilowattHour(41.44))
    #expect(france.carbonIntensity?.value.high == GramsPerKilowattHour(56.039))
    #expect(france.electricityPrice?.value == Money(0.178, try Currency(code: "GBP")))
    #expect(try book.grid("JP").electricityPrice == nil)
    #expect(try book.grid("US").electricityPrice?.value == Money(0.0826, .usd))
    #expect(try book.grid("WORLD").carbonIntensity?.source.title.isEmpty == false)
  }

  @Test(arguments: [
    ("DE", "DE", false), ("se", "EU", true), ("US-VA", "US-VA", false), ("aws:us-east-1", "US-VA", false),
    ("gcp:europe-west3", "DE", false), ("aws:eu-north-1", "EU", true), ("JP", nil, false),
    ("TW", "TW", false), ("CA", "CA", false),
    ("WORLD", nil, false), ("TW", "TW", false), ("CA", "CA", false),
  ])
  func `electricity costs what the grid's industry pays, else the area's around it, else nobody knows`(
    id: String, area: String?, isWider: Bool
  ) {
    let found = book.electricityPrice(of: id)
    #expect(found?.area == area)
    #expect(found?.isOfWiderArea ?? false == isWider)
  }

  @Test func `every cloud region stands in a known grid`() throws {
    for id in book.gridIDs where id.contains(":") {
      let place = try #require(book.grid(ofRegion: id), "\(id)")
      #expect(throws: Never.self, "\(id)") { try book.grid(place) }
    }
  }

  @Test(arguments: ["EU": true, "SE": true, "NO": true, "aws:eu-west-1": true, "US": false, "JP": false])
  func `emissions trading is in the prices of those that take part in it`(id: String, isIn: Bool) {
    #expect(book.isInEmissionsTrading(id) == isIn)
  }

  @Test func `an unknown grid is refused with the nearest one`() {
    #expect { try book.grid("US-VAA") } throws: { ($0 as? PriceBookError)?.nearest == "US-VA" }
    #expect { try book.grid("") } throws: { $0 is PriceBookError }
  }

  @Test func `listed rental prices are of known accelerators and ordered`() throws {
    let priced = try ProfileCatalog().ids.filter { try book.rental(of: $0, kind: .onDemand) != nil }
    #expect(priced.count >= 20)
    for id in priced {
      let onDemand = try #require(try book.rental(of: id, kind: .onDemand))
      #expect(onDemand.price.low > 0, "\(id)")
      #expect(!onDemand.source.date.isEmpty, "\(id)")
      // Of one provider; a marketplace may well be cheaper on demand than a large cloud's spot.
      for provider in Set(book.listedPrices(of: id).filter { $0.kind == .spot && $0.rejection == nil }.map(\.provider))
      {
        let spot = try #require(try book.rental(of: id, kind: .spot, provider: provider))
        let same = try? book.rental(of: id, kind: .onDemand, provider: provider)
        if let same { #expect(spot.price.mid < same.price.mid, "\(id) of \(provider)") }
      }
    }
    #expect(try book.rental(of: "nvidia-h100", kind: .onDemand) == nil)
  }

  @Test func `every listed price has a provider, a date, a source, and is used or says why not`() {
    let prices = book.listedPrices()
    #expect(prices.count >= 700)
    for price in prices {
      #expect(!price.provider.isEmpty && UTCTime.seconds(parsing: price.asOf) != nil, "\(price)")
      #expect(!price.source.isEmpty && !price.source.hasPrefix("unknown source"), "\(price)")
      #expect(price.rejection != nil || (0.01...200).contains(price.price.amount), "\(price)")
    }
    #expect(prices.contains { $0.rejection == .sentinel && $0.price.amount == 700 })
    #expect(prices.filter { $0.rejection == .spotAboveOnDemand }.count == 6)
  }

  @Test func `a provider and a region narrow the price, and unknown ones are refused with the known`() throws {
    let h100 = "nvidia-h100-sxm5-80gb"
    let virginia = try #require(try book.rental(of: h100, kind: .onDemand, provider: "aws", region: "us-east-1"))
    #expect(virginia.price.mid == 6.88)
    #expect { try book.rental(of: h100, kind: .onDemand, provider: "awss") } throws: {
      ($0 as? PriceBookError)?.nearest == "aws"
    }
  }

  @Test func `a cloud region has three intensities and its published PUE and water`() throws {
    let virginia = try book.grid("aws:us-east-1")
    #expect(virginia.carbonIntensity?.value.mid == GramsPerKilowattHour(396.25))
    #expect(virginia.marginalCarbonIntensity?.value == GramsPerKilowattHour(557.17))
    #expect(virginia.marketCarbonIntensity?.value == GramsPerKilowattHour(0))
    #expect(book.facility(ofRegion: "aws:us-east-1")?.pue.value == 1.15)
    #expect(book.facility(ofRegion: "aws:us-east-1")?.waterPerKilowattHour == 0.12)
    #expect { try book.grid("aws:us-esat-1") } throws: { ($0 as? PriceBookError)?.nearest == "aws:us-east-1" }
  }
}
