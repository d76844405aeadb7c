import Documents
import Foundation
import HardwareProfiles
import Testing
import TrainCostTestSupport

/// The schemas that editors use say what the reader of profiles accepts.
@Suite struct ProfileSchemaTests {
  private func schema(_ kind: ProfileKind) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(ProfileSchema.text(of: kind).utf8))
    return try #require(object as? [String: Any])
  }

  @Test(arguments: ProfileKind.allCases)
  func `a schema travels inside the program as it lies in its folder`(kind: ProfileKind) throws {
    let file = "\(Repository.profiles)/schema/\(kind.rawValue).schema.json"
    #expect(try String(contentsOfFile: file, encoding: .utf8) == ProfileSchema.text(of: kind))
  }

  @Test(arguments: [(ProfileKind.accelerator, ""), (.node, "nodes/"), (.network, "networks/")])
  func `a schema names the keys that the reader knows, and no others`(kind: ProfileKind, folder: String) throws {
    let files = try TemporaryFolder(["\(folder)mine.yaml": "id: mine\nzzzzzzzzzzzz: 1\n"])
    let faults = try ProfileCatalog().faults(file: "\(files.path)/\(folder)mine.yaml")
    let unknown = try #require(faults.first { $0.key == "zzzzzzzzzzzz" })
    let known = try #require(unknown.message.components(separatedBy: "known here: ").last)
    let properties = try #require(try schema(kind)["properties"] as? [String: Any])
    #expect(Set(known.components(separatedBy: ", ")) == Set(properties.keys))
  }

  @Test(arguments: ["power", "memory", "peak_dense", "node"])
  func `the sections of an accelerator's schema are those of the reader`(section: String) throws {
    let files = try TemporaryFolder(["nvidia-h100-sxm5-80gb.yaml": "\(section): { zzzzzzzzzzzz: 1 }\n"])
    let faults = try ProfileCatalog().faults(file: "\(files.path)/nvidia-h100-sxm5-80gb.yaml")
    let unknown = try #require(faults.first { $0.key == "\(section).zzzzzzzzzzzz" })
    let known = try #require(unknown.message.components(separatedBy: "known here: ").last)
    let all = try #require(try schema(.accelerator)["properties"] as? [String: Any])
    let properties = try #require((all[section] as? [String: Any])?["properties"] as? [String: Any])
    #expect(Set(known.components(separatedBy: ", ")) == Set(properties.keys))
  }
}
