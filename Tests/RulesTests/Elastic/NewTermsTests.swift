import Evidence
import Testing

@testable import Rules

@Suite struct NewTermsTests {
  static func logon(_ seconds: Int, _ user: String, _ host: String) -> String {
    RunHarness.event(seconds, #""event.category":"authentication","user.name":"\#(user)","host.name":"\#(host)""#)
  }

  static func definition(_ fields: [String], history: Int64 = 3_600) -> NewTermsDefinition {
    NewTermsDefinition(query: KQLDefinition("event.category:authentication"), fields: fields, history: history)
  }

  @Test func valuesAreNewOnceAndAgainWhenForgotten() throws {
    let events = [
      Self.logon(0, "a", "x"), Self.logon(10, "a", "x"), Self.logon(3_000, "b", "x"), Self.logon(3_610, "a", "x"),
      Self.logon(7_211, "a", "x"),
    ]
    #expect(
      try RunHarness.matches(Self.definition(["user.name"]), events) == [
        " | new user.name=a,hours of history=0 of 1 | 0", " | new user.name=b,hours of history=0 of 1 | 2",
        " | new user.name=a,hours of history=1 of 1 | 4",
      ])
  }

  @Test func combinationsAreNewThoughTheirPartsAreNot() throws {
    let events = [
      Self.logon(0, "a", "x"), Self.logon(1, "b", "y"), Self.logon(2, "a", "y"), Self.logon(3, "a", "y"),
      RunHarness.event(4, #""event.category":"authentication","user.name":["b","c"],"host.name":"x""#),
      RunHarness.event(5, #""event.category":"authentication","user.name":"d""#),
    ]
    let matches = try RunHarness.matches(Self.definition(["user.name", "host.name"]), events)
    #expect(matches.map { $0.suffix(1) } == ["0", "1", "2", "4", "4"])
  }

  @Test func memoryIsBounded() throws {
    let rule = Rule(id: "t", name: "t", severity: .low, definition: Self.definition(["user.name"]))
    let rules = RuleSet([rule])
    var runner = RuleRunner(rules, limits: RunLimits(heldPerRule: 20))
    var found: [RuleMatch] = []
    for round in 0..<4 {
      let events = (0..<500).map { Self.logon(0, "user\(round)-\($0)", "x") }
      let columns = try RunHarness.columns(rules, events)
      runner.observe(columns, reference: { .init(id: "", path: "", record: UInt64($0), time: 0) }, into: &found)
      #expect(runner.snapshot().count < 20 * 40)
    }
    #expect(found.count == 2_000)
  }
}
