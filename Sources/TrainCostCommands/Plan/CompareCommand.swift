import ArgumentParser
import Documents
import HardwareProfiles
import PriceBook
import Quantities
import Reporting
import RunFiles
import TrainingRun
import WorkloadModel

struct CompareCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "The same run on several accelerators and counts.",
    discussion: """
      Each gets the quickest layout that fits it: what the run file states in part of its layout is held, one that it \
      states in full belongs to its own cluster and is passed over. Runs that none \
      of the others beats in both time and cost are marked.
      """)

  @Argument(help: ArgumentHelp("A run file or a config.json.", valueName: "run"))
  var path: String

  @Option(help: ArgumentHelp("Accelerators, by id, alias or unique prefix, with commas between.", valueName: "a,b"))
  var accelerators: String

  @Option(help: ArgumentHelp("Counts, with commas between; the run's own without.", valueName: "n,m"))
  var counts: String?

  @OptionGroup(title: "The run") var run: RunOptions
  @OptionGroup(title: "Prices") var prices: PriceOptions
  @OptionGroup(title: "Profiles") var profiles: ProfileOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if names.isEmpty { throw ValidationError("--accelerators: expected at least one name") }
    _ = try parsedCounts()
  }

  private var names: [String] { accelerators.split { $0 == "," || $0 == " " }.map(String.init) }

  private func parsedCounts() throws -> [Int?] {
    guard let counts else { return [run.count] }
    return try counts.split { $0 == "," || $0 == " " }.map { text in
      guard let count = Int(text), (1...10_000_000).contains(count) else {
        throw ValidationError("--counts: found '\(text)', expected whole numbers from 1 to 10000000")
      }
      return count
    }
  }

  func run(_ context: CommandContext) throws -> Int32 {
    let catalog = try profiles.catalog(context)
    let estimator = Estimator(book: try prices.book(context, catalog: catalog), today: Seconds(context.now()))
    var entries: [PlanResult.Entry] = []
    var refused: [(accelerator: String, count: Int, reason: String)] = []
    var name = ""
    var stated: Set<[String?]> = []
    for accelerator in names {
      for count in try parsedCounts() {
        var overrides = run.overrides
        overrides.ignoresLayout = true
        overrides.accelerator = accelerator
        overrides.count = count ?? overrides.count
        let file = try RunFile.read(path, catalog: catalog, overrides: overrides)
        name = file.specification.name
        stated.insert([file.specification.training.statedChoices, file.passedOver])
        let id = file.accelerator?.id ?? accelerator
        let size = file.specification.cluster?.count ?? 0
        guard !entries.contains(where: { $0.estimate.profile?.id == id && $0.count == size }) else { continue }
        do {
          entries.append(PlanResult.Entry(estimate: try estimator.estimate(file)))
        } catch {
          // One that cannot be estimated or priced does not keep the others from being shown.
          refused.append((id, size, "\(error)"))
        }
      }
    }
    var result = CompareResult(name: name, entries: entries, refused: refused)
    // A layout may be one in full for some counts alone; then neither is true of all.
    if stated.count == 1, let only = stated.first { (result.held, result.passedOver) = (only[0], only[1]) }
    try output.write(result.report, context)
    guard entries.isEmpty else { return ExitStatus.success }
    context.note("error: none of the runs can be estimated")
    return ExitStatus.badInput
  }
}
