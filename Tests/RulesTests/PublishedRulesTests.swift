import Evidence
import Foundation
import Testing

@testable import Rules

/// Elastic's published detection rules, read from the data beside the repository as their authors wrote them.
@Suite struct PublishedRulesTests {
  static let archive: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: "shared/data/rules/elastic-detection-rules.tar.xz")
  }()
  static let isAvailable = FileManager.default.fileExists(atPath: archive.path())

  @Test(.enabled(if: isAvailable, "needs ../shared/data"))
  func everyFileIsReadAndEveryEQLQueryCompiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "published-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let unpack = Process()
    unpack.executableURL = URL(filePath: "/usr/bin/env")
    unpack.arguments = ["tar", "xJf", Self.archive.path(), "-C", folder.path()]
    try unpack.run()
    unpack.waitUntilExit()
    let files = try FileTree.files(below: folder.path(), suffix: ".toml")
    #expect(files.count == 2_192)
    var compiled = 0
    var refused: [String: Int] = [:]
    for file in files {
      let table = try TOMLDocument.parse(FileTree.read(file, limit: RuleFile.maximumSize))
      let rule = try #require(table["rule"]?.table, "\(file)")
      guard rule["type"]?.string == "eql" else { continue }
      do throws(Diagnostic) {
        _ = try CompiledQuery(rule["query"]?.string ?? "")
        compiled += 1
      } catch {
        refused[error.message, default: 0] += 1
      }
    }
    #expect(compiled == 1_081)
    #expect(refused.isEmpty, "\(refused)")
  }
}
