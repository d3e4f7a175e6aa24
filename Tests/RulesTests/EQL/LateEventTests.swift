import ECS
import Evidence
import Testing

@testable import Rules

/// What is known of the event that decided, when it had to wait for late ones.
@Suite struct LateEventTests {
  private static let rules = RuleSet([
    Rule(id: "t", name: "t", severity: .low, query: SequenceTests.query("A B", "by user.name with maxspan=20s"))
  ])

  private static func matches(_ story: String, batch: Int) throws -> [RuleMatch] {
    let limits = RunLimits(lateness: 10_000_000_000)
    var runner = RuleRunner(rules, limits: limits)
    var found: [RuleMatch] = []
    let events = try story.split(separator: " ").map { try SequenceTests.event($0) }
    for start in stride(from: 0, to: events.count, by: batch) {
      let part = Array(events[start..<min(start + batch, events.count)])
      runner.observe(
        try RunHarness.columns(rules, part),
        reference: { EventReference(id: "", path: "", record: UInt64(start + $0), time: 0) }, into: &found)
      var copy = RuleRunner(rules, limits: limits)
      try copy.restore(runner.snapshot())
      runner = copy
    }
    runner.finish(into: &found)
    return found
  }

  @Test(arguments: [1, 2, 5]) func itsConditionsAreKeptWithIt(batch: Int) throws {
    let found = try Self.matches("B1@5 A1@0 Z1@12 Z1@30", batch: batch)
    let match = try #require(found.first)
    #expect(found.count == 1)
    #expect(match.reasons == [MatchedCondition(field: .processName, value: "B", condition: #"is "B""#)])
  }

  @Test func longValuesAreCut() {
    let long = String(repeating: "ä", count: 100_000)
    let condition = MatchedCondition(field: .processName, value: long, condition: "")
    #expect(condition.cut.value == String(repeating: "ä", count: MatchedCondition.longestKept))
    #expect(MatchedCondition(field: .processName, value: "short", condition: "").cut.value == "short")
  }
}
