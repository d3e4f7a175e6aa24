// swift-tools-version: 6.2
import PackageDescription

// Build with `--sanitize fuzzer`, as `scripts/fuzz` does: only then are the readers themselves instrumented.

/// One fuzz target a reader: the folder is `Sources/<name>`, with one file that defines `LLVMFuzzerTestOneInput`.
func fuzzer(_ name: String, _ product: String = "ShrikeCore") -> Target {
  .executableTarget(
    name: name, dependencies: ["FuzzSupport", .product(name: product, package: "shrike")],
    swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])])
}

let package = Package(
  name: "shrike-fuzz",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "shrike", path: "..")],
  targets: [
    .target(
      name: "FuzzSupport", dependencies: [.product(name: "ShrikeCore", package: "shrike")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    fuzzer("FuzzAuditd"),
    fuzzer("FuzzCSV"),
    fuzzer("FuzzDocuments"),
    fuzzer("FuzzELF"),
    fuzzer("FuzzElasticRules"),
    fuzzer("FuzzEmberV3"),
    fuzzer("FuzzEVTX"),
    fuzzer("FuzzInput"),
    fuzzer("FuzzJSON"),
    fuzzer("FuzzMachO"),
    fuzzer("FuzzModels"),
    fuzzer("FuzzPE"),
    fuzzer("FuzzRules"),
    fuzzer("FuzzSigma"),
    fuzzer("FuzzSignatures", "ShrikeSignatures"),
    fuzzer("FuzzStates"),
    fuzzer("FuzzSyslog"),
    fuzzer("FuzzWindowsXML"),
    fuzzer("FuzzZeek"),
  ]
)
