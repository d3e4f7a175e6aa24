import ECS
import Evidence
import Testing

@testable import Rules

@Suite struct SigmaCorrelationTests {
  private static func base(_ name: String, _ text: String) -> DocumentValue {
    Doc.rule(Doc.search(Doc.map(["CommandLine": Doc.text(text)])), id: name, name: name)
  }

  private static func correlation(
    _ type: String, id: String = "c", rules: [String], timespan: String = "1m", condition: DocumentValue? = nil,
    groupBy: [String] = ["User"], generate: String = "false", aliases: DocumentValue = Doc.map([:])
  ) -> DocumentValue {
    Doc.map([
      "title": Doc.text(id), "id": Doc.text(id),
      "correlation": Doc.map([
        "type": Doc.text(type), "rules": Doc.texts(rules), "group-by": Doc.texts(groupBy),
        "timespan": Doc.text(timespan), "generate": Doc.plain(generate), "condition": condition ?? Doc.map([:]),
        "aliases": aliases,
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

  /// Three failures and then a success of the same user: an order of a count and a rule.
  @Test(arguments: [1, 2, 100])
  func correlationsOfCorrelations(batch: Int) throws {
    let documents = [
      Self.base("a", "x"), Self.base("b", "y"),
      Self.correlation("event_count", id: "many", rules: ["a"], condition: Doc.map(["gte": Doc.plain("3")])),
      Self.correlation("temporal_ordered", rules: ["many", "b"], timespan: "5m"),
    ]
    let events = [
      (0, "u", "y"), (10, "u", "x"), (20, "u", "x"), (25, "v", "x"), (30, "u", "x"), (40, "v", "y"), (50, "u", "y"),
      (60, "u", "y"), (400, "v", "x"), (410, "v", "x"), (420, "v", "x"), (800, "v", "y"),
    ]
    #expect(try Self.times(documents, events, batch: batch) == [50])
    let set = RuleSet(SigmaHarness.rules(documents))
    #expect(set.rules.map(\.id) == ["c"])
  }

  /// What a count of few finds when its time is over takes its place before what came after.
  @Test(arguments: [1, 100])
  func aCountOfFewIsRelatedWhenItsTimeIsOver(batch: Int) throws {
    let documents = [
      Self.base("a", "x"), Self.base("b", "y"),
      Self.correlation("event_count", id: "few", rules: ["a"], condition: Doc.map(["lt": Doc.plain("2")])),
      Self.correlation("temporal_ordered", rules: ["few", "b"], timespan: "1m"),
    ]
    // The count is known at 60, in time for the event at 100 and not for that at 500.
    #expect(try Self.times(documents, [(0, "u", "x"), (50, "u", "y"), (100, "u", "y")], batch: batch) == [100])
    #expect(try Self.times(documents, [(0, "u", "x"), (500, "u", "y")], batch: batch) == [])
  }

  /// The names that correlations group by must be found in one another; an alias says how.
  @Test func keysOfCorrelationsAreFoundByNameOrAlias() throws {
    let any = Doc.map(["gte": Doc.plain("1")])
    func documents(_ name: String, aliases: DocumentValue = Doc.map([:])) -> [DocumentValue] {
      [
        Self.base("a", "x"), Self.correlation("event_count", id: "one", rules: ["a"], condition: any),
        Self.correlation("event_count", rules: ["one"], condition: any, groupBy: [name], aliases: aliases),
      ]
    }
    let events = [(0, "u", "x")]
    #expect(try Self.times(documents("User"), events) == [0])
    let error = SigmaHarness.error(documents("who"))
    #expect(error?.contains("'who' is not what a correlation") == true, "\(error ?? "no error")")
    let alias = Doc.map(["who": Doc.map(["one": Doc.text("User")])])
    #expect(try Self.times(documents("who", aliases: alias), events) == [0])
  }

  /// Correlations that name one another many times cannot make a large program of a small file.
  @Test func correlationsThatMultiplyAreRefused() {
    var documents = [Self.base("a", "x")]
    for level in 0..<6 {
      let inner = level == 0 ? "a" : "c\(level - 1)"
      documents.append(
        Self.correlation("temporal", id: "c\(level)", rules: [String](repeating: inner, count: 64), groupBy: []))
    }
    let error = SigmaHarness.error(documents)
    #expect(error?.contains("more than 1024 rules") == true, "\(error ?? "no error")")
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
    (correlation("temporal", rules: ["z"]), "no rule 'z'"), (correlation("temporal", rules: ["c"]), "in a circle"),
    (correlation("temporal", rules: ["a"], timespan: "5x"), "is no time span"),
    (correlation("value_count", rules: ["a"], condition: Doc.map(["gt": Doc.plain("1")])), "names no 'field'"),
  ])
  func whatIsWrongIsSaid(document: DocumentValue, message: String) {
    let error = SigmaHarness.error([Self.base("a", "x"), document])
    #expect(error?.contains(message) == true, "\(error ?? "no error")")
  }
}
