import Foundation
import Testing

/// Holds the code to the drawing in docs/Architecture.md: imports go downward only.
@Suite struct LayeringTests {
  /// The floor of every module of the house.
  static let floors: [String: Int] = [
    "ECS": 0, "Learning": 0, "Executables": 0,
    "Evidence": 1, "Boosting": 1, "Signatures": 1, "Signing": 1,
    "Ingest": 2, "Rules": 2, "Store": 2, "Simulation": 2, "Yara": 2,
    "Detectors": 3, "RuleFiles": 3, "Triage": 3, "Tables": 3, "Scanning": 3, "AnomalyJobs": 3,
    "Pipeline": 4, "Lifecycle": 4,
    "Report": 5, "Training": 5,
    "shrike": 6, "shrike-train": 6,
  ]

  /// Modules that must build with nothing but the toolchain, so that sanitizers and fuzzers build them in seconds.
  static let dependencyFree = [
    "ECS", "Learning", "Executables", "Evidence", "Rules", "Simulation", "Detectors", "AnomalyJobs", "Triage",
  ]

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func imports(of module: String) throws -> [(file: String, module: String)] {
    let folder = root.appending(path: "Sources/\(module)")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var result: [(String, String)] = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index <= 2, index + 1 < words.count else { continue }
        let prefix = words[..<index]
        let modifiers: Set<Substring> = ["public", "package", "internal", "private", "@preconcurrency", "@testable"]
        guard prefix.allSatisfy({ modifiers.contains($0) }) else { continue }
        result.append((file.lastPathComponent, String(words[index + 1])))
      }
    }
    return result
  }

  @Test(arguments: floors.keys.sorted())
  func importsOnlyFromLowerFloors(module: String) throws {
    let floor = try #require(Self.floors[module])
    for (file, imported) in try Self.imports(of: module) {
      guard let below = Self.floors[imported] else { continue }
      #expect(below < floor, "\(module)/\(file) on floor \(floor) imports \(imported) on floor \(below)")
    }
  }

  @Test(arguments: dependencyFree)
  func needsNothingButTheToolchain(module: String) throws {
    let allowed: Set<String> = Set(Self.floors.keys).union(["Glibc", "Musl", "Darwin", "Synchronization", "Dispatch"])
    for (file, imported) in try Self.imports(of: module) {
      #expect(allowed.contains(imported), "\(module)/\(file) imports \(imported)")
    }
  }

  @Test func everyModuleHasAFloor() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path())
    let modules = folders.filter { !$0.hasPrefix("C") || $0 == "Collections" }
    #expect(Set(modules) == Set(Self.floors.keys).intersection(modules))
  }
}
