import Testing

@testable import Rules

/// A rule's `max_signals`: alerts from one of its runs to the next.
@Suite struct MaximumSignalsTests {
  private static func rules(_ maximum: String) throws -> RuleSet {
    let text = """
      [metadata]
      maturity = "production"
      [rule]
      description = "d"
      interval = "1m"
      language = "kuery"
      \(maximum)
      name = "n"
      risk_score = 47
      rule_id = "5a9d0f34-0000-4000-8000-000000000002"
      severity = "medium"
      type = "query"
      query = "process.name: a"
      """
    return RuleSet([try RuleFile.parse(Array(text.utf8), path: "x.toml")])
  }

  private static let events = [0, 1, 2, 3, 59, 60, 61, 200].map { RunHarness.event($0, #""process.name":"a""#) }

  @Test(arguments: [1, 3, 8]) func alertsBeyondItAreCountedNotMade(batch: Int) throws {
    let found = try RunHarness.matches(Self.rules("max_signals = 2"), Self.events, batch: batch)
    #expect(
      found == [
        " |  | 0", " |  | 1", " | alerts beyond the rule's maximum before=3 | 5", " |  | 6", " |  | 7",
      ])
  }

  @Test func aFileThatSaysNothingHasNoMaximum() throws {
    #expect(try RunHarness.matches(Self.rules(""), Self.events, batch: 3).count == Self.events.count)
  }

  @Test func atLeastOneAlertIsAsked() {
    #expect(throws: Diagnostic.self) { try Self.rules("max_signals = 0") }
  }
}
