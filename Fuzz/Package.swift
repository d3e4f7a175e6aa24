// swift-tools-version: 6.2
import PackageDescription

/// One fuzz target a reader: the folder is `Sources/<name>`, with one file that defines `LLVMFuzzerTestOneInput`.
func fuzzer(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: [.product(name: "ShrikeCore", package: "shrike")],
    swiftSettings: [
      .swiftLanguageMode(.v6), .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
    ],
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
}

let package = Package(
  name: "shrike-fuzz",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "shrike", path: "..")],
  targets: [
    fuzzer("FuzzEVTX")
  ]
)
