import ECS
import Evidence
import Testing

@testable import Rules

@Suite struct SigmaCorrelationTests {
  private static func base(_ name: String, _ text: String) -> DocumentValue {
    Doc.rule(Doc.search(Doc.map(["CommandLine": Doc.text(text)])), id: name, name: name)
  }

  private static func correlation(
    _ type: String, rules: [String], timespan: String = "1m", condition: DocumentValue? = nil,
    groupBy: [String] = ["User"],
    generate: String = "false"
  ) -> DocumentValue {
    Doc.map([
      "title": Doc.text("c"), "id": Doc.text("c"),
      "correlation": Doc.map([
        "type": Doc.text(type), "rules": Doc.texts(rules), "group-by": Doc.texts(groupBy),
        "timespan": Doc.text(timespan), "generate": Doc.plain(generate), "condition": condition ?? Doc.map([:]),
      ]),
    ])
  }

  /// Events as (second, user, command); the seconds at which the correlation matches.
  private static func times(
    _ documents: [DocumentValue], _ events: [(Int, String, String)], batch: Int = 100
  ) throws -> [Int64] {
    let set = RuleSet(SigmaHarness.rules(documents))
    if let problem = set.problems.first(where: \.isFatal) { throw problem.diagnostic }
    var runner = RuleRunner(set)
    var matches: [RuleMatch] = []
    var rest = events[...]
    while !rest.isEmpty {
      let texts = rest.prefix(batch).map { second, user, command in
        let time = Timestamp(nanoseconds: Int64(second) * 1_000_000_000).iso8601
        return SigmaHarness.process(
          "\"@timestamp\":\"\(time)\",\"winlog.event_data.User\":\"\(user)\",\"process.command_line\":\"\(command)\"")
      }
      rest = rest.dropFirst(batch)
      let fields = set.fields + [.timestamp] + EntityFields.all
      let columns = ColumnSet(try QueryHarness.batch(texts), FieldSelection(fields))
      runner.observe(
        columns, reference: { EventReference(id: "\($0)", path: "", record: UInt64($0), time: 0) }, into: &matches)
      // What is remembered survives a snapshot.
      var copy = RuleRunner(set)
      try copy.restore(runner.snapshot())
      runner = copy
    }
    runner.finish(into: &matches)
    return matches.filter { set.rules[$0.rule].id == "c" }.map { $0.time / 1_000_000_000 }
  }

  @Test(arguments: [1, 2, 100])
  func countsOfEvents(batch: Int) throws {
    let documents = [
      Self.base("a", "x"), Self.correlation("event_count", rules: ["a"], condition: Doc.map(["gte": Doc.plain("3")])),
    ]
    let events = [
      (0, "u", "x"), (10, "v", "x"), (20, "u", "x"), (30, "u", "y"), (40, "u", "x"), (50, "u", "x"), (200, "v", "x"),
      (210, "v", "x"), (269, "v", "x"), (270, "v", "x"),
    ]
    #expect(try Self.times(documents, events, batch: batch) == [40, 270])
  }

  @Test func fewEventsAreKnownWhenTheTimeIsOver() throws {
    let documents = [
      Self.base("a", "x"), Self.correlation("event_count", rules: ["a"], condition: Doc.map(["lt": Doc.plain("3")])),
    ]
    let events = [(0, "u", "x"), (10, "u", "x"), (100, "v", "x"), (101, "v", "x"), (102, "v", "x"), (300, "w", "y")]
    #expect(try Self.times(documents, events) == [60])
  }

  @Test func countsOfValues() throws {
    let condition = Doc.map(["gte": Doc.plain("2"), "field": Doc.text("CommandLine")])
    let any = Doc.rule(Doc.search(Doc.map(["CommandLine|exists": Doc.plain("true")])), id: "a")
    let documents = [any, Self.correlation("value_count", rules: ["a"], condition: condition)]
    let events = [(0, "u", "x"), (1, "u", "x"), (2, "v", "y"), (3, "u", "y"), (100, "v", "z")]
    #expect(try Self.times(documents, events) == [3])
  }

  @Test func rulesThatMatchNearEachOther() throws {
    let rules = [Self.base("a", "x"), Self.base("b", "y")]
    let events = [(0, "u", "y"), (10, "u", "x"), (20, "v", "x"), (100, "v", "y"), (110, "v", "x")]
    #expect(try Self.times(rules + [Self.correlation("temporal", rules: ["a", "b"])], events) == [10, 110])
    #expect(try Self.times(rules + [Self.correlation("temporal_ordered", rules: ["a", "b"])], events) == [])
    #expect(try Self.times(rules + [Self.correlation("temporal_ordered", rules: ["b", "a"])], events) == [10, 110])
  }

  @Test func rulesOfACorrelationMatchAloneOnlyIfItSaysSo() {
    let rules = [Self.base("a", "x"), Self.base("b", "y")]
    #expect(SigmaHarness.rules(rules + [Self.correlation("temporal", rules: ["a", "b"])]).map(\.id) == ["c"])
    let generating = Self.correlation("temporal", rules: ["a", "b"], generate: "true")
    #expect(SigmaHarness.rules(rules + [generating]).map(\.id) == ["a", "b", "c"])
  }

  @Test(arguments: [
    (correlation("event_count", rules: ["a"]), "no 'condition'"), (correlation("sum", rules: ["a"]), "type 'sum'"),
    (correlation("temporal", rules: []), "names no 'rules'"),
    (correlation("temporal", rules: ["z"]), "no single rule 'z'"),
    (correlation("temporal", rules: ["a"], timespan: "5x"), "is no time span"),
    (correlation("value_count", rules: ["a"], condition: Doc.map(["gt": Doc.plain("1")])), "names no 'field'"),
  ])
  func whatIsWrongIsSaid(document: DocumentValue, message: String) {
    let error = SigmaHarness.error([Self.base("a", "x"), document])
    #expect(error?.contains(message) == true, "\(error ?? "no error")")
  }
}
