import ECS
import Evidence

@testable import Rules

/// Runs queries on events written as JSON.
enum QueryHarness {
  static func batch(_ events: [String]) throws -> EventBatch {
    var builder = BatchBuilder(origin: EventOrigin(path: "test", format: "json"))
    let text = Array(events.joined(separator: "\n").utf8)
    builder.load(text: text)
    var parser = JSONDocumentParser()
    var position = 0
    for number in events.indices {
      try parser.parse(text.span, at: &position, into: &builder)
      builder.endRow(at: RecordPosition(offset: 0, record: UInt64(number + 1)))
    }
    return builder.finish()
  }

  /// The numbers of the events that a query matches.
  static func rows(_ query: String, _ events: [String]) throws -> [Int] {
    let rules = RuleSet([Rule(id: "test", name: "test", severity: .low, query: query)])
    if let problem = rules.problems.first(where: \.isFatal) { throw problem.diagnostic }
    let columns = ColumnSet(try batch(events), FieldSelection(rules.fields))
    var matcher = RuleMatcher(rules)
    var result: [Int] = []
    for match in matcher.matches(columns) { match.rows.forEach { result.append($0) } }
    return result
  }

  static func matches(_ condition: String, _ event: String) throws -> Bool {
    try rows("any where " + condition, [event]) == [0]
  }
}
