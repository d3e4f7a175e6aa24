import Evidence
import Testing

@testable import Rules

@Suite struct ThresholdTests {
  static func definition(
    _ fields: [String], _ value: Int, cardinality: [(String, Int)] = [], window: Int64 = 60, interval: Int64 = 0
  ) -> ThresholdDefinition {
    ThresholdDefinition(
      query: KQLDefinition("event.outcome:failure"), fields: fields, value: value,
      cardinality: cardinality.map { .init(field: $0.0, value: $0.1) }, window: window, interval: interval)
  }

  static func failure(_ seconds: Int, _ user: String, ip: String = "10.0.0.1") -> String {
    RunHarness.event(seconds, #""event.outcome":"failure","user.name":"\#(user)","source.ip":"\#(ip)""#)
  }

  @Test func countsWithinTheWindow() throws {
    let events = [0, 30, 50, 120, 130, 140].map { Self.failure($0, "a") } + [Self.failure(141, "b")]
    #expect(
      try RunHarness.matches(Self.definition(["user.name"], 3), events) == [
        "a | events=3 | 0,1,2", "a | events=3 | 3,4,5",
      ])
    // The third comes too late.
    let late = [0, 30, 61].map { Self.failure($0, "a") }
    #expect(try RunHarness.matches(Self.definition(["user.name"], 3), late) == [])
  }

  @Test func whatWasCountedIsNotCountedAgain() throws {
    let events = (0..<7).map { Self.failure($0, "a") }
    #expect(try RunHarness.matches(Self.definition(["user.name"], 3), events).count == 2)
  }

  @Test func aGroupThatMatchedIsQuietForAnInterval() throws {
    let events = [0, 1, 2, 3, 4, 50, 55].map { Self.failure($0, "a") }
    let definition = Self.definition(["user.name"], 2, interval: 50)
    // The third is told at the end: nothing came after the quiet time that followed the second.
    #expect(
      try RunHarness.matches(definition, events + [Self.failure(56, "a"), Self.failure(57, "a")]) == [
        "a | events=2 | 0,1", "a | events=2 | 2,3,4,5,6", "a | events=2 | 7,8",
      ])
  }

  @Test func countsDistinctValues() throws {
    let definition = Self.definition(["source.ip"], 1, cardinality: [("user.name", 3)])
    let events = ["a", "b", "a", "b", "c", "c"].enumerated().map { Self.failure($0, $1) }
    #expect(
      try RunHarness.matches(definition, events) == [
        "10.0.0.1 | events=1,distinct user.name=3 | 0,1,2,3,4"
      ])
    let slow = ["a", "b", "c"].enumerated().map { Self.failure($0 * 40, $1) }
    #expect(try RunHarness.matches(definition, slow) == [])
  }

  @Test func eventsWithoutTheFieldCountNowhereAndListsEverywhere() throws {
    let missing = (0..<5).map { RunHarness.event($0, #""event.outcome":"failure""#) }
    #expect(try RunHarness.matches(Self.definition(["user.name"], 2), missing) == [])
    #expect(try RunHarness.matches(Self.definition([], 5), missing) == [" | events=5 | 0,1,2,3,4"])
    let lists = [
      RunHarness.event(0, #""event.outcome":"failure","user.name":["a","b"]"#), Self.failure(1, "b"),
    ]
    #expect(try RunHarness.matches(Self.definition(["user.name"], 2), lists) == ["b | events=2 | 0,1"])
  }

  @Test func memoryIsBounded() throws {
    let rule = Rule(id: "t", name: "t", severity: .low, definition: Self.definition(["user.name"], 50))
    let rules = RuleSet([rule])
    let limits = RunLimits(heldPerRule: 20)
    var runner = RuleRunner(rules, limits: limits)
    var found: [RuleMatch] = []
    var sizes: [Int] = []
    for round in 0..<4 {
      let events = (0..<500).map { Self.failure(0, "user\(round)-\($0)") }
      let columns = try RunHarness.columns(rules, events)
      runner.observe(columns, reference: { .init(id: "", path: "", record: UInt64($0), time: 0) }, into: &found)
      sizes.append(runner.snapshot().count)
    }
    #expect(sizes.allSatisfy { $0 < 20 * 200 }, "\(sizes)")
  }
}
