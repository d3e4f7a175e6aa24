import Evidence
import Testing

@testable import Rules

/// Whole queries over streams of events.
@Suite struct ESQLRuleTests {
  static func definition(_ query: String, window: Int64 = 600, interval: Int64 = 300) -> ESQLDefinition {
    ESQLDefinition(query: query, window: window, interval: interval)
  }

  static func logon(_ seconds: Int, _ user: String, _ ip: String, outcome: String = "failure") -> String {
    RunHarness.event(
      seconds,
      #""event.category":"authentication","event.outcome":"\#(outcome)","user.name":"\#(user)","source.ip":"\#(ip)""#)
  }

  @Test func eventsAreAnsweredAtOnceWhereNothingIsGrouped() throws {
    let query = """
      from logs-* metadata _id
      | where event.category == "authentication" and user.name like "a*"
      | eval Esql.pair = concat(user.name, "@", to_string(source.ip))
      | where not kql("event.outcome:success")
      | keep Esql.*, user.name
      """
    let events = [
      Self.logon(0, "ann", "10.0.0.1"), Self.logon(1, "bob", "10.0.0.1"),
      Self.logon(2, "al", "10.0.0.2", outcome: "success"), Self.logon(3, "al", "10.0.0.3"),
    ]
    #expect(
      try RunHarness.matches(Self.definition(query), events) == [
        " | Esql.pair=ann@10.0.0.1,user.name=ann | 0", " | Esql.pair=al@10.0.0.3,user.name=al | 3",
      ])
  }

  @Test func groupsAreCountedOverTheWindow() throws {
    let query = """
      from logs-system.auth-*
      | where event.outcome == "failure"
      | stats Esql.n = count(*), Esql.users = count_distinct(user.name), Esql.names = values(user.name),
              Esql.bad = count(*) where user.name == "root" by source.ip
      | where Esql.n >= 3
      | sort Esql.n desc
      """
    let events =
      ["a", "b", "root", "a"].enumerated().map { Self.logon($0, $1, "10.0.0.1") }
      + [Self.logon(5, "x", "10.0.0.2")] + ["p", "q", "r"].map { Self.logon(900, $0, "10.0.0.2") }
    #expect(
      try RunHarness.matches(Self.definition(query), events) == [
        " | source.ip=10.0.0.1,Esql.n=4,Esql.users=3,Esql.names=a, b, root,Esql.bad=1 | 0,1,2,3",
        " | source.ip=10.0.0.2,Esql.n=3,Esql.users=3,Esql.names=p, q, r,Esql.bad=0 | 5,6,7",
      ])
  }

  @Test func whatWasToldIsNotToldAgain() throws {
    // The second run sees the first three events again, and one more that changes nothing it tells.
    let query = """
      from logs-* | where event.outcome == "failure" | stats n = count_distinct(user.name) by source.ip | where n >= 2
      """
    let events = [
      Self.logon(0, "a", "10.0.0.1"), Self.logon(1, "b", "10.0.0.1"), Self.logon(400, "a", "10.0.0.1"),
    ]
    let found = try RunHarness.matches(Self.definition(query, window: 1_200, interval: 300), events)
    #expect(found == [" | source.ip=10.0.0.1,n=2 | 0,1"])
  }

  @Test func inlineStatsKeepRows() throws {
    let query = """
      from logs-* | where event.outcome == "failure"
      | inline stats total = count(*) by source.ip | where total < 2 | keep user.name, total
      """
    let events = [Self.logon(0, "a", "10.0.0.1"), Self.logon(1, "b", "10.0.0.1"), Self.logon(2, "c", "10.0.0.2")]
    #expect(try RunHarness.matches(Self.definition(query), events) == [" | user.name=c,total=1 | 2"])
  }

  @Test func valuesAreExpandedAndTextsTakenApart() throws {
    let query = """
      from logs-* | mv_expand process.args | where process.args like "--*"
      | dissect process.args "--%{key}=%{value}" | grok process.command_line "(?<tool>[a-z]+)\\\\.exe"
      | rename value as Esql.value | stats Esql.keys = values(key), Esql.tool = max(tool), v = max(Esql.value) by host.name
      """
    let events = [
      RunHarness.event(
        0, #""host.name":"h","process.args":["x","--a=1","--b=2"],"process.command_line":"C:\\tool.exe --a=1""#)
    ]
    let found = try RunHarness.matches(Self.definition(query), events)
    #expect(found == [" | host.name=h,Esql.keys=a, b,Esql.tool=tool,v=2 | 0"])
  }

  @Test func otherDataStreamsAreLeftAside() throws {
    let query = #"from logs-aws.cloudtrail-* | where user.name == "a" | keep user.name"#
    let events = [
      #""user.name":"a","data_stream.dataset":"aws.cloudtrail""#,
      #""user.name":"a","data_stream.dataset":"okta.system""#,
      #""user.name":"a""#, #""user.name":"a","event.dataset":"okta.system""#,
      // Windows says of its events which log they are from.
      #""user.name":"a","winlog.channel":"Security""#,
    ].enumerated().map { RunHarness.event($0, $1) }
    #expect(try RunHarness.matches(Self.definition(query), events).map { $0.suffix(1) } == ["0", "2"])
    let windows = query.replacing("aws.cloudtrail", with: "system.security")
    #expect(try RunHarness.matches(Self.definition(windows), events).map { $0.suffix(1) } == ["2", "4"])
  }

  @Test func memoryIsBounded() throws {
    let query = #"from logs-* | where event.outcome == "failure" | stats n = count(*) by user.name | where n > 9999"#
    let rules = RuleSet([Rule(id: "t", name: "t", severity: .low, definition: Self.definition(query))])
    var runner = RuleRunner(rules, limits: RunLimits(heldPerRule: 20))
    var found: [RuleMatch] = []
    for round in 0..<4 {
      let events = (0..<200).map { Self.logon(0, "user\(round)-\($0)", "10.0.0.1") }
      let columns = try RunHarness.columns(rules, events)
      runner.observe(columns, reference: { .init(id: "", path: "", record: UInt64($0), time: 0) }, into: &found)
      #expect(runner.snapshot().count < 25 * 200)
    }
  }
}
