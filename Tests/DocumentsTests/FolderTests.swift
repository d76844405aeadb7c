import Documents
import Foundation
import Glibc
import Testing
import TrainCostTestSupport

@Suite struct FolderTests {
  private let folder = try! TemporaryFolder()

  @Test func `a folder is made with those above it, for the user alone, and may be there already`() throws {
    let path = folder.path + "/a/b/c"
    try Folder.make(path)
    try Folder.make(path)
    for made in ["/a", "/a/b", "/a/b/c"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + made)
      #expect(attributes[.type] as? FileAttributeType == .typeDirectory)
      #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o077 } == 0)
    }
  }

  @Test(arguments: ["", "/below"])
  func `a file in the way is named`(rest: String) throws {
    let file = try folder.write("no folder", to: "file")
    let failure = try #require(throws: Folder.Failure.self) { try Folder.make(file + rest) }
    #expect(failure.path == file)
    #expect(failure.code == ENOTDIR)
  }
}
