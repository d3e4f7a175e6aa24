import Foundation
import Testing

@testable import Rules

/// Answers of engines that nobody here wrote; the fixtures lie beside with the scripts that made them.
@Suite struct OracleTests {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  @Test func regularExpressionsAgreeWithPython() throws {
    let text = try String(contentsOf: Self.fixtures.appending(path: "regex-cases.tsv"), encoding: .utf8)
    var cases = 0
    var disagreements: [String] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(parts.count == 3)
      let program = try RegexProgram(Array(parts[0].utf8), insensitive: false)
      var matcher = RegexMatcher(program)
      let bytes = Array(parts[1].utf8)
      let isMatch = matcher.matches(bytes.span)
      if isMatch != (parts[2] == "1") { disagreements.append(String(line)) }
      cases += 1
    }
    #expect(cases > 2_500)
    #expect(disagreements.isEmpty, "\(disagreements.prefix(10))")
  }

  struct Case: Decodable {
    var query: String
    var rows: [Int]
  }

  @Test func conditionsAgreeWithTheReferenceEngine() throws {
    let text = try String(contentsOf: Self.fixtures.appending(path: "eql-cases.ndjson"), encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    let first = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    let events = try #require(first?["events"] as? [Any])
    let documents = try events.map { event in
      String(decoding: try JSONSerialization.data(withJSONObject: event), as: UTF8.self)
    }
    var disagreements: [String] = []
    for line in lines.dropFirst() {
      let expected = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
      let rows = try QueryHarness.rows("any where " + expected.query, documents)
      if rows != expected.rows { disagreements.append("\(expected.query): \(rows), reference \(expected.rows)") }
    }
    #expect(lines.count > 700)
    #expect(disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(8).joined(separator: "\n"))")
  }
}
