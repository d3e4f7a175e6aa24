import ECS
import Evidence
import Testing

@testable import Rules

/// Runs KQL and Lucene queries on events written as JSON.
enum KQLHarness {
  static let now = Timestamp(iso8601: "2024-05-16T12:00:00Z") ?? Timestamp(nanoseconds: 0)

  static func rows(
    _ query: String, _ events: [String], language: KQLDefinition.Language = .kuery
  ) throws -> [Int] {
    let definition = KQLDefinition(query, language: language)
    let rule = Rule(id: "test", name: "test", severity: .low, definition: definition)
    let rules = RuleSet([rule], library: RuleLibrary(now: now))
    if let problem = rules.problems.first(where: \.isFatal) { throw problem.diagnostic }
    let columns = ColumnSet(try QueryHarness.batch(events), FieldSelection(rules.fields))
    var matcher = RuleMatcher(rules)
    var result: [Int] = []
    for match in matcher.matches(columns) { match.rows.forEach { result.append($0) } }
    return result
  }

  static func matches(_ query: String, _ event: String, language: KQLDefinition.Language = .kuery) throws -> Bool {
    try rows(query, [event], language: language) == [0]
  }
}

/// The meaning of KQL as Elastic documents it.
@Suite struct KQLTests {
  static let event = #"""
    {"event":{"category":["process"],"type":["start","info"],"action":"or"},
     "process":{"name":"CMD.exe","pid":4242,"command_line":"cmd.exe /c \"C:\\a b\" *x*","args":["cmd.exe","/c","(y)"]},
     "user":{"name":"admin","email":"system:node:a","full_name":"Ada Lovelace"},"source":{"ip":"10.1.2.3","port":443},
     "message":"Login of ADMIN-7 failed; re-tried","@timestamp":"2024-05-06T07:08:09Z","host":{"name":"pc{1}"},
     "process.interactive":true,"labels":{"s":"a<b","score":"7.5"},
     "gcp":{"deltas":[{"action":"ADD","role":"owner"},{"action":"REMOVE","role":"viewer"}]},
     "one":{"item":{"action":"ADD","role":"owner"}}}
    """#

  @Test(arguments: [
    ("process.name: CMD.exe", true), ("process.name: cmd.exe", false), ("process.name : \"CMD.exe\"", true),
    ("process.name: CMD*", true), ("process.name: cmd*", false), ("process.name: \"CMD*\"", false),
    ("process.name: C?D.exe", false), ("process.name:*", true), ("process.title:*", false), ("process:*", true),
    ("process.thread:*", false), ("not process.title:*", true), ("not process.name:*", false),
    ("*", true), ("*:*", true), ("", true), ("   ", true),
    // Precedence and case of operators.
    ("process.pid:1 or process.pid:4242 and user.name:admin", true),
    ("(process.pid:1 or process.pid:4242) and user.name:nobody", false),
    ("process.pid:4242 or process.pid:1 and user.name:nobody", true),
    ("NOT process.pid:1 AND user.name:admin", true), ("not (process.pid:4242 or user.name:x)", false),
    ("not not process.pid:4242", true), ("not process.title:x", true), ("not user.name:admin", false),
    // Lists of values.
    ("process.name:(a or CMD.exe)", true), ("process.args:(/c and cmd.exe)", true), ("process.args:(/c and /d)", false),
    ("process.args:(/c and not /d)", true), ("process.args:(/c and not cmd*)", false), ("process.name:(not a)", true),
    ("process.name:((a or b) or C*)", true), ("not process.name:(a or b*)", true), ("process.title:(not a)", true),
    ("process.args:(not (/c or /d))", false),
    // Escapes, quotes, words side by side.
    (#"user.email:system\:node\:*"#, true), (#"user.email:"system:node:a""#, true), (#"process.args:\(y\)"#, true),
    (#"event.action:\or"#, true), (#"event.action:"or""#, true), (#"host.name:pc\{1\}"#, true),
    (#"process.command_line:*\*x\*"#, true), (#"process.command_line:*C\:\\\\a*"#, false),
    (#"process.command_line:*C\:\\a*"#, true), (#"process.command_line:*\"C*"#, true), (#"labels.s:a\<b"#, true),
    ("user.full_name:Ada Lovelace", true), ("user.full_name:Ada   Lovelace", false), ("user.full_name:Ada*lace", true),
    (#"user.name:\u0061dmin"#, true), (#"user.name:"\u0061dmin""#, true), (#""user.name":admin"#, true),
    // Ranges and types.
    ("process.pid>4000", true), ("process.pid >= 4242 and process.pid < 4243", true), ("process.pid > 4242", false),
    ("process.pid:4242.0", true), ("process.pid:abc", false), ("not process.pid:abc", true), ("process.pid:4*", false),
    ("process.interactive:true", true), ("process.interactive:false", false), ("labels.score > 7", true),
    ("source.ip:10.1.2.3", true), ("source.ip:\"10.0.0.0/8\"", true),
    ("source.ip:(192.168.0.0/16 or 10.1.0.0/16)", true),
    ("not source.ip:192.168.0.0/16", true), ("source.ip > 10.0.0.0", true), ("source.ip:10.*", false),
    ("@timestamp >= now-30d", true), ("@timestamp > now-1d/d", false), ("@timestamp:2024-05-06", true),
    ("@timestamp > 2024-05-06", false), ("@timestamp >= \"2024-05-06\"", true), ("@timestamp <= 2024-05", true),
    ("@timestamp < 2024-05-06", false), ("@timestamp:2024", true), ("@timestamp < \"2024-05-06||+1d/d\"", true),
    // Fields by wildcards, any field.
    ("user.*:admin", true), ("user.*:nobody", false), ("*.name:admin", true), ("source.*:443", true),
    ("source.*:10.1.2.3", true), ("not user.*:nobody", true), ("admin", true), ("443", true), ("nobody", false),
    ("not nobody", true), ("sys*", true), ("\"10.1.2.3\"", true), ("dns.*:*", false), ("user.*:*", true),
    // Analysed text: words, whatever their case.
    ("message:login", true), ("message:log", false), ("message:log*", true), ("message:(failed and admin)", true),
    ("message:\"login of admin\"", true), ("message:\"login admin\"", false), ("message:nothing failed", true),
    ("message:7", true), ("message:re-tried", true), ("message:*ogi*", true), ("not message:logout", true),
    // Objects of a list, each for itself.
    ("gcp.deltas:{action:ADD and role:owner}", true), ("gcp.deltas:{action:ADD and role:viewer}", false),
    ("gcp.deltas.action:ADD and gcp.deltas.role:viewer", true), ("gcp.deltas:{action:ADD and not role:owner}", false),
    ("not gcp.deltas:{role:viewer and action:ADD}", true), ("gcp.deltas:{role:(owner or x)}", true),
    ("one.item:{action:ADD and role:owner}", true), ("one.item:{action:ADD and role:x}", false),
  ])
  func means(query: String, expected: Bool) throws {
    #expect(try KQLHarness.matches(query, Self.event) == expected, "\(query)")
  }

  @Test(arguments: [
    ("user.name:", 1, 11), ("user.name:(a or", 1, 16), ("(user.name:a", 1, 13), ("a and", 1, 6), ("and b", 1, 1),
    ("user.name:a)", 1, 12), ("user.name:\"x", 1, 11), ("x:1 and\n  y:{a:1", 2, 9), ("a:b\\q", 1, 4), ("a >", 1, 4),
    ("a:1 b:2 c", 1, 6), ("not", 1, 4), ("a:(b c:d)", 1, 7),
  ])
  func errorsHavePlaces(query: String, line: Int, column: Int) throws {
    let error = #expect(throws: Diagnostic.self) { try KQLHarness.rows(query, []) }
    #expect(error?.position == SourcePosition(line: line, column: column), "\(query): \(String(describing: error))")
  }

  @Test func nestingIsBounded() {
    for query in [
      String(repeating: "(", count: 5_000) + "a", String(repeating: "not ", count: 5_000) + "a",
      "a:" + String(repeating: "(", count: 5_000), String(repeating: "a:{", count: 5_000),
    ] {
      #expect(throws: Diagnostic.self) { try KQLHarness.rows(query, []) }
    }
  }

  @Test func unlikelyQueriesAreWarnedOf() throws {
    let warnings = { (query: String) in
      try KQLDefinition(query).compile(now: KQLHarness.now).warnings.map(\.position.column)
    }
    #expect(try warnings("no.such.field:1") == [1])
    #expect(try warnings("user.name:x and source.port:abc") == [29])
    #expect(try warnings("source.ip:10.*") == [11])
    #expect(try warnings("process.name:x or winlog.anything:y") == [])
  }
}

/// Lucene's query strings, as far as rules use them.
@Suite struct LuceneTests {
  @Test(arguments: [
    ("process.name:CMD.exe AND user.name:admin", true), ("process.name:CMD.exe AND NOT user.name:admin", false),
    ("process.name:x OR user.name:admin", true), ("process.name:(x OR CMD*)", true), ("process.name:C?D.exe", true),
    ("process.args:/\\/[a-d]/", true), ("process.args:/[0-9]+/", false), ("process.pid:[4000 TO 5000]", true),
    ("process.pid:{4242 TO *}", false), ("process.pid:>=4242", true), ("process.pid:<4242", false),
    ("_exists_:process.pid", true), ("_exists_:process.title", false), ("NOT _exists_:process.title", true),
    ("+process.name:CMD.exe -user.name:x", true), ("+process.name:x user.name:admin", false),
    ("process.name:x user.name:admin", true), ("user.full_name:\"Ada Lovelace\"", true), ("user.name:admin^2", true),
    (#"user.email:system\:node\:a"#, true), ("!user.name:x && process.pid:4242", true), ("*", true),
    // Small letters are no operator: this is a list of three values.
    ("event.type:(start or end)", true), ("user.name:(root or nobody)", false),
  ])
  func means(query: String, expected: Bool) throws {
    #expect(try KQLHarness.matches(query, KQLTests.event, language: .lucene) == expected, "\(query)")
  }

  @Test(arguments: [
    ("user.name:adm~1", "fuzzy"), ("user.name:(a", "closed"), ("user.name:/a", "closed"), ("pid:[1 2]", "TO"),
    ("a)", "unmatched"),
  ])
  func refusesByName(query: String, part: String) throws {
    let error = #expect(throws: Diagnostic.self) { try KQLHarness.rows(query, [], language: .lucene) }
    #expect(error?.message.contains(part) == true, "\(String(describing: error))")
  }
}
