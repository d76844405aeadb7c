// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "layouts",
  dependencies: [.package(name: "traincost", path: "../..")],
  targets: [
    .target(name: "CBareArithmetic", cSettings: [.unsafeFlags(["-O2"])]),
    .executableTarget(
      name: "layouts",
      dependencies: [
        "CBareArithmetic", .product(name: "WorkloadModel", package: "traincost"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
