import Documents
import Foundation
import Testing
import TrainCostTestSupport

@Suite struct CSVReaderTests {
  private func records(_ text: String, separator: Character = ",") throws -> [[String]] {
    let folder = try TemporaryFolder()
    let reader = try CSVReader(folder.write(text, to: "table.csv"), separator: separator)
    var records: [[String]] = []
    while try reader.next() { records.append(reader.texts) }
    return records
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a, b \r\n1 , 2", [["a", "b"], ["1", "2"]]),
    ("\"a,b\",\"c \"\"d\"\"\"\n", [["a,b", "c \"d\""]]),
    ("\"two\nlines\",x\ny,z\n", [["two\nlines", "x"], ["y", "z"]]),
    ("a,,\n\n,\n", [["a", "", ""], [], ["", ""]]),
    ("\u{FEFF}a\n", [["a"]]),
    ("\"a\",\n", [["a", ""]]),
  ])
  func `records are divided as RFC 4180 says and as programs write`(text: String, expected: [[String]]) throws {
    #expect(try records(text) == expected)
  }

  @Test func `lines longer than a block, and many of them, come out whole`() throws {
    let long = String(repeating: "x", count: 3 << 20)
    let short = (0..<20_000).map { "\($0),y" }
    let read = try records(("\(long),1\n" + short.joined(separator: "\n")))
    #expect(read.count == 20_001)
    #expect(read[0] == [long, "1"])
    #expect(read[20_000] == ["19999", "y"])
  }

  @Test func `NUL bytes that a killed program left behind are cut off`() throws {
    #expect(try records("a,b\n1,2\n\0\0\0\0") == [["a", "b"], ["1", "2"], []])
    #expect(try records("a,b\n\0\01,2\n") == [["a", "b"], ["1", "2"]])
  }

  @Test func `a quote that is never closed names the line where it opens`() throws {
    #expect {
      try records("a\nb,\"c\nd\n")
    } throws: {
      ($0 as? DocumentError)?.line == 2
    }
  }

  @Test(arguments: [
    "0", "1", "-1.5", "+2", "312.50", "1e3", "2.5E-3", "0.0001342166896178", "85.93498706817627", "123456789012345678",
    "9007199254740993", "4.9e-324", ".5", "5.",
  ])
  func `numbers are the nearest there are`(text: String) throws {
    var copy = text
    let number = copy.withUTF8 { DecimalText.number($0) }
    #expect(number == strtod(text, nil))
  }

  @Test(arguments: ["", "-", ".", "1,5", "12W", "nan", "inf", "1e999", "0x10", "1 2"])
  func `what is no finite number is none`(text: String) {
    var copy = text
    #expect(copy.withUTF8 { DecimalText.number($0) } == nil)
  }
}
