import ECS
import Evidence

/// Runs the test events of rules.
public enum RuleTestRunner {
  /// What became of one test event.
  public struct Outcome: Sendable, Hashable {
    /// The rule.
    public var ruleID: String
    /// The event.
    public var test: RuleTest
    /// Whether the rule did as it should.
    public var passed: Bool
    /// What happened, where it did not.
    public var detail: String
  }

  /// Runs every test of every rule of a set. Each begins with nothing remembered, and its events are all there are.
  public static func run(_ rules: RuleSet) -> [Outcome] {
    let runner = RuleRunner(rules, limits: RunLimits(endsWithInput: true))
    var result: [Outcome] = []
    for (number, rule) in rules.rules.enumerated() {
      for test in rule.tests { result.append(outcome(rule, number, test, runner)) }
    }
    return result
  }

  private static func outcome(_ rule: Rule, _ number: Int, _ test: RuleTest, _ runner: RuleRunner) -> Outcome {
    var outcome = Outcome(ruleID: rule.id, test: test, passed: false, detail: "")
    do throws(JSONError) {
      let batch = try TestEvent.batch(test.event)
      let columns = ColumnSet(batch, FieldSelection(runner.rules.fields + [.timestamp]))
      var runner = runner
      var matches: [RuleMatch] = []
      let reference = { (row: Int) in
        EventReference(id: "", path: "test", record: batch.positions[row].record, time: 0)
      }
      runner.observe(columns, reference: reference, into: &matches)
      runner.finish(into: &matches)
      let isMatch = matches.contains { $0.rule == number }
      outcome.passed = isMatch == test.matches
      if !outcome.passed { outcome.detail = isMatch ? "matches, and should not" : "does not match, and should" }
    } catch {
      outcome.detail = "the event is no JSON object: \(error)"
    }
    return outcome
  }
}

/// ECS events written in a rule's file, one JSON object after another.
enum TestEvent {
  static func batch(_ json: String) throws(JSONError) -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "json"))
    let text = Array(json.utf8)
    builder.load(text: text)
    var parser = JSONDocumentParser()
    var position = 0
    repeat {
      try parser.parse(text.span, at: &position, into: &builder)
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(builder.count + 1)))
    } while JSONCursor.peek(text.span, &position) != nil
    return builder.finish()
  }
}
