import Foundation
import Reporting
import Testing
import TrainCostTestSupport

/// Breakdown and total agree in every format of every example.
@Suite struct SumsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let runs = [
    "textbook-1", "textbook-2", "textbook-levers", "cost-terms", "llama-3.1-405b/run", "recommender/run",
  ]

  @Test func `every example is among the runs whose sums are tested`() throws {
    let examples = URL(fileURLWithPath: repositoryFile("Examples"))
    let files = FileManager.default.enumerator(at: examples, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
    let names = (files ?? []).filter { $0.pathExtension == "yaml" && $0.lastPathComponent != "benefits.yaml" }
      .map { $0.deletingPathExtension().path.replacing(examples.path + "/", with: "") }
    #expect(Set(names) == Set(Self.runs))
  }

  private func estimate(_ run: String, _ arguments: String...) -> String {
    let result = CommandRun(["estimate", repositoryFile("Examples/\(run).yaml")] + arguments, home: folder.url)
    #expect(result.status == 0, "\(result.messages)")
    return result.output
  }

  /// Millionths of a decimal text; nil for a text that is none.
  private static func micro(_ text: String) -> Int64? {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int64(parts[0]) else { return nil }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    guard fraction.count <= 6, let rest = Int64(fraction + String(repeating: "0", count: 6 - fraction.count)) else {
      return nil
    }
    return (isNegative ? -1 : 1) * (whole * 1_000_000 + rest)
  }

  @Test(arguments: runs)
  func `lines, categories and total agree to the micro-unit in JSON, CSV and FOCUS`(run: String) throws {
    let focusFile = folder.url.appendingPathComponent("focus.csv").path
    let csv = estimate(run, "--format", "csv", "--focus", focusFile).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    func amounts(_ isWanted: (String) -> Bool) throws -> [Int64] {
      try csv.filter { isWanted($0[0]) && !$0[2].isEmpty }.map { try #require(Self.micro($0[2]), "\($0)") }
    }
    let total = try #require(try amounts { $0 == "cost.total" }.first)
    #expect(try amounts { $0.hasPrefix("cost.lines[") && $0.hasSuffix("].amount") }.reduce(0, +) == total)
    #expect(try amounts { $0.hasPrefix("cost.by_category.") }.reduce(0, +) == total)

    let json = try JSONSerialization.jsonObject(with: Data(estimate(run, "--format", "json").utf8)) as? [String: Any]
    let cost = try #require(json?["cost"] as? [String: Any])
    func mid(_ value: Any?) -> Int64 { Int64((((value as? [String: Double])?["mid"] ?? 0) * 1e6).rounded()) }
    let lines = try #require(cost["lines"] as? [[String: Any]])
    #expect(mid(cost["total"]) == total)
    #expect(lines.map { mid($0["amount"]) }.reduce(0, +) == total)
    #expect((cost["by_category"] as? [String: Any] ?? [:]).values.map(mid).reduce(0, +) == total)

    let focus = try String(contentsOfFile: focusFile, encoding: .utf8).split(separator: "\n")
    let column = try #require(focus[0].split(separator: ",").firstIndex(of: "EffectiveCost"))
    let charged = try focus.dropFirst().map { row in
      try #require(Self.micro(String(row.split(separator: ",", omittingEmptySubsequences: false)[column])), "\(row)")
    }
    #expect(charged.reduce(0, +) == total)
  }

  @Test(arguments: ["USD", "CNY", "EUR", "JPY", "GBP", "INR", "KRW"])
  func `a bill of every term adds up in each currency and format, and ranges hold their middles`(code: String) throws {
    let text = try String(contentsOfFile: repositoryFile("Examples/cost-terms.yaml"), encoding: .utf8)
    let path = try folder.write(
      text.replacing("  currency: CNY\n", with: "  currency: \(code)\n"), to: "terms.yaml")
    let focusFile = folder.url.appendingPathComponent("focus.csv").path
    func estimate(_ arguments: String...) -> String {
      let result = CommandRun(["estimate", path] + arguments, home: folder.url)
      #expect(result.status == 0, "\(result.messages)")
      return result.output
    }
    let json = try JSONSerialization.jsonObject(with: Data(estimate("--format", "json", "--focus", focusFile).utf8))
    let cost = try #require((json as? [String: Any])?["cost"] as? [String: Any])
    #expect(cost["currency"] as? String == code)
    func range(_ value: Any?) throws -> (low: Int64, mid: Int64, high: Int64) {
      let bounds = try #require(value as? [String: Double])
      func micro(_ key: String) throws -> Int64 { Int64((try #require(bounds[key]) * 1e6).rounded()) }
      return (try micro("low"), try micro("mid"), try micro("high"))
    }
    let lines = try #require(cost["lines"] as? [[String: Any]]).filter { !($0["amount"] is NSNull) }
    let (amounts, total) = (try lines.map { try range($0["amount"]) }, try range(cost["total"]))
    #expect(amounts.count >= 28 && amounts.map(\.mid).reduce(0, +) == total.mid)
    for amount in amounts + [total] { #expect(amount.low <= amount.mid && amount.mid <= amount.high) }
    let focus = try String(contentsOfFile: focusFile, encoding: .utf8).split(separator: "\n")
    let column = try #require(focus[0].split(separator: ",").firstIndex(of: "EffectiveCost"))
    let charged = focus.dropFirst().compactMap { row in
      Self.micro(String(row.split(separator: ",", omittingEmptySubsequences: false)[column]))
    }
    #expect(charged.count == amounts.count && charged.reduce(0, +) == total.mid)
    let csv = estimate("--format", "csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let cells = csv.filter { $0[0].hasPrefix("cost.lines[") && $0[0].hasSuffix("].amount") && !$0[2].isEmpty }
    #expect(cells.compactMap { Self.micro($0[2]) }.reduce(0, +) == total.mid)
  }

  @Test(arguments: runs, ["table", "markdown", "html"])
  func `tables show each amount of the JSON, rounded once`(run: String, format: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(estimate(run, "--format", "json").utf8)) as? [String: Any]
    let cost = try #require(json?["cost"] as? [String: Any])
    let lines = try #require(cost["lines"] as? [[String: Any]])
    let ranges: [Any?] = lines.map { $0["amount"] } + [cost["total"]]
    let amounts: [Double] = ranges.compactMap { ($0 as? [String: Double])?["mid"] }
    var rest: ArraySlice<Double> = Self.amounts(in: estimate(run, "--format", format))[...]
    for amount in amounts {
      // Each in its place: what was skipped are quantities, prices and bounds.
      let place = try #require(
        rest.firstIndex { (shown: Double) in abs(shown - amount) <= max(0.0051, amount * 0.00051) },
        "\(amount) in \(format)")
      rest = rest[(place + 1)...]
    }
  }

  /// The amounts of money in a text, in its order, with their scale.
  private static func amounts(in text: String) -> [Double] {
    let scales = ["M": 1e6, "B": 1e9, "T": 1e12]
    var amounts: [Double] = []
    for match in text.matches(of: /[$¥€]([0-9][0-9,]*(?:\.[0-9]+)?)(?: ([MBT])\b)?/) {
      guard let number = Double(String(match.1).replacing(",", with: "")) else { continue }
      amounts.append(number * (match.2.flatMap { scales[String($0)] } ?? 1))
    }
    return amounts
  }
}
