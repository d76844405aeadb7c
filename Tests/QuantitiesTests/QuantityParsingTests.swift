import Quantities
import Testing

@Suite struct QuantityParsingTests {
  @Test(
    arguments: [
      ("80GB", 80e9), ("80 GB", 80e9), ("1TiB", 1_099_511_627_776), ("1024GB", 1.024e12), ("1.5e3 MB", 1.5e9),
      ("12", nil),
      ("0.5kB", 500),
    ] as [(String, Double?)])
  func `bytes are read with decimal and binary units`(text: String, expected: Double?) throws {
    #expect((try? Bytes(parsing: text))?.value == expected)
  }

  @Test(arguments: [("15.6T", 15.6e12), ("1.2e9", 1.2e9), ("8B", 8e9), ("1_000", 1000), ("1E", 1e18), ("-3", -3)])
  func `counts take suffixes and exponents`(text: String, expected: Double) throws {
    #expect(try Count(parsing: text).value == expected)
  }

  @Test func `a time takes the units that people use, and an error names them first`() throws {
    for (text, seconds) in [("90s", 90.0), ("1min", 60), ("1h", 3600), ("2d", 172_800), ("1w", 604_800)] {
      #expect(try Seconds(parsing: text).value == seconds)
    }
    do {
      _ = try Seconds(parsing: "1q")
      Issue.record("'1q' was read")
    } catch {
      #expect(error.expected == "a number with a unit (s, min, h, d, w, ms, …)")
    }
  }

  @Test func `a mistyped unit names the nearest one`() {
    #expect(throws: QuantityError.self) { try Bytes(parsing: "80GiBs") }
    do {
      _ = try Bytes(parsing: "80GiBs")
    } catch {
      #expect(error.nearest == "80GiB")
      #expect(error.found == "80GiBs")
    }
  }

  @Test(arguments: ["", "GB", "1.2.3", "nan", "inf", "1e999", "--4", "0x10"])
  func `a text that is no number is refused`(text: String) {
    #expect(throws: QuantityError.self) { try Count(parsing: text) }
  }

  @Test func `every displayed unit reads back what it prints`() throws {
    func check<Quantity: PhysicalQuantity>(_: Quantity.Type) throws {
      for unit in Quantity.units where unit.isDisplayed {
        let quantity = Quantity(12.5 * unit.scale)
        let read = try Quantity(parsing: quantity.formatted)
        #expect(abs(read / quantity - 1) < 1e-12, "\(Quantity.self) \(unit.symbol): \(quantity.formatted)")
      }
    }
    try check(Watts.self)
    try check(Joules.self)
    try check(Seconds.self)
    try check(FLOPs.self)
    try check(FLOPsPerSecond.self)
    try check(Bytes.self)
    try check(BytesPerSecond.self)
    try check(Count.self)
    try check(Kilograms.self)
  }

  @Test(arguments: [
    (79.36, 80.0, "79.36 GiB"), (79.36, 79.36, "79.36 GiB"), (79.3604, 79.36, "79.3604 GiB"),
    (79.361, 79.3612, "79.361 GiB"),
  ])
  func `memory beside other memory has the digits that tell them apart`(own: Double, other: Double, text: String) {
    #expect(Bytes(own * 0x1p30).formattedBinary(besides: Bytes(other * 0x1p30)) == text)
  }
}
