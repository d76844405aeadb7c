import Documents
import Glibc
import HardwareProfiles
import Quantities
import Testing
import TrainCostTestSupport
import TrainingRun

@testable import WorkloadModel

struct SettingEvidenceTests {
  private static func software(_ framework: String?) -> SoftwareStack {
    var software = SoftwareStack()
    software.framework = framework
    return software
  }

  @Test(
    arguments: [
      ("Megatron-Bridge container 26.04.01", "megatron-bridge"), ("megatron-bridge", "megatron-bridge"),
      ("Megatron-LM 2021-04", "megatron-lm"), ("Megatron-DeepSpeed (bigscience)", "megatron-deepspeed"),
      ("llm-foundry (Composer FSDP)", "llm-foundry"), ("NVIDIA DeepLearningExamples", "nvidia-deeplearningexamples"),
      ("26.04", "unstated"), (nil, "unstated"),
    ] as [(String?, String)])
  func `a framework is known by its name without its version`(framework: String?, name: String) {
    #expect(Self.software(framework).frameworkName == name)
  }

  @Test(
    arguments: [
      ("nvidia-gb200", "Megatron-Bridge container 26.04", "blackwell", SettingEvidence.measured),
      ("nvidia-h100-sxm5-80gb", "a framework of mine", "hopper", .otherFramework),
      ("nvidia-h100-sxm5-80gb", nil, "hopper", .otherFramework),
      // One step of torchtitan on H200 does not tell how others deviate.
      ("nvidia-h200-sxm-141gb", "torchtitan", "hopper", .otherFramework),
      ("nvidia-a800-sxm4-80gb", "Megatron-LM", "ampere", .otherAccelerator),
      ("amd-mi300x-oam-192gb", "Megatron-LM", "cdna3", .otherFamily),
    ] as [(String, String?, String, SettingEvidence)])
  func `the published steps tell of a setting what was measured`(
    accelerator: String, framework: String?, family: String, evidence: SettingEvidence
  ) {
    let setting = MeasuredSetting(accelerator: accelerator, software: Self.software(framework))
    #expect(Calibration.shipped.evidence(of: setting, family: family) == evidence)
  }

  @Test(arguments: RangeClass.allCases)
  func `what no published step tells of has a range that holds that of its like`(kind: RangeClass) {
    let measured = Calibration.shipped.range(kind, evidence: .measured)
    for evidence in [SettingEvidence.otherFramework, .otherAccelerator, .otherFamily] {
      let other = Calibration.shipped.range(kind, evidence: evidence)
      #expect(other.low <= measured.low && other.high >= measured.high)
      #expect(other.high / other.low > 1.4)
    }
  }
}

@Suite(.enabled(if: Recordings.arePresent, "the published runs lie beside the checkout"))
struct PublishedSettingsTests {
  @Test func `the steps that ship as counted are those of the published files, and none is its own evidence`() throws {
    let folder = try #require(Recordings.folder)
    let tables = try ["published-runs.csv", "published-runs-single-node.csv"].map {
      try CSVTable(path: "\(folder)/../reference/\($0)")
    }
    let validation = try Validation(tables, catalog: ProfileCatalog())
    let counted = Dictionary(grouping: validation.cases + validation.fittedRates, by: \.setting.name).mapValues {
      Double($0.count)
    }
    #expect(counted == Calibration.shipped.values.filter { $0.key.hasPrefix("steps.") })

    let bySource = validation.evidence(leavingOut: \.run.group)
    let alone = zip(validation.cases, bySource).filter { $0.0.run.group == "SimuMax-B200" }
    #expect(!alone.isEmpty)
    #expect(alone.allSatisfy { $0.1 == .otherFramework })
    #expect(validation.evidence(leavingOut: \.machine.accelerator).allSatisfy { $0 == .otherAccelerator })
  }

  @Test(arguments: LeftOutPart.allCases)
  func `no step widens the range that it is judged by`(part: LeftOutPart) throws {
    let folder = try #require(Recordings.folder)
    let table = try CSVTable(path: "\(folder)/../reference/published-runs.csv")
    let validation = try Validation([table], catalog: ProfileCatalog())
    let parts: [LeftOutPart] = [.fold, .source, .accelerator]
    // All deviate by a hundredth but those of one part, which deviate hundredfold.
    let odd = part.key(try #require(validation.cases.first))
    let deviations = validation.cases.map { part.key($0) == odd ? log(100.0) : log(1.01) }
    let unseen = UnseenDeviations(
      cases: validation.cases, deviations: Dictionary(uniqueKeysWithValues: parts.map { ($0, deviations) }),
      evidence: Dictionary(uniqueKeysWithValues: parts.map { ($0, validation.evidence(leavingOut: $0.key)) }))
    let ranges = unseen.ranges(leavingOut: part, evidence: validation.evidence(leavingOut: part.key))
    let own = zip(validation.cases, ranges).filter { part.key($0.0) == odd }.map(\.1)
    #expect(!own.isEmpty && own.allSatisfy { $0.low > 0.5 })
    #expect(ranges.contains { $0.low < 0.02 })
  }
}
