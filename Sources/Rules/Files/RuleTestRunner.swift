import ECS

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

  /// Runs every test of every rule of a set.
  public static func run(_ rules: RuleSet) -> [Outcome] {
    var matcher = RuleMatcher(rules)
    var result: [Outcome] = []
    for (number, rule) in rules.rules.enumerated() {
      for test in rule.tests { result.append(outcome(rule, number, test, &matcher)) }
    }
    return result
  }

  private static func outcome(
    _ rule: Rule, _ number: Int, _ test: RuleTest, _ matcher: inout RuleMatcher
  ) -> Outcome {
    var outcome = Outcome(ruleID: rule.id, test: test, passed: false, detail: "")
    do throws(JSONError) {
      let batch = try TestEvent.batch(test.event)
      let columns = ColumnSet(batch, FieldSelection(matcher.rules.fields))
      let isMatch = matcher.matches(columns).contains { $0.rule == number }
      outcome.passed = isMatch == test.matches
      if !outcome.passed { outcome.detail = isMatch ? "matches, and should not" : "does not match, and should" }
    } catch {
      outcome.detail = "the event is no JSON object: \(error)"
    }
    return outcome
  }
}

/// One ECS event written in a rule's file.
enum TestEvent {
  static func batch(_ json: String) throws(JSONError) -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "json"))
    let text = Array(json.utf8)
    builder.load(text: text)
    var parser = JSONDocumentParser()
    var position = 0
    try parser.parse(text.span, at: &position, into: &builder)
    builder.endRow(at: RecordPosition(offset: 0, record: 1))
    return builder.finish()
  }
}
