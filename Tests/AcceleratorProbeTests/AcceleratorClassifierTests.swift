import AcceleratorProbe
import HardwareProfiles
import Testing

@Suite struct AcceleratorClassifierTests {
  let classifier = AcceleratorClassifier(profiles: [])

  private func device(_ text: String, at address: String = "0000:17:00.0", subsystem: UInt16? = nil) throws -> PCIDevice
  {
    let parts = text.split(whereSeparator: { $0 == " " || $0 == ":" }).map { UInt16($0, radix: 16) }
    var device = PCIDevice(
      address: try #require(PCIAddress(parsing: address)), classCode: parts[0], vendorID: parts[1], deviceID: parts[2])
    device.subsystemDeviceID = subsystem
    return device
  }

  private func role(_ identification: AcceleratorIdentification) -> AcceleratorRole? {
    if case .accelerator(let accelerator) = identification { accelerator.role } else { nil }
  }

  private func reason(_ identification: AcceleratorIdentification) -> SkipReason? {
    if case .skipped(let reason, _) = identification { reason } else { nil }
  }

  @Test(arguments: [
    "0302 10de:20b0", "0302 10de:2330", "0302 10de:3182", "0302 10de:15f9",
    "1200 1002:74a1", "1200 1002:74a0", "0380 1002:740c", "0380 1002:738c", "0300 1002:66a1",
    "0380 8086:0bd5", "0b40 8086:225c", "1200 1da3:1020", "1200 1da3:1063",
    "0880 1d0f:7164", "0880 1d0f:7364", "0880 1d0f:7565", "ff00 1ae0:0027", "ff00 1ae0:0063", "1200 1ae0:006f",
    "0b40 1bcf:001c", "1200 1e52:401e", "1200 19e5:d802", "1200 9999:0a01", "0380 1ed5:0323", "1200 cabc:0370",
    // Newer than this program: a maker of accelerators, and a class that is hardly anything else.
    "0302 10de:4fff", "1200 1002:7fff", "0302 8086:f000", "1200 1da3:ffff", "1200 abcd:1234", "0302 abcd:1234",
  ])
  func `a part that trains is an accelerator for training`(text: String) throws {
    #expect(role(classifier.identify(try device(text))) == .training)
    #expect(classifier.mayBeOfInterest(try device(text)))
  }

  @Test(arguments: [
    "0880 1d0f:7064", "0880 1d0f:7264", "0000 1ac1:089a", "0302 10de:1eb8", "0302 10de:27b8", "1200 17cb:a100",
    "1200 19e5:d100", "1200 1ed2:0000", "1200 1eff:1021", "1200 1da3:0001", "0380 8086:56c0", "1200 1e60:2864",
  ])
  func `a part that only infers says so`(text: String) throws {
    #expect(role(classifier.identify(try device(text))) == .inference)
  }

  @Test(arguments: [
    "0300 10de:1b80", "0302 10de:139b", "0302 10de:1c90", "0300 10de:1f82", "0300 10de:2184", "0300 10de:0a74",
    "0300 1002:6758", "0300 1002:687f", "0300 1002:73ff", "0380 1002:73ff", "0300 1002:743f", "0380 1002:7480",
    "0300 10de:2204", "0300 10de:2c02", "0300 10de:4fff", "0300 1002:744c", "0300 1002:7550", "0300 8086:4905",
    "0300 8086:56a0", "0300 8086:e20b",
  ])
  func `a card without matrix units, or of the class that drives screens, is a display`(text: String) throws {
    #expect(role(classifier.identify(try device(text))) == .display)
  }

  @Test(arguments: [
    ("0300 1a03:2000", SkipReason.bmcDisplay), ("0300 102b:0534", .bmcDisplay), ("0300 102b:0522", .bmcDisplay),
    ("0300 18ca:0027", .bmcDisplay), ("0300 19a2:0800", .bmcDisplay), ("0300 1002:515e", .bmcDisplay),
    ("0300 19e5:1711", .bmcDisplay), ("0300 1234:1111", .virtualDisplay), ("0300 1b36:0100", .virtualDisplay),
    ("0300 1013:00b8", .virtualDisplay), ("0300 15ad:0405", .virtualDisplay), ("0380 1af4:1050", .virtualDisplay),
    ("0300 1d0f:1111", .virtualDisplay), ("0300 1414:5353", .virtualDisplay), ("0302 1414:008e", .virtualDisplay),
    ("1180 1022:17f0", .clientNPU), ("1200 1022:1502", .clientNPU), ("1200 8086:ad1d", .clientNPU),
    ("0680 10de:1af1", .nvswitch), ("0680 10de:22a3", .nvswitch), ("0b40 10de:0aa3", .chipset),
    ("1200 1b36:0005", .testDevice), ("1200 1234:1200", .testDevice), ("00ff 1234:11e8", .testDevice),
    ("ff00 1ae0:0042", .network),
    ("ff00 1ae0:001f", .storage), ("0b40 8086:37c8", .cryptographicCoprocessor), ("1200 10ee:5000", .programmableLogic),
    ("0300 1002:15bf", .integratedDisplay), ("0380 1002:1681", .integratedDisplay),
    ("0300 1002:9874", .integratedDisplay), ("0300 5333:8a22", .unknownDisplay),
  ])
  func `a look-alike is skipped with its reason`(text: String, expected: SkipReason) throws {
    #expect(reason(classifier.identify(try device(text))) == expected)
    #expect(classifier.mayBeOfInterest(try device(text)))
  }

  @Test(arguments: [
    "0200 1ae0:0042", "0108 1ae0:001f", "0200 1d0f:ec20", "0108 1d0f:8061", "0403 10de:1aef", "0c03 10de:1ad6",
    "0680 10de:0056", "0604 8086:2020", "1180 1022:15e4", "0880 8086:0b25",
  ])
  func `other functions, of the same makers too, are passed over`(text: String) throws {
    #expect(classifier.identify(try device(text)) == .notOfInterest)
  }

  @Test func `Intel's graphics and neural units are told from its cards by their bus`() throws {
    #expect(reason(classifier.identify(try device("0300 8086:46a6", at: "0000:00:02.0"))) == .integratedDisplay)
    #expect(reason(classifier.identify(try device("1200 8086:ffff", at: "0000:00:0b.0"))) == .clientNPU)
    #expect(role(classifier.identify(try device("0300 8086:56a0", at: "0000:00:06.0"))) == .display)
  }

  @Test func `AMD graphics beside other parts of a processor are integrated, whatever their id`() throws {
    let graphics = try device("0300 1002:7fff", at: "0000:c4:00.0")
    let neighbour = try device("1080 1022:15c7", at: "0000:c4:00.2")
    #expect([graphics, neighbour].processorSlots == [graphics.address])
    #expect(reason(classifier.identify(graphics, isPartOfProcessor: true)) == .integratedDisplay)
    #expect(role(classifier.identify(graphics, isPartOfProcessor: false)) == .display)
    // An MI300A shares its package with a processor and is an accelerator all the same.
    #expect(role(classifier.identify(try device("1200 1002:74a0"), isPartOfProcessor: true)) == .training)
  }

  @Test(
    arguments: [(0x004e, "Cloud TPU v2"), (0x004f, "Cloud TPU v3"), (nil, "Cloud TPU v2 or v3")] as [(UInt16?, String)])
  func `a subsystem tells two products of one id apart`(subsystem: UInt16?, name: String) throws {
    guard case .accelerator(let found) = classifier.identify(try device("ff00 1ae0:0027", subsystem: subsystem)) else {
      Issue.record("no accelerator")
      return
    }
    #expect(found.name == name)
  }

  @Test func `a guest's virtual function is known by its id`() throws {
    guard case .accelerator(let found) = classifier.identify(try device("1200 1002:74b5")) else {
      Issue.record("no accelerator")
      return
    }
    #expect(found.isVirtualFunction)
  }

  @Test func `a profile decides before any rule`() throws {
    let profiles = try ProfileCatalog().profiles()
    let profile = try #require(profiles.first { !$0.pciIdentities.isEmpty })
    let identity = profile.pciIdentities[0]
    // Not even the class matters.
    var found = PCIDevice(
      address: PCIAddress(bus: 1, device: 0, function: 0), classCode: 0x0880, vendorID: identity.vendor,
      deviceID: identity.device)
    found.subsystemDeviceID = identity.subsystemDevice
    guard case .accelerator(let accelerator) = AcceleratorClassifier(profiles: profiles).identify(found) else {
      Issue.record("no accelerator")
      return
    }
    #expect(accelerator.profileID == profile.id)
    #expect(accelerator.name == profile.name)
    #expect(accelerator.role == profile.role)
  }
}
