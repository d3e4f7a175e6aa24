import Foundation
import Testing

/// Holds the code to the drawing in docs/Architecture.md: imports go downward only.
@Suite struct LayeringTests {
  /// The floor of every module of the house.
  static let floors: [String: Int] = [
    "Documents": 0,
    "ECS": 1, "Learning": 1, "Executables": 1,
    "Evidence": 2, "Boosting": 2, "Signatures": 2, "Signing": 2,
    "Ingest": 3, "Rules": 3, "Store": 3, "Simulation": 3, "Yara": 3,
    "Detectors": 4, "RuleFiles": 4, "Triage": 4, "Tables": 4, "Scanning": 4, "AnomalyJobs": 4,
    "Pipeline": 5, "Lifecycle": 5,
    "Report": 6, "Training": 6,
    "shrike": 7, "shrike-train": 7,
  ]

  /// Modules that must build with nothing but the toolchain, so that sanitizers and fuzzers build them in seconds.
  static let dependencyFree = [
    "Documents", "ECS", "Learning", "Executables", "Evidence", "Rules", "Simulation", "Detectors", "AnomalyJobs",
    "Triage",
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
