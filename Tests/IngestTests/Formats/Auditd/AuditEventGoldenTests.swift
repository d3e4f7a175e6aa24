import ECS
import Foundation
import Testing

@testable import Ingest

/// Whole audit events, held to the ECS documents that go-libaudit makes of them.
@Suite("Audit events against go-libaudit", .enabled(if: SharedData.isAvailable, "needs ../shared/data"))
struct AuditEventGoldenTests {
  @Test("Facts of coalesced events agree, but for the differences that are meant")
  func facts() throws {
    var compared = 0
    var events = 0
    var differences: [String: String] = [:]
    try SharedData.withUnpacked("linux/go-libaudit-testdata.tar.xz") { folder in
      let cases = folder.appendingPathComponent("aucoalesce/testdata")
      for file in try FileManager.default.contentsOfDirectory(at: cases, includingPropertiesForKeys: nil)
      where file.pathExtension == "yaml" {
        let texts = Self.cases(try String(contentsOf: file, encoding: .utf8))
        let golden = file.deletingPathExtension().appendingPathExtension("json.golden")
        let entries = try JSONSerialization.jsonObject(with: Data(contentsOf: golden)) as? [[String: Any]] ?? []
        for entry in entries {
          let name = try #require(entry["test_name"] as? String)
          let rows = try ReadEvents(AuditdReader.self, try #require(texts[name], "\(name)")).rows
          #expect(rows.count == 1, "\(name)")
          events += 1
          for (fact, value) in AuditGoldenFacts.expected(try #require(entry["event"] as? [String: Any])) {
            compared += 1
            let found = AuditGoldenFacts.found(fact, rows[0])
            if found != value { differences["\(name): \(fact)"] = "\(value), read as \(found)" }
          }
        }
      }
    }
    #expect(events == 48)
    #expect(compared == 1_255)
    #expect(differences.count <= 21, "\(differences.count) of \(compared)")
    let unexplained = differences.filter { AuditGoldenFacts.reason(for: $0.key) == nil }
    let list = unexplained.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
    #expect(unexplained.isEmpty, "\(list)")
  }

  /// The test cases of a file: names and indented text blocks (`name: |`).
  private static func cases(_ yaml: String) -> [String: String] {
    var result: [String: String] = [:]
    var name: String?
    for line in yaml.split(separator: "\n") {
      if line.hasPrefix("    ") {
        if let name { result[name, default: ""] += line.dropFirst(4) + "\n" }
      } else if line.hasPrefix("  "), !line.hasPrefix("  #"), let colon = line.lastIndex(of: ":") {
        name = String(line[..<colon].drop { $0 == " " })
      }
    }
    return result
  }
}
