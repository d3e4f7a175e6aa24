import Foundation
import Rules
import Testing

@testable import RuleFiles

/// Sigma's published rules, read from the data beside the repository as their authors wrote them.
@Suite struct PublishedSigmaTests {
  static let archive: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: "shared/data/windows/sigma-rules.tar.xz")
  }()
  static let isAvailable = FileManager.default.fileExists(atPath: archive.path())

  /// Calls with a temporary folder that holds the rules.
  static func unpacked<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sigma-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let unpack = Process()
    unpack.executableURL = URL(filePath: "/usr/bin/env")
    unpack.arguments = ["tar", "xJf", archive.path(), "-C", folder.path()]
    try unpack.run()
    unpack.waitUntilExit()
    return try body(folder)
  }

  @Test(.enabled(if: isAvailable, "needs ../shared/data"))
  func everyRuleIsReadAndAllButThreeCompile() throws {
    var files = RuleFiles()
    try Self.unpacked { try files.load($0.path()) }
    #expect(files.reports.count == 3_754)
    #expect(files.reports.count { $0.error != nil } == 0)
    let rules = RuleSet(files.rules)
    #expect(rules.rules.count == 3_751)
    let reasons = rules.problems.filter(\.isFatal).map(\.diagnostic.message)
    #expect(reasons.count { $0.contains("'%known_cdcs%' has no values") } == 2)
    #expect(reasons.count { $0.contains("states") } == 1)
  }
}
