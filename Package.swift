// swift-tools-version: 6.2
import PackageDescription

// Settings for every Swift target of the house. `InternalImportsByDefault` and `MemberImportVisibility` keep a target's
// dependencies out of its interface unless it says so; strict memory safety makes each unsafe step visible.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
let strict: [SwiftSetting] =
  house + [
    .strictMemorySafety(),
    // Readers, columns and rules meet across module borders in their hot loops: 4.7 ns an access without this, 1.5 with.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  ]

/// One Swift library target; the folder is `Sources/<name>`.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The unit tests of one library; the folder is `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], fixtures: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: fixtures, swiftSettings: house)
}

let package = Package(
  name: "shrike",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "shrike", targets: ["shrike"]),
    .executable(name: "shrike-train", targets: ["shrike-train"]),
    .library(
      name: "ShrikeCore",
      targets: [
        "Documents", "ECS", "Ingest", "Rules", "RuleFiles", "Learning", "Evidence", "Simulation", "Executables",
        "AnomalyJobs",
      ]),
    .library(name: "ShrikeSignatures", targets: ["Executables", "Signatures"]),
    .library(name: "ShrikeStore", targets: ["ECS", "Store"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
  ],
  targets: [
    // Floor 0: JSON and UBJSON documents as trees of values.
    library("Documents"),
    // Floor 1: the event model, executable files, and mathematics that knows no security.
    library("ECS"),
    library("Executables", ["Documents"]),
    library("Learning", ["Documents"]),
    // Floor 2: the words of the house (signal, alert, incident, verdict, technique).
    library("Evidence", ["ECS"]),
    // Who signed a program, and whether the signature holds; lists that are signed themselves.
    library(
      "Signatures",
      [
        "Executables", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"), .product(name: "SwiftASN1", package: "swift-asn1"),
      ]),
    // Ed25519 and SHA-256 for model bundles.
    library("Signing", [.product(name: "Crypto", package: "swift-crypto")]),
    // Training by libxgboost; nothing that scores links it.
    library("Boosting", ["Learning", "CXGBoost"]),
    // Floor 3: formats, rules, storage, simulated telemetry.
    library("Ingest", ["ECS", "CZlib", "CZstd", "CLZMA"]),
    library("Rules", ["Documents", "ECS", "Evidence", "Learning"]),
    library("Yara", ["CYara"]),
    library("Store", ["ECS", "Evidence", "CZstd", .product(name: "GRDB", package: "GRDB.swift")]),
    library("Simulation", ["ECS", "Learning"]),
    // Floor 4: security models, and judgement.
    library("RuleFiles", ["ECS", "Evidence", "Rules", "CYAML"]),
    library("Detectors", ["ECS", "Evidence", "Learning", "Rules"]),
    // Anomaly detection jobs.
    library("AnomalyJobs", ["ECS", "Evidence", "Learning", "Rules"]),
    library("Triage", ["ECS", "Evidence", "Learning"]),
    // What a file is, who signed it, what models and rules say of it: the verdict on one file in memory.
    library("Scanning", ["CTLSH", "Executables", "Learning", "Signatures", "Yara"]),
    // Tables of numbers in files.
    library("Tables", ["ECS", "Ingest", "Learning"]),
    // Floor 5: wiring, and the life of models.
    library("Lifecycle", ["Documents", "Ingest", "Learning", "Signing", "Tables"]),
    library(
      "Pipeline",
      [
        "ECS", "Evidence", "Executables", "Ingest", "Rules", "RuleFiles", "Scanning", "Signatures", "Store",
        "Simulation",
        "Detectors", "Triage", "Learning", "Tables", "Yara", "AnomalyJobs",
      ]),
    // Floor 6: training, and what people read.
    library("Training", ["Boosting", "Learning", "Lifecycle", "Signing", "Tables"]),
    library("Report", ["ECS", "Evidence", "Learning", "Lifecycle", "Pipeline", "Triage", "AnomalyJobs", "CZlib"]),
    // Floor 7: the binary.
    .executableTarget(
      name: "shrike",
      dependencies: [
        "ECS", "Evidence", "Executables", "Ingest", "Rules", "RuleFiles", "Store", "Simulation", "Detectors", "Triage",
        "Tables",
        "Lifecycle",
        "Learning",
        "CMalloc", "Pipeline", "Report", "Scanning", "Signatures", "Signing", "Yara", "AnomalyJobs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),
    // What `shrike model train` runs: the one program that links libxgboost.
    .executableTarget(
      name: "shrike-train",
      dependencies: [
        "Boosting", "Learning", "Lifecycle", "Signing", "Tables", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),

    // C libraries of the system, each behind a target of its own.
    // libtlsh has a C++ interface only, which a few lines of C++ hide.
    .target(name: "CTLSH", linkerSettings: [.linkedLibrary("tlsh")]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CYara", pkgConfig: "yara", providers: [.apt(["libyara-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CXGBoost", pkgConfig: "xgboost", providers: [.apt(["libxgboost-dev"])]),

    .testTarget(name: "ArchitectureTests", swiftSettings: house),
    .testTarget(name: "CommandTests", dependencies: ["shrike", "shrike-train"], swiftSettings: house),
    tests("Documents"),
    tests("ECS"),
    tests("Executables"),
    tests("Learning", fixtures: ["Fixtures"]),
    tests("Boosting", ["Learning"]),
    tests("Simulation", ["ECS"]),
    tests("Evidence"),
    tests(
      "Signatures", ["Executables", .product(name: "SwiftASN1", package: "swift-asn1")], fixtures: ["Fixtures"]),
    tests("Scanning", ["Executables", "Learning", "Signatures", "Yara"]),
    tests("Yara"),
    tests("Rules", ["ECS", "Evidence"], fixtures: ["Fixtures"]),
    .target(
      name: "TestSupport", dependencies: ["ECS", "Detectors", "Learning"], path: "Tests/Support", swiftSettings: house),
    tests("Detectors", ["ECS", "Evidence", "Learning", "Rules", "TestSupport"]),
    tests("AnomalyJobs", ["ECS", "Learning", "Rules", "Simulation", "TestSupport"]),
    tests("Triage", ["ECS", "Evidence", "Learning", "TestSupport"]),
    tests("RuleFiles", ["ECS", "Evidence", "Rules"]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["ECS", "Evidence", "Learning", "Ingest", "Rules", "Detectors", "TestSupport"], swiftSettings: house
    ),
    tests("Ingest", ["ECS"]),
    tests("Tables", ["Learning"]),
    tests("Lifecycle", ["Executables", "Learning", "Signing", "Tables"]),
    tests("Signing"),
    tests("Training", ["Evidence", "Learning", "Lifecycle", "Signing", "Tables", "Triage"]),
    tests(
      "Pipeline", ["ECS", "Evidence", "Store", "AnomalyJobs", "Detectors", "RuleFiles", "Rules", "TestSupport"]),
    tests(
      "Report", ["AnomalyJobs", "Pipeline", "Evidence", "ECS", "Learning", "Lifecycle", "Store", "Triage"],
      fixtures: ["Fixtures"]),
    tests(
      "Store", ["ECS", "Evidence", .product(name: "GRDB", package: "GRDB.swift")], fixtures: ["Fixtures"]),
  ]
)
