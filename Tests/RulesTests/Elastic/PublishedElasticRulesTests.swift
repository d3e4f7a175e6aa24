import ECS
import Evidence
import Foundation
import Testing

@testable import Rules

/// Elastic's published rules as whole files: every one loads, and compiles or says why not.
@Suite struct PublishedElasticRulesTests {
  static let isAvailable = PublishedRulesTests.isAvailable

  /// The files of an archive, as paths below a temporary folder.
  static func unpacked<R>(_ archive: URL, _ body: ([String]) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "published-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let unpack = Process()
    unpack.executableURL = URL(filePath: "/usr/bin/env")
    unpack.arguments = ["tar", "xJf", archive.path(), "-C", folder.path()]
    try unpack.run()
    unpack.waitUntilExit()
    return try body(FileTree.files(below: folder.path(), suffix: ".toml"))
  }

  @Test(.enabled(if: isAvailable, "needs ../shared/data"))
  func everyDetectionRuleLoadsAndCompiles() throws {
    var rules: [Rule] = []
    var unread: [String] = []
    try Self.unpacked(PublishedRulesTests.archive) { files in
      #expect(files.count == 2_192)
      for file in files {
        do throws(Diagnostic) {
          let text = (try? FileTree.read(file, limit: RuleFile.maximumSize)) ?? []
          rules.append(try RuleFile.parse(text, path: file))
        } catch {
          unread.append("\(file): \(error)")
        }
      }
    }
    #expect(unread.isEmpty, "\(unread.count): \(unread.prefix(5))")
    let set = RuleSet(rules)
    var kinds: [String: Int] = [:]
    for rule in set.rules { kinds[rule.definition.kind, default: 0] += 1 }
    let byID = Dictionary(rules.map { ($0.id, $0.definition.kind) }, uniquingKeysWith: { first, _ in first })
    var failed: [String: [String]] = [:]
    for problem in set.problems where problem.isFatal {
      failed[byID[problem.ruleID] ?? "", default: []].append("\(problem)")
    }
    #expect(kinds["kuery"] == 507)
    #expect(kinds["lucene"] == 1)
    #expect(kinds["threshold"] == 31)
    #expect(kinds["new_terms"] == 245)
    #expect(kinds["threat_match"] == 9)
    #expect(kinds["machine_learning"] == 106)
    for kind in ["kuery", "lucene", "threshold", "new_terms", "threat_match", "machine_learning"] {
      #expect(failed[kind] == nil, "\(failed[kind]?.prefix(3) ?? [])")
    }
    #expect(kinds["esql"] == 204)
    // Seven ask a language model; one has an operator of Lucene's expressions that was not meant as one.
    let refused = failed["esql"] ?? []
    #expect(refused.count == 8)
    #expect(refused.count { $0.contains("'completion' calls a language model") } == 7)
    #expect(refused.count { $0.contains("operator '&' is not supported") } == 1)
    // What else the files say is kept.
    #expect(set.rules.count { $0.details.isBuildingBlock } > 100)
    #expect(rules.count { $0.details.maturity == "deprecated" } > 100)
    #expect(rules.count { !$0.techniques.isEmpty } > 1_800)
    #expect(rules.count { !$0.details.investigationFields.isEmpty } > 300)
  }

  static let endpointArchive: URL = PublishedRulesTests.archive.deletingLastPathComponent()
    .appending(path: "elastic-protections-artifacts.tar.xz")

  @Test(.enabled(if: isAvailable, "needs ../shared/data"))
  func everyEndpointRuleLoads() throws {
    var rules: [Rule] = []
    var unread: [String] = []
    try Self.unpacked(Self.endpointArchive) { files in
      for file in files {
        do throws(Diagnostic) {
          let text = (try? FileTree.read(file, limit: RuleFile.maximumSize)) ?? []
          rules.append(try RuleFile.parse(text, path: file))
        } catch {
          unread.append("\(file): \(error)")
        }
      }
    }
    #expect(unread.isEmpty, "\(unread.count): \(unread.prefix(5))")
    #expect(rules.count == 1_314)
    let kinds = Set(rules.flatMap { $0.details.actions + $0.details.optionalActions }.map(\.action))
    #expect(kinds == ["kill_process", "rollback"])
    #expect(rules.count { $0.details.actions.contains(where: \.isTree) } > 100)
    #expect(rules.allSatisfy { !$0.tactics.isEmpty && !$0.details.systems.isEmpty })
  }
}
