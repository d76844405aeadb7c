import HardwareProfiles
import Testing

@Suite struct ProfileCatalogTests {
  @Test func `every shipped profile decodes`() throws {
    let catalog = try ProfileCatalog()
    for profile in try catalog.profiles() {
      #expect(!profile.peakDense.isEmpty, "\(profile.id)")
    }
    #expect(try !NetworkProfile.all().isEmpty)
  }
}
