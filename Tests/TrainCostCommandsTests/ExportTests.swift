import Foundation
import Reporting
import Testing
import TrainCostTestSupport

@Suite struct ExportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func export(_ run: String) throws -> (focus: TextTable, json: [String: Any], card: String) {
    let (focus, card) = (folder.url.appendingPathComponent("focus.csv"), folder.url.appendingPathComponent("card.yaml"))
    let result = CommandRun(
      ["estimate", run, "--format", "json", "--focus", focus.path, "--model-card", card.path], home: folder.url)
    #expect(result.status == 0, "\(result.messages)")
    let lines = try String(contentsOf: focus, encoding: .utf8).split(separator: "\n").map(Self.cells)
    var table = TextTable(lines[0].map { .init($0) })
    table.rows = Array(lines.dropFirst())
    return (table, try result.json(), (try? String(contentsOf: card, encoding: .utf8)) ?? "")
  }

  private static func cells(_ line: Substring) -> [String] {
    var (cells, cell, isQuoted) = ([String](), "", false)
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        cells.append(cell)
        cell = ""
      default: cell.append(character)
      }
    }
    return cells + [cell]
  }

  @Test(arguments: ["llama-3.1-405b/run", "textbook-1"])
  func `a bill in FOCUS 1.2 passes the check of its mandatory columns and sums to the total`(name: String) throws {
    let (focus, json, _) = try export(repositoryFile("Examples/\(name).yaml"))
    #expect(FocusCheck(focus).faults.isEmpty, "\(FocusCheck(focus).faults)")
    let column = try #require(focus.columns.firstIndex { $0.title == "EffectiveCost" })
    #expect(focus.rows.allSatisfy { $0[column].contains(".") })
    let sum = focus.rows.map { Double($0[column]) ?? .nan }.reduce(0, +)
    let total = try #require(((json["cost"] as? [String: Any])?["total"] as? [String: Double])?["mid"])
    #expect(abs(sum - total) < 1e-6 * Double(focus.rows.count))
  }

  @Test func `the check finds what a file lacks`() throws {
    var (focus, _, _) = try export(repositoryFile("Examples/textbook-1.yaml"))
    let currency = try #require(focus.columns.firstIndex { $0.title == "BillingCurrency" })
    let cost = try #require(focus.columns.firstIndex { $0.title == "BilledCost" })
    let start = try #require(focus.columns.firstIndex { $0.title == "ChargePeriodStart" })
    focus.rows[0][currency] = "YUAN"
    focus.rows[0][cost] = "1e3"
    focus.rows[1][start] = "2030-01-01T00:00:00Z"
    focus.columns[focus.columns.count - 1].title = "Remark"
    let faults = FocusCheck(focus).faults
    for text in ["BillingCurrency", "BilledCost", "ChargePeriodStart is not before", "Remark is no column"] {
      #expect(faults.contains { $0.contains(text) }, "\(text): \(faults)")
    }
    var bare = TextTable([.init("BilledCost")])
    bare.add("1")
    #expect(FocusCheck(bare).faults.filter { $0.contains("is missing") }.count == 20)
  }

  @Test func `a model card says what was emitted, where and on what`() throws {
    let (_, json, card) = try export(repositoryFile("Examples/llama-3.1-405b/run.yaml"))
    let kilograms = try #require(
      ((json["carbon"] as? [String: Any])?["operational_kg"] as? [String: Double])?["mid"])
    let line = try #require(card.split(separator: "\n").first { $0.contains("emissions: ") })
    let grams = try #require(Double(line.split(separator: " ").last ?? ""))
    #expect(abs(grams / kilograms / 1000 - 1) < 1e-4)
    #expect(card.contains("co2_eq_emissions:") && card.contains("16384 x NVIDIA H100"))
  }

  @Test(arguments: [
    ("kind: spot", "Dynamic"), ("kind: on_demand", "Standard"), ("kind: committed", "Committed"),
    ("preemption: { mean_time_between: 5h }", "Dynamic"),
  ])
  func `how hours are rented is their pricing category`(terms: String, category: String) throws {
    let run = try folder.write(
      "usage: { accelerator_hours: 10 }\ncluster: { accelerator: h100, count: 1 }\n"
        + "prices: { rental: { price_per_accelerator_hour: 2, \(terms) }, failed_runs_share: 0.1 }\n", to: "run.yaml")
    let (focus, _, _) = try export(run)
    #expect(FocusCheck(focus).faults.isEmpty, "\(FocusCheck(focus).faults)")
    let column = try #require(focus.columns.firstIndex { $0.title == "PricingCategory" })
    #expect(
      focus.rows.count >= 2 && focus.rows.allSatisfy { $0[column] == category }, "\(focus.rows.map { $0[column] })")
  }

  @Test(arguments: [("2026-12-31T20:00", "2027-01-01"), ("2026-12-31T21:00", "2027-02-01")])
  func `a run that ends with a month is billed in it`(start: String, end: String) throws {
    let run = try folder.write(
      "usage: { accelerator_hours: 4 }\ncluster: { accelerator: h100, count: 1 }\nsite: { start: \(start) }\n"
        + "prices: { rental: { price_per_accelerator_hour: 2 } }\n", to: "run.yaml")
    let (focus, _, _) = try export(run)
    let column = try #require(focus.columns.firstIndex { $0.title == "BillingPeriodEnd" })
    #expect(focus.rows.allSatisfy { $0[column] == "\(end)T00:00:00Z" }, "\(focus.rows[0][column])")
  }

  @Test func `lines that nobody can price are not in the bill, which is said`() throws {
    let run = try folder.write(
      "usage: { accelerator_hours: 10 }\ncluster: { accelerator: h100, count: 1 }\nsite: { grid: JP }\n"
        + "prices: { mode: owned }\n", to: "run.yaml")
    let file = folder.url.appendingPathComponent("bill.csv").path
    let result = CommandRun("estimate", run, "--focus", file, home: folder.url)
    #expect(result.messages == "warning: energy_it, cooling of unknown amount are not in \(file)\n")
    #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("energy_it"))
  }

  @Test func `a run of the ledger has a model card and a FOCUS bill by 'report'`() throws {
    let llama = repositoryFile("Examples/llama-3.1-405b/run.yaml")
    let (_, _, card) = try export(llama)
    #expect(CommandRun("estimate", llama, "--record", home: folder.url).status == 0)
    let runs = try CommandRun("runs", "list", "--format", "json", home: folder.url).json()
    let id = try #require((runs["runs"] as? [[String: Any]])?.first?["id"] as? String)
    for subject in [id, llama] {
      let (bill, page) = (folder.url.appendingPathComponent("bill.csv"), folder.url.appendingPathComponent("card.yaml"))
      let result = CommandRun(
        "report", subject, "--focus", bill.path, "--model-card", page.path, "--format", "json", home: folder.url)
      #expect(result.status == 0, "\(result.messages)")
      let text = try String(contentsOf: page, encoding: .utf8)
      #expect(text.split(separator: "\n")[2] == card.split(separator: "\n")[2])
      #expect(text.contains("hardware_used: \"16384 x NVIDIA H100"))
      let lines = try String(contentsOf: bill, encoding: .utf8).split(separator: "\n").map(Self.cells)
      var table = TextTable(lines[0].map { .init($0) })
      table.rows = Array(lines.dropFirst())
      #expect(table.rows.count >= 5 && FocusCheck(table).faults.isEmpty)
      try FileManager.default.removeItem(at: bill)
    }
  }

  @Test func `the simulation of an estimate stands beside its closed form`() throws {
    let run = CommandRun(
      "estimate", repositoryFile("Examples/llama-3.1-405b/run.yaml"), "--format", "json", "--uncertainty", "--draws",
      "20000", home: folder.url)
    let uncertainty = try #require((try run.json()["cost"] as? [String: Any])?["uncertainty"] as? [String: Any])
    let drawn = try #require(uncertainty["simulated"] as? [String: Double])
    let exact = try #require(uncertainty["closed_form"] as? [String: Double])
    for key in ["mean", "p5", "p50", "p95"] {
      #expect(abs(try #require(drawn[key]) / #require(exact[key]) - 1) < 0.06, "\(key)")
    }
  }
}
