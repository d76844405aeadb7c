import Documents
import Quantities
import Testing

@Suite struct SectionTests {
  private func section(_ text: String, over base: Section? = nil) throws -> Section {
    try Section(parsing: text, file: "run.yaml", over: base)
  }

  @Test func `a wrong key names file, line and the nearest key that is known`() throws {
    let top = try section("name: x\nclustr:\n  count: 8\n")
    _ = try top.scalar("name")
    _ = try top.section("cluster")
    #expect(
      throws: DocumentError(.key, file: "run.yaml", line: 2, key: "clustr", message: "unknown key", nearest: "cluster")
    ) {
      try top.rejectUnknownKeys()
    }
  }

  @Test func `a quantity of the wrong unit names the full key and the nearest unit`() throws {
    let top = try section("data:\n  size: 80GiBs\n")
    let size = try #require(try top.section("data")?.scalar("size"))
    do {
      _ = try size.quantity(Bytes.self)
      Issue.record("accepted")
    } catch {
      #expect("\(error)" == "run.yaml:2: data.size: found '80GiBs', expected a unit".replacingUnit(with: error.message))
      #expect(error.nearest == "80GiB")
    }
  }

  @Test(arguments: ["", "# nothing\n", "- a\n- b\n", "just words", "a: [1, 2", "a: 1\na: 2\n", "{\"a\": 1,"])
  func `a text that is no mapping is refused with its place`(text: String) {
    #expect(throws: DocumentError.self) { try section(text) }
  }

  @Test func `an upper layer overrides one figure and leaves the others`() throws {
    let base = try Section(parsing: "power: { limit: 700 W, idle: 70 W }\n", file: "base.yaml")
    let top = try section("power: { limit: 400 W }\n", over: base)
    let power = try top.requiredSection("power")
    #expect(try power.required("limit").text == "400 W")
    #expect(try power.required("idle").text == "70 W")
    #expect(try power.required("idle").file == "base.yaml")
  }

  @Test func `null is absent`() throws {
    let top = try section("mfu: null\nother: ~\nword: 'null'\n")
    #expect(try top.scalar("mfu") == nil)
    #expect(!top.has("other"))
    #expect(try top.scalar("word")?.text == "null")
  }

  @Test func `JSON with tabs reads as YAML does`() throws {
    let top = try section("{\n\t\"hidden_size\": 4096,\n\t\"tie\": false\n}")
    #expect(try top.required("hidden_size").integer() == 4096)
    #expect(try top.required("tie").bool() == false)
  }

  @Test(arguments: [("0", "from 1 to 8"), ("9", "from 1 to 8"), ("1.5", "from 1 to 8"), ("x", "a number")])
  func `a whole number out of range is refused with the range`(text: String, expectation: String) throws {
    let scalar = try section("count: \(text)").required("count")
    do {
      _ = try scalar.integer(in: 1...8)
      Issue.record("accepted")
    } catch {
      #expect(error.message.contains(expectation))
    }
  }
}

extension String {
  /// The message of an error whose list of units is not the test's business.
  fileprivate func replacingUnit(with message: String) -> String {
    "run.yaml:2: data.size: \(message); did you mean '80GiB'?"
  }
}
