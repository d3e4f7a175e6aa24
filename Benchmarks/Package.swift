// swift-tools-version: 6.2
import PackageDescription

/// One program a question: a plain executable that prints what it measured.
func program(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: ["Measuring", .product(name: "ShrikeCore", package: "shrike")],
    swiftSettings: [.swiftLanguageMode(.v6)])
}

let package = Package(
  name: "shrike-benchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "shrike", path: "..")],
  targets: [
    .target(name: "Measuring", swiftSettings: [.swiftLanguageMode(.v6)]),
    program("alert-budget"),
    program("anomaly-jobs"),
    program("eql-queries"),
    program("active-anomalies"),
    program("evtx-dump"),
    program("executables-dump"),
    program("features"),
    program("implicit-feedback"),
    program("json"),
    program("nab"),
    program("outliers"),
    program("rule-matching"),
    program("trees"),
    .executableTarget(
      name: "store-events",
      dependencies: ["Measuring", .product(name: "ShrikeStore", package: "shrike")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
