// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is checked alike: module borders by the compiler, warnings as errors.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.init(stringLiteral: module)] + dependencies, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "traincost",
  products: [
    .executable(name: "traincost", targets: ["traincost"]),
    // For Benchmarks/layouts, which measures what the commands call.
    .library(
      name: "WorkloadModel",
      targets: ["Documents", "HardwareProfiles", "Quantities", "RunFiles", "TrainingRun", "WorkloadModel"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // Floor 0: what Swift cannot write.
    .target(name: "CEmbeddedFiles"),
    .systemLibrary(name: "CPCI", pkgConfig: "libpci", providers: [.apt(["libpci-dev"])]),
    .target(name: "CPCIGuard", dependencies: ["CPCI"]),
    .target(name: "CSystemCalls"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Floor 1.
    library("Quantities", []),
    library("Documents", ["Quantities", yams]),
    // Floor 2.
    library("HardwareProfiles", ["CEmbeddedFiles", "Documents", "Quantities"]),
    library("TrainingRun", ["Quantities"]),
    library("Charts", ["Quantities"]),
    // Floor 3.
    library("AcceleratorProbe", ["HardwareProfiles", "Quantities", "TrainingRun"]),
    library("RunFiles", ["Documents", "HardwareProfiles", "Quantities", "TrainingRun"]),
    // Its tables are compiled in by CEmbeddedFiles.
    library(
      "PriceBook", ["CEmbeddedFiles", "Documents", "HardwareProfiles", "Quantities", "TrainingRun"], exclude: ["Data"]),
    library("WorkloadModel", ["Documents", "HardwareProfiles", "Quantities", "TrainingRun"]),
    // Floor 4.
    library("CostCore", ["HardwareProfiles", "PriceBook", "Quantities", "TrainingRun"]),
    library("LinuxProbe", ["AcceleratorProbe", "CPCI", "CPCIGuard", "HardwareProfiles", "Quantities", "TrainingRun"]),
    library("PowerMeter", ["AcceleratorProbe", "CSystemCalls", "Documents", "Quantities", "TrainingRun"]),
    // Floor 5.
    library("ForeignLogs", ["Documents", "PowerMeter", "Quantities", "TrainingRun"]),
    library("RunLedger", ["CZlib", "CostCore", "Documents", "Quantities", "TrainingRun", grdb]),
    library("ValueModel", ["Documents", "Quantities"]),
    // Floor 6.
    library(
      "CostEstimation", ["CostCore", "Documents", "HardwareProfiles", "Quantities", "RunLedger", "TrainingRun"]),
    // Floor 7.
    library(
      "Reporting",
      [
        "AcceleratorProbe", "CEmbeddedFiles", "Charts", "CostCore", "CostEstimation", "HardwareProfiles", "PriceBook",
        "Quantities", "RunLedger", "TrainingRun", "ValueModel", "WorkloadModel",
      ], exclude: ["Languages/zh-Hans.tsv"]),
    // Floor 8.
    library(
      "TrainCostCommands",
      [
        "AcceleratorProbe", "CostCore", "CostEstimation", "Documents", "ForeignLogs", "HardwareProfiles", "LinuxProbe",
        "PowerMeter", "PriceBook", "Quantities", "Reporting", "RunFiles", "RunLedger", "TrainingRun", "ValueModel",
        "WorkloadModel",
        argumentParser,
      ]),
    .executableTarget(name: "traincost", dependencies: ["TrainCostCommands"], swiftSettings: strict),
    // For Benchmarks/cost alone.
    .executableTarget(
      name: "CostBenchmark", dependencies: ["CostCore", "PriceBook", "Quantities", "TrainingRun"],
      path: "Benchmarks/CostBenchmark", swiftSettings: strict),
    // For Benchmarks/ledger alone.
    .executableTarget(
      name: "LedgerBenchmark", dependencies: ["CostCore", "Quantities", "RunLedger", "TrainingRun"],
      path: "Benchmarks/LedgerBenchmark", swiftSettings: strict),
    // For tests alone.
    library("TrainCostTestSupport", []),

    tests("AcceleratorProbe", ["HardwareProfiles", "Quantities", "TrainingRun"]),
    tests("Charts"),
    tests("CostEstimation", ["CostCore", "Documents", "HardwareProfiles", "Quantities", "RunLedger", "TrainingRun"]),
    tests("CostCore", ["HardwareProfiles", "PriceBook", "Quantities", "TrainingRun"]),
    tests("Documents", ["Quantities", "TrainCostTestSupport"]),
    tests("ForeignLogs", ["Documents", "Quantities", "TrainCostTestSupport", "TrainingRun"]),
    tests("HardwareProfiles", ["CEmbeddedFiles", "Documents", "Quantities", "TrainCostTestSupport"]),
    tests("LinuxProbe", ["AcceleratorProbe", "HardwareProfiles", "Quantities", "TrainCostTestSupport", "TrainingRun"]),
    tests("PowerMeter", ["AcceleratorProbe", "Quantities", "TrainCostTestSupport", "TrainingRun"]),
    tests("PriceBook", ["HardwareProfiles", "Quantities", "TrainingRun"]),
    tests("Quantities"),
    tests("Reporting", ["AcceleratorProbe", "Charts", "HardwareProfiles", "Quantities", "TrainingRun"]),
    tests("RunLedger", ["CostCore", "Quantities", "TrainCostTestSupport", "TrainingRun", grdb]),
    tests(
      "TrainCostCommands",
      ["Charts", "Documents", "Quantities", "Reporting", "RunLedger", "TrainCostTestSupport", grdb]),
    tests("ValueModel", ["Documents", "Quantities"]),
    tests(
      "WorkloadModel",
      ["Documents", "HardwareProfiles", "Quantities", "RunFiles", "TrainCostTestSupport", "TrainingRun"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
