import Documents
import Testing

@Suite struct CSVTableTests {
  @Test func `quotes hold commas, line ends and doubled quotes`() throws {
    let table = try CSVTable(parsing: "a,b\n\"x, y\",\"say \"\"hi\"\"\nthere\"\n1, 2 \n", file: "t.csv")
    #expect(table.headings == ["a", "b"])
    #expect(table.rows.map { $0["a"] } == ["x, y", "1"])
    #expect(table.rows.map { $0["b"] } == ["say \"hi\"\nthere", "2"])
    #expect(table.rows.map(\.line) == [2, 4])
  }

  @Test func `an empty cell and an unknown column are nil`() throws {
    let table = try CSVTable(parsing: "a,b\r\n,2\r\n", file: "t.csv")
    #expect(table.rows[0]["a"] == nil)
    #expect(table.rows[0]["c"] == nil)
    #expect(table.rows[0]["b"] == "2")
  }

  @Test(arguments: ["", "a,a\n1,2\n", "a\n\"x\n"])
  func `faulty text is refused with its file`(text: String) throws {
    let error = #expect(throws: DocumentError.self) { try CSVTable(parsing: text, file: "t.csv") }
    #expect(error?.file == "t.csv")
  }
}
