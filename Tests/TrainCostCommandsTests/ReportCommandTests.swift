import Foundation
import FoundationXML
import Testing
import TrainCostTestSupport

@Suite struct ReportCommandTests {
  let folder: TemporaryFolder
  let llama = repositoryFile("Examples/llama-3.1-405b/run.yaml")

  init() throws { folder = try TemporaryFolder() }

  func run(_ arguments: String...) -> CommandRun { CommandRun(["report"] + arguments, home: folder.url) }

  @Test func `a run file becomes one well-formed page with each chart of a prediction`() throws {
    let page = folder.url.appendingPathComponent("report.html").path
    let result = run(llama, "-o", page)
    #expect(result.status == 0 && result.output.isEmpty && result.messages.isEmpty)
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(XMLParser(data: Data(text.utf8)).parse())
    for title in [
      "Where the money goes", "What moves the cost most", "Time and cost on other accelerators",
      "The estimate against what was published", "The run in figures", "Assumptions and their sources",
    ] { #expect(text.contains("<h2>\(title)</h2>"), "\(title)") }
    #expect(text.utf8.count < 200_000)
  }

  @Test func `the figures of the page are those of the estimate`() throws {
    let report = try run(llama, "--format", "json").json()
    let estimate = try CommandRun("estimate", llama, "--format", "json", home: folder.url).json()
    for key in ["time", "energy", "carbon", "cost"] {
      #expect(
        NSDictionary(dictionary: report[key] as? [String: Any] ?? [:])
          == NSDictionary(dictionary: estimate[key] as? [String: Any] ?? [:]))
    }
    let alternatives = try #require(report["alternatives"] as? [[String: Any]])
    let front = alternatives.filter { $0["on_front"] as? Bool == true }
    #expect(!front.isEmpty && front.count < alternatives.count)
    let own = try #require(alternatives.first { $0["accelerator"] as? String == "nvidia-h100-sxm5-80gb" })
    let hours = try #require(((estimate["time"] as? [String: Any])?["hours"] as? [String: Any])?["mid"] as? Double)
    #expect(own["hours"] as? Double == hours)
    #expect(((report["sensitivity"] as? [[String: Any]])?.count ?? 0) > 2)
  }

  @Test func `a configuration with flags, a bill and given usage have reports too`() throws {
    let config = repositoryFile("Examples/llama-3.1-405b/config.json")
    #expect(
      run(config, "--accelerator", "h100", "--count", "1024", "--tokens", "1T").output.contains("Where the money goes"))
    let bill = run(repositoryFile("Examples/textbook-1.yaml"))
    #expect(bill.status == 0 && bill.output.contains("¥15,712.00"))
    #expect(!bill.output.contains("What moves the cost most"))
    let given = try folder.write(
      "schema_version: 1\nname: given\nusage: { accelerator_hours: 100 }\nprices: { mode: rental, currency: USD, rental: { price_per_accelerator_hour: 2 } }\n",
      to: "given.yaml")
    #expect(run(given).output.contains("given, not predicted"))
  }

  @Test func `a run of the ledger has a report by its id`() throws {
    #expect(CommandRun("measure", "--quiet", "--", "true", home: folder.url).status == 0)
    let runs = try CommandRun("runs", "list", "--format", "json", home: folder.url).json()
    let id = try #require((runs["runs"] as? [[String: Any]])?.first?["id"] as? String)
    let result = run(id, "--format", "html")
    #expect(result.status == 0 && result.output.contains("run \(id) of the ledger"))
    #expect(XMLParser(data: Data(result.output.utf8)).parse())
  }

  @Test func `what is neither a file nor a run is one clear message, and no ledger is made`() {
    let result = run("nothing")
    #expect(result.status == 66 && result.output.isEmpty)
    #expect(result.messages.contains("'nothing' is neither a file nor the id of a run"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent(".local").path))
    #expect(run("missing/run.yaml").status == 66)
  }

  @Test func `a page that cannot be written leaves nothing behind`() throws {
    let place = folder.url.appendingPathComponent("no/such/folder/report.html").path
    let result = run(llama, "-o", place)
    #expect(result.status == 74 && result.messages.split(separator: "\n").count == 1)
    let bad = try folder.write("schema_version: 1\nname: 3\nmodel: {}\n", to: "bad.yaml")
    let page = folder.url.appendingPathComponent("bad.html").path
    #expect(run(bad, "-o", page).status == 65)
    #expect(!FileManager.default.fileExists(atPath: page))
  }

  @Test func `the report is a gate as the estimate is`() {
    let result = run(llama, "--max-cost", "1000", "--format", "markdown")
    #expect(result.status == 3 && result.messages.contains("--max-cost 1000 is exceeded"))
    #expect(result.output.hasPrefix("## llama-3.1-405b on 16,384 × NVIDIA H100 SXM5 80GB\n"))
  }

  @Test func `charts are drawn in the terminal, in ASCII when asked`() {
    #expect(run(llama).output.contains("█"))
    let ascii = run(llama, "--ascii").output
    #expect(ascii.contains("####") && !ascii.contains("█") && !ascii.contains("│"))
  }
}

extension ReportCommandTests {
  @Test func `flags that complete a run file are refused for a run of the ledger`() throws {
    #expect(CommandRun("estimate", llama, "--record", home: folder.url).status == 0)
    let runs = try CommandRun("runs", "list", "--format", "json", home: folder.url).json()
    let id = try #require((runs["runs"] as? [[String: Any]])?.first?["id"] as? String)
    let refused = run(id, "--count", "8")
    #expect(refused.status == 64 && refused.messages.contains("--count 8: completes a run file"))
    let page = run(id, "--format", "html").output
    #expect(page.contains("<h1>llama-3.1-405b on 16384 × NVIDIA H100 SXM5 80GB</h1>"))
    #expect(page.contains("<h2>Assumptions and their sources</h2>"))
  }
}
