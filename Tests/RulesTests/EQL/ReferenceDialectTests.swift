import ECS
import Evidence
import Testing

@testable import Rules

/// What only the reference implementation's EQL has.
@Suite struct ReferenceDialectTests {
  private static func rows(_ query: String, _ events: [String]) throws -> [Int] {
    let rules = RuleSet(
      [Rule(id: "t", name: "t", severity: .low, query: query)], options: QueryOptions(dialect: .reference))
    if let problem = rules.problems.first(where: \.isFatal) { throw problem.diagnostic }
    let columns = ColumnSet(try QueryHarness.batch(events), FieldSelection(rules.fields))
    var matcher = RuleMatcher(rules)
    var result: [Int] = []
    for match in matcher.matches(columns) { match.rows.forEach { result.append($0) } }
    return result
  }

  private static let events = [
    #"{"subtype":"create"}"#, #"{"subtype":"terminate"}"#, #"{"subtype":{"create":true}}"#,
    #"{"subtype":{"create":false}}"#, #"{"other":1}"#, #"{"subtype":"Create"}"#,
  ]

  @Test(arguments: [
    ("any where subtype.create", [0, 2]),
    // Null, where there is no subtype at all, is not false.
    ("any where not subtype.create", [1, 3, 5]), ("any where subtype.create or subtype.terminate", [0, 1, 2]),
  ])
  func aMemberOfATextAsksWhetherTheTextIsIt(query: String, expected: [Int]) throws {
    #expect(try Self.rows(query, Self.events) == expected)
  }

  @Test func matchTakesItsPatternFirstToo() throws {
    #expect(try Self.rows(#"any where match("ter.*", subtype)"#, Self.events) == [1])
    #expect(try Self.rows(#"any where matchLite(subtype, "ter.*")"#, Self.events) == [1])
  }

  @Test func listsMayEndWithAComma() throws {
    #expect(try Self.rows(#"any where wildcard(subtype, "cre*", "ter*",)"#, Self.events) == [0, 1])
    #expect(throws: Diagnostic.self) { try Self.rows(#"any where wildcard(subtype, , "ter*")"#, Self.events) }
    #expect(throws: Diagnostic.self) {
      let query = #"any where endsWith(process.name, "a",)"#
      _ = try QueryHarness.rows(query, [])
    }
  }
}
