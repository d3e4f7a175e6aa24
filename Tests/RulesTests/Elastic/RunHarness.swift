import ECS
import Evidence
import Testing

@testable import Rules

/// Runs one rule over events written as JSON, in batches of any size.
enum RunHarness {
  static func columns(_ rules: RuleSet, _ events: [String]) throws -> ColumnSet {
    let fields = rules.fields + [.timestamp] + EntityFields.all
    return ColumnSet(try QueryHarness.batch(events), FieldSelection(fields))
  }

  /// The matches as `time: keys | facts | events`, whatever the sizes of the batches; a snapshot is taken and restored
  /// between any two batches.
  static func matches(
    _ rules: RuleSet, _ events: [String], batch: Int, limits: RunLimits = RunLimits()
  ) throws -> [String] {
    var runner = RuleRunner(rules, limits: limits)
    var found: [RuleMatch] = []
    for start in stride(from: 0, to: events.count, by: batch) {
      let part = Array(events[start..<min(start + batch, events.count)])
      let reference = { (row: Int) in
        EventReference(id: "", path: "test", record: UInt64(start + row), time: 0)
      }
      runner.observe(try columns(rules, part), reference: reference, into: &found)
      let snapshot = runner.snapshot()
      var copy = RuleRunner(rules, limits: limits)
      try copy.restore(snapshot)
      #expect(copy.snapshot() == snapshot)
      runner = copy
    }
    runner.finish(into: &found)
    return found.map { match in
      let facts = match.facts.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
      let events = match.events.map { String($0.reference.record) }.joined(separator: ",")
      let extra = [match.title, match.severity?.name, match.risk.map(String.init)].compactMap { $0 }
      return ([match.keys.joined(separator: ","), facts, events] + extra).joined(separator: " | ")
    }
  }

  /// The matches of a rule definition, which must be the same for all sizes of batches.
  static func matches(
    _ definition: any RuleDefinition, _ events: [String], library: RuleLibrary = RuleLibrary(now: KQLHarness.now),
    limits: RunLimits = RunLimits()
  ) throws -> [String] {
    var rule = Rule(id: "test", name: "test", severity: .low, query: "any where true")
    rule.definition = definition
    let rules = RuleSet([rule], library: library)
    if let problem = rules.problems.first(where: \.isFatal) { throw problem.diagnostic }
    let expected = try matches(rules, events, batch: max(1, events.count), limits: limits)
    for batch in [1, 3, 7] {
      let other = try matches(rules, events, batch: batch, limits: limits)
      #expect(other == expected, "batches of \(batch)")
    }
    return expected
  }

  /// An event with a time in seconds and further members.
  static func event(_ seconds: Int, _ members: String) -> String {
    let time = Timestamp(nanoseconds: 1_715_000_000_000_000_000 + Int64(seconds) * 1_000_000_000).iso8601
    return #"{"@timestamp":"\#(time)",\#(members)}"#
  }
}
