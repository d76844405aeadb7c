// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is checked alike: module borders by the compiler, warnings as errors.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.init(stringLiteral: module)] + dependencies, swiftSettings: strict)
}

let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "traincost",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // Floor 0: what Swift cannot write.
    .target(name: "CEmbeddedFiles"),
    // Floor 1.
    library("Quantities", []),
    library("Documents", ["Quantities", yams]),
    // Floor 2.
    library("HardwareProfiles", ["CEmbeddedFiles", "Documents", "Quantities"]),
    library("TrainingRun", ["Quantities"]),
    // Floor 3.
    library("AcceleratorProbe", ["HardwareProfiles", "Quantities", "TrainingRun"]),

    tests("Documents", ["Quantities"]),
    tests("HardwareProfiles", ["CEmbeddedFiles", "Documents", "Quantities"]),
    tests("Quantities"),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
