import Foundation
import Testing
import TrainCostTestSupport

/// Looks for English that a report in Chinese still holds.
@Suite struct UntranslatedTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let commands: [[String]] = [
    ["estimate", "Examples/textbook-1.yaml", "--uncertainty", "--draws", "1000"],
    ["estimate", "Examples/cost-terms.yaml", "--uncertainty", "--draws", "1000"],
    ["estimate", "Examples/llama-3.1-405b/run.yaml", "--uncertainty", "--draws", "1000"],
    ["estimate", "Examples/textbook-levers.yaml", "--explain"],
    ["report", "Examples/cost-terms.yaml"],
    ["report", "Examples/recommender/run.yaml", "--format", "markdown"],
    ["whatif", "Examples/textbook-levers.yaml", "--lever", "spot=4h", "--lever", "green=1,price=0.064"],
    ["whatif", "Examples/textbook-levers.yaml", "--lever", "augmentation=1.667", "--lever", "sparsity=0.5"],
    ["compare", "Examples/textbook-levers.yaml", "--accelerators", "a100", "--counts", "64"],
    ["value", "Examples/recommender/run.yaml", "--benefits", "Examples/recommender/benefits.yaml"],
    ["plan", "Examples/textbook-levers.yaml"],
    ["plan", "Examples/textbook-levers.yaml", "--max-count", "2"],
    ["forecast", "Examples/llama-3.1-405b/run.yaml"],
    ["runs", "list"],
    ["prices", "list", "h100"],
    ["report", "Examples/textbook-levers.yaml"],
    ["plan", "Examples/textbook-levers.yaml", "--budget", "20k", "--find", "tokens"],
    ["profiles", "list"],
    ["profiles", "show", "h100"],
    ["profiles", "show", "dgx-h100"],
    ["profiles", "show", "infiniband-ndr-400"],
  ]

  @Test(arguments: commands)
  func `nothing of a report in Chinese is left in English but names, keys and titles of sources`(
    command: [String]
  ) throws {
    let arguments = command.map { $0.hasPrefix("Examples/") ? repositoryFile($0) : $0 }
    let result = CommandRun(
      arguments + ["--lang", "zh-Hans"], home: folder.url, environment: ["COLUMNS": "4000", "LC_ALL": "C"])
    #expect(result.status == 0, "\(result.messages)")
    #expect(Self.english(in: result.output) == [])
  }

  @Test func `a measured run and its report are in Chinese too`() throws {
    #expect(CommandRun("measure", "--quiet", "--", "true", home: folder.url).status == 0)
    let runs = try CommandRun("runs", "list", "--format", "json", home: folder.url).json()
    let id = try #require((runs["runs"] as? [[String: Any]])?.first?["id"] as? String)
    for command in [["runs", "show", id], ["report", id]] {
      let result = CommandRun(
        command + ["--lang", "zh-Hans"], home: folder.url, environment: ["COLUMNS": "4000"])
      #expect(result.status == 0, "\(result.messages)")
      #expect(Self.english(in: result.output) == [])
    }
  }

  @Test func `what measure and doctor say of sensors, marks and limits is in Chinese too`() throws {
    let sysfs = try FakeSysfs()
    try sysfs.write("sys/class/powercap/intel-rapl:0/name", text: "package-0")
    try sysfs.write("sys/class/powercap/intel-rapl:0/energy_uj", text: "1000000")
    try sysfs.write("sys/class/powercap/intel-rapl:0:0/name", text: "core")
    try sysfs.write("sys/class/powercap/intel-rapl:0:0/energy_uj", text: "not a number")
    let counter = sysfs.root + "/sys/class/powercap/intel-rapl:0/energy_uj"
    let job = "sleep 0.4; echo 4000000 > \(counter); sleep 0.4; echo 7000000 > \(counter); sleep 0.6"
    let common = ["--sysfs-root", sysfs.root, "--lang", "zh-Hans"]
    let environment = ["COLUMNS": "4000"]
    let measured = CommandRun(
      ["measure", "--max-hours", "0.0001", "--devices", "none"] + common + ["--", "sh", "-c", job], home: folder.url,
      environment: environment)
    #expect(measured.status == 0)
    // Warnings come while the job runs; the summary follows.
    let summary = measured.messages.split(separator: "\n").filter { !$0.hasPrefix("traincost: warning") }
    #expect(summary.contains { $0.contains("超过了 --max-hours") })
    let english = Self.english(in: summary.filter { !$0.contains(job) }.joined(separator: "\n"))
    #expect(english.filter { $0 != "devices none" } == [])
    let doctor = CommandRun(["doctor"] + common, home: folder.url, environment: environment)
    // Commands are to be copied, and RAPL's names are names.
    let names = ["sudo", "traincost", "RAPL"]
    #expect(Self.english(in: doctor.output).filter { phrase in !names.contains { phrase.hasPrefix($0) } } == [])
  }

  @Test func `what probe says of devices without power, boards and broken ones is in Chinese too`() throws {
    let sysfs = try FakeSysfs()
    let makers: [(String, String, String)] = [
      ("0x10de", "0x2330", "nouveau"), ("0x1002", "0x74a1", "amdgpu"), ("0x8086", "0x0bd5", "xe"),
      ("0x1da3", "0x1020", "habanalabs"), ("0x1ae0", "0x0063", "tpu"), ("0x1d0f", "0x7164", "neuron"),
      ("0x1e52", "0x401e", "tenstorrent"), ("0x19e5", "0xd802", "ascend"), ("0x17cb", "0xa100", "qaic"),
      ("0x1eff", "0x1020", "rebellions"), ("0x1e36", "0x0001", "enflame"), ("0x1e3e", "0x0001", "iluvatar"),
      ("0x1de0", "0x0000", "groq"), ("0x10de", "0x2331", "vfio-pci"), ("0x19e5", "0xd801", ""),
      ("0x1ae0", "0x005e", ""),
    ]
    for (index, maker) in makers.enumerated() {
      let driver = maker.2.isEmpty ? nil : maker.2
      try sysfs.addDevice(
        "0000:\(10 + index):00.0", class: "0x120000", vendor: maker.0, device: maker.1, driver: driver)
    }
    try sysfs.write("\(sysfs.folder(of: "0000:05:00.0"))/class", text: "0x030200")
    let tree = CommandRun(
      ["probe", "--sysfs-root", sysfs.root, "--lang", "zh-Hans"], home: folder.url, environment: ["COLUMNS": "4000"])
    let list = try folder.write(
      "17:00.0 3D controller: NVIDIA Corporation GH100 [H100 SXM5 80GB] (rev a1)\n", to: "list.txt")
    let dump = CommandRun(
      ["probe", "--pci-dump", list, "--lang", "zh-Hans"], home: folder.url, environment: ["COLUMNS": "4000"])
    #expect(tree.status == 0 && dump.status == 0)
    // Names of drivers, and of what loads them, are to be copied.
    let english = Self.english(in: tree.output + dump.output).filter { phrase in
      !makers.map(\.2).contains(phrase) && !phrase.contains("modprobe") && !phrase.contains("package")
    }
    #expect(english == [])
  }

  @Test func `the search finds a sentence and leaves names alone`() {
    #expect(Self.english(in: "费用  the sum of all lines") == ["the sum of all lines"])
    #expect(Self.english(in: "加速器  nvidia-h100-sxm5-80gb  prices.owned.unit_price  616 W  GHG").isEmpty)
  }

  /// Runs of at least two words of English, one of them in small letters, that no data file of the project holds, and
  /// cells of a single word.
  private static func english(in output: String) -> [String] {
    var found: [String] = []
    for line in output.split(separator: "\n") {
      // Keys of run files are names, whatever stands between them.
      let prose = line.replacing("|", with: "  ").replacing(/[a-z.]*[a-z]+_[a-z_]+/, with: "")
        .replacing(" x ", with: " × ")
      let cells = prose.split(separator: /\s{2,}/)
      for cell in cells {
        for match in cell.matches(of: /[A-Za-z][A-Za-z'’-]*(?:[ ,;:]+[A-Za-z(][A-Za-z'’-]*)+/) {
          let phrase = String(match.0)
          let isSentence = phrase.contains(/\b[a-z]{3,}\b/)
          if isSentence, !names.contains(phrase), !isOfData(phrase) { found.append(phrase) }
        }
        if cell.wholeMatch(of: /[A-Za-z]?[a-z]{3,}/) != nil, !names.contains(String(cell)), !isOfData(String(cell)) {
          found.append(String(cell))
        }
      }
    }
    return found
  }

  /// Names of methods, of tools and of their parts.
  private static let names: Set<String> = [
    "Epoch AI, github", "traincost doctor", "amortization, service", "traincost measure", "true", "auto", "aws",
    "spot instance advisor", "AWS Spot Instance Advisor",
    // Of the run file's lines that a plan gives.
    "true, : true", "optimizer: true",
    "X, one die; AMD Instinct MI", "one core; Google TPU",
    "sxm, h",
  ]

  private static func isOfData(_ phrase: String) -> Bool { data.range(of: phrase).location != NSNotFound }

  /// The texts of profiles, prices and examples, their white space made single.
  nonisolated(unsafe) private static let data: NSString = {
    var text = ""
    for folder in ["hardware-profiles", "Sources/PriceBook/Data", "Examples"] {
      let root = URL(fileURLWithPath: repositoryFile(folder))
      let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
      for case let file as URL in files ?? .init() where ["yaml", "tsv", "json"].contains(file.pathExtension) {
        text += (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      }
    }
    return text.replacing(/\s+/, with: " ") as NSString
  }()
}
