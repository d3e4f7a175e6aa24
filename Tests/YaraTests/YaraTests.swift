import Foundation
import Testing

@testable import Yara

@Suite struct YaraTests {
  /// Writes files into a folder of their own and removes it afterwards.
  static func with<R>(_ files: [String: String], _ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "yara-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return try body(folder.path())
  }

  static let rule = """
    rule example : first second {
      meta:
        author = "us"
        severity = 70
        tested = true
      strings:
        $a = "needle"
        $b = { 01 02 ?? 04 }
      condition: any of them
    }
    """

  @Test func matchesSayWhatAndWhere() throws {
    try Self.with(["a.yar": Self.rule]) { folder in
      let rules = try YaraRules(compiling: [folder])
      #expect(rules.count == 1)
      var scanner = try YaraScanner(rules)
      let bytes = Array("xxneedle..needle".utf8) + [1, 2, 3, 4]
      let match = try #require(try scanner.scan(bytes).first)
      #expect(match.rule == "example")
      #expect(match.source.hasSuffix("a.yar"))
      #expect(match.tags == ["first", "second"])
      #expect(match.metadata("severity") == "70")
      #expect(match.metadata("tested") == "true")
      #expect(match.metadata("author") == "us")
      #expect(
        match.strings == [
          .init(identifier: "$a", offset: 2, length: 6), .init(identifier: "$a", offset: 10, length: 6),
          .init(identifier: "$b", offset: 16, length: 4),
        ])
      #expect(try scanner.scan(Array("nothing".utf8)).isEmpty)
      #expect(try scanner.scan([]).isEmpty)
    }
  }

  @Test func filesAreScannedAndExternalsAreSet() throws {
    let rule = #"rule named { condition: extension == ".bin" and filename == "x.bin" and filepath contains "yara-" }"#
    try Self.with(["a.yara": rule, "data/x.bin": "1", "data/y.bin": "1"]) { folder in
      var scanner = try YaraScanner(try YaraRules(compiling: [folder + "/a.yara"]))
      #expect(try scanner.scan(file: folder + "/data/x.bin").map(\.rule) == ["named"])
      #expect(try scanner.scan(file: folder + "/data/y.bin").isEmpty)
      #expect(throws: YaraError(kind: .unreadable, path: folder + "/none")) {
        var other = try YaraScanner(try YaraRules(compiling: [folder + "/a.yara"]))
        return try other.scan(file: folder + "/none")
      }
    }
  }

  @Test func brokenFilesAreLeftOutAndReported() throws {
    let files = [
      "good.yar": Self.rule, "bad.yar": "rule x {\n  condition: $missing }", "worse.yar": "not a rule",
      "same.yar": Self.rule, "other.txt": "ignored",
    ]
    try Self.with(files) { folder in
      let rules = try YaraRules(compiling: [folder])
      #expect(rules.count == 2)
      #expect(rules.files.map { ($0 as NSString).lastPathComponent } == ["good.yar", "same.yar"])
      let fatal = rules.problems.filter(\.isFatal)
      #expect(Set(fatal.map { ($0.path as NSString).lastPathComponent }) == ["bad.yar", "worse.yar"])
      #expect(fatal.contains { $0.path.hasSuffix("bad.yar") && $0.line == 2 && $0.message.contains("missing") })
      var scanner = try YaraScanner(rules)
      #expect(try scanner.scan(Array("a needle".utf8)).count == 2)
    }
  }

  @Test func includesAreFoundBesideTheFile() throws {
    let files = ["all.yar": #"include "parts/part.inc""#, "parts/part.inc": Self.rule]
    try Self.with(files) { folder in
      let rules = try YaraRules(compiling: [folder])
      #expect(rules.problems.isEmpty, "\(rules.problems)")
      #expect(rules.count == 1)
    }
  }

  @Test func modulesOfFormatsWork() throws {
    let rule = #"""
      import "pe"
      import "hash"
      import "math"
      rule not_pe { condition: not pe.is_pe and hash.md5(0, filesize) == "0cc175b9c0f1b6a831c399e269772661" and math.entropy(0, filesize) < 1 }
      """#
    try Self.with(["a.yar": rule]) { folder in
      var scanner = try YaraScanner(try YaraRules(compiling: [folder]))
      #expect(try scanner.scan(Array("a".utf8)).map(\.rule) == ["not_pe"])
    }
  }

  @Test func aScanThatTakesTooLongIsGivenUp() throws {
    let rule = "rule slow { condition: for all i in (0..100000000000) : (i >= 0) }"
    try Self.with(["a.yar": rule]) { folder in
      var scanner = try YaraScanner(try YaraRules(compiling: [folder]), timeout: 1)
      let error = #expect(throws: YaraError.self) { try scanner.scan(Array("a".utf8), name: "n") }
      #expect(error?.kind == .timeout)
    }
  }

  static let archive: URL = {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: "shared/data/rules/elastic-protections-artifacts.tar.xz")
  }()

  @Test(.enabled(if: FileManager.default.fileExists(atPath: archive.path()), "needs ../shared/data"))
  func everyPublishedFileCompiles() throws {
    try Self.with([:]) { folder in
      let unpack = Process()
      unpack.executableURL = URL(filePath: "/usr/bin/env")
      unpack.arguments = ["tar", "xJf", Self.archive.path(), "-C", folder, "yara"]
      try unpack.run()
      unpack.waitUntilExit()
      let rules = try YaraRules(compiling: [folder])
      #expect(rules.files.count == 1_040)
      #expect(rules.count == 3_021)
      #expect(rules.problems.filter(\.isFatal).isEmpty, "\(rules.problems.prefix(3))")
    }
  }
}
