import Charts
import Foundation
import Testing
import TrainCostTestSupport

@Suite struct LanguageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func estimate(_ run: String, _ environment: [String: String] = [:]) -> String {
    CommandRun(
      "estimate", repositoryFile("Examples/\(run).yaml"), "--lang", "zh-Hans", home: folder.url,
      environment: environment
    )
    .output
  }

  @Test func `a user's own name stays as it is, whatever word it is`() throws {
    let folder = try TemporaryFolder()
    let text = "name: unknown\nusage: { accelerator_hours: 1 }\ncluster: { accelerator: h100, count: 1 }\n"
    let file = try folder.write(text, to: "run.yaml")
    #expect(CommandRun("estimate", file, "--record", home: folder.url).status == 0)
    let list = CommandRun("runs", "list", "--lang", "zh-Hans", home: folder.url).output
    #expect(list.contains(" unknown "), "\(list)")
    #expect(list.contains("名称"))
  }

  @Test func `a whole table is in Chinese`() throws {
    let lines = estimate("textbook-1").split(separator: "\n").map(String.init)
    #expect(lines[1].contains("费用") && lines[1].contains("数量") && lines[1].contains("单价") && lines[1].contains("金额"))
    let total = try #require(lines.first { $0.hasPrefix("合计") })
    #expect(total.contains("¥15,712.00"))
    for line in lines.dropFirst() {
      let words = line.split { !$0.isLetter || !$0.isASCII }.map(String.init)
      // Units, the currency's code and keys of the run file are names.
      #expect(words.allSatisfy { ["GB", "kWh", "CNY", "prices", "bill", "h"].contains($0) }, "\(line)")
    }
  }

  @Test(arguments: [[:], ["LC_ALL": "C.UTF-8"]])
  func `columns line up by the width of characters, whatever the locale`(environment: [String: String]) throws {
    let lines = estimate("textbook-1", environment).split(separator: "\n").map(String.init)
    let rule = try #require(lines.first { $0.hasPrefix("─") })
    let widths = rule.split(separator: " ").map { displayWidth(String($0)) }
    let amountEnd = widths.prefix(4).reduce(0, +) + 2 * 3
    for line in lines.drop(while: { !$0.hasPrefix("─") }).dropFirst().prefix(5) {
      let amount = try #require(line.split(separator: " ").last { $0.contains(".00") })
      let range = try #require(line.range(of: amount))
      #expect(displayWidth(String(line[..<range.upperBound])) == amountEnd, "\(line)")
    }
  }

  @Test func `large amounts count in ten thousands, and JSON stays as it is`() throws {
    let text = estimate("llama-3.1-405b/run")
    #expect(text.contains("万") && text.contains("合计") && text.contains("天") && text.contains("US$"))
    let run = repositoryFile("Examples/textbook-1.yaml")
    #expect(
      CommandRun("estimate", run, "--lang", "zh-Hans", "--format", "json", home: folder.url).output
        == CommandRun("estimate", run, "--format", "json", home: folder.url).output)
    #expect(CommandRun("estimate", run, "--lang", "fr", home: folder.url).status == 64)
  }
}
