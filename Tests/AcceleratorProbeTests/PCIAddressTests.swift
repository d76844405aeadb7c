import AcceleratorProbe
import Testing

@Suite struct PCIAddressTests {
  @Test(arguments: [
    ("0000:17:00.0", "0000:17:00.0"), ("17:00.0", "0000:17:00.0"), ("00000000:41:00.0", "0000:41:00.0"),
    ("000A:01:1F.7", "000a:01:1f.7"), ("10000:e1:00.0", "10000:e1:00.0"), ("fffffffe:00:02.0", "fffffffe:00:02.0"),
  ])
  func `an address is read as the kernel, lspci and NVML write it`(text: String, expected: String) {
    #expect(PCIAddress(parsing: text)?.description == expected)
  }

  @Test(arguments: [
    "", "17:00", "0000:17:00.8", "0000:17:20.0", "0000:17:00.0 ", "000:17:00.0", "123456789:00:00.0", "0000:g7:00.0",
    "0000:17:00.-", "0000::00.0", "+000:17:00.0", "intel-ipu7", "0000:17:00.00",
  ])
  func `anything else is no address`(text: String) {
    #expect(PCIAddress(parsing: text) == nil)
  }

  @Test func `addresses sort by domain, bus, device and function`() throws {
    let sorted = ["0000:02:00.0", "0000:02:00.1", "0000:02:01.0", "0000:10:00.0", "0001:00:00.0", "10000:00:00.0"]
    let addresses = try sorted.map { try #require(PCIAddress(parsing: $0)) }
    #expect(addresses.shuffled().sorted() == addresses)
  }
}
