import ECS
import Evidence
import Foundation
import Testing

@testable import Rules

@Suite struct DefinitionsTests {
  private static func definitions(_ text: String) throws -> Definitions {
    var definitions = Definitions()
    try definitions.add(text)
    return definitions
  }

  private static func rows(_ definitions: Definitions, _ query: String, _ columns: (RuleSet) -> ColumnSet) throws
    -> [Int]
  {
    var options = QueryOptions()
    options.definitions = definitions
    let rules = RuleSet([Rule(id: "t", name: "t", severity: .low, query: query)], options: options)
    if let problem = rules.problems.first(where: \.isFatal) { throw problem.diagnostic }
    var matcher = RuleMatcher(rules)
    var result: [Int] = []
    for match in matcher.matches(columns(rules)) { match.rows.forEach { result.append($0) } }
    return result
  }

  private static func rows(_ text: String, _ query: String, _ events: [String]) throws -> [Int] {
    let batch = try QueryHarness.batch(events)
    return try rows(try definitions(text), query) { ColumnSet(batch, FieldSelection($0.fields)) }
  }

  private static let events = [
    #"{"process":{"name":"cmd.exe","pid":4},"user":{"name":"eve"}}"#,
    #"{"process":{"name":"sh","pid":8},"user":{"name":"root"}}"#,
    #"{"process":{"name":"sh","pid":1,"parent":{"name":"cmd.exe"}},"user":{"name":"eve"}}"#,
  ]

  @Test(arguments: [
    (#"const SHELL = "cmd.exe""#, "any where process.name == SHELL", [0]),
    ("const LOW = -1 const HIGH == 7", "any where process.pid > HIGH or process.pid < LOW", [1]),
    (#"macro IS(f, v) f == v"#, #"any where IS(process.name, "sh") and not IS(user.name, "root")"#, [2]),
    ("macro SMALL() process.pid < 5", "any where SMALL()", [0, 2]),
    // A parameter with a path behind it stands for an object.
    (#"macro NAMED(p) p.name == "cmd.exe""#, "any where NAMED(process) or NAMED(process.parent)", [0, 2]),
    // Of an earlier macro, and with parentheses around what is put in.
    ("macro A(x) x or false macro B(x) not A(x)", "any where B(process.pid == 4 or process.pid == 8)", [2]),
    // As a method.
    ("macro OVER(x, n) x > n", "any where process.pid:OVER(2)", [0, 1]),
    // A parameter hides a constant.
    ("const X = 4 macro IS(X) process.pid == X", "any where IS(8)", [1]),
    // A quoted name is always a field.
    ("const name = 4", "any where process.`name` == \"sh\"", [1, 2]),
  ])
  func namesStandForWhatTheyAreDefinedAs(definitions: String, query: String, expected: [Int]) throws {
    #expect(try Self.rows(definitions, query, Self.events) == expected)
    // The same in front of the query.
    #expect(try Self.rows("", definitions + "\n" + query, Self.events) == expected)
  }

  @Test func sequencesUseThemToo() throws {
    let rule = Rule(
      id: "t", name: "t", severity: .low,
      query: """
        const SHELL = "sh"
        macro BY(n) user.name == n
        sequence [process where BY("root")] [process where process.name == SHELL]
        """)
    let rules = RuleSet([rule])
    #expect(rules.problems.filter(\.isFatal).isEmpty)
    #expect(rules.conditions.count == 2)
  }

  /// The element of the macro's search is not the caller's field of that name.
  @Test(arguments: ["$e", "e"]) func variablesOfMacrosCaptureNothing(variable: String) throws {
    let events = [
      #"{"tags":["a","b"],"e":"b","user":{"name":"x"}}"#, #"{"tags":["a","c"],"e":"b","user":{"name":"x"}}"#,
    ]
    let macro = "macro HAS(list, v) arraySearch(list, \(variable), \(variable) == v)"
    #expect(try Self.rows(macro, "any where HAS(tags, ?e)", events) == [0])
    // And an element of the caller's own search of the same name.
    let query = "any where arraySearch(tags, \(variable), HAS(tags, \(variable)) and \(variable) == \"c\")"
    #expect(try Self.rows(macro, query, events) == [1])
  }

  @Test(arguments: [
    ("macro A(x) A(x)", "1:12", "calls itself"),
    ("macro A(x) B(x) macro B(x) A(x)", "1:12", "no function or macro 'B'"),
    ("const A = 1\nconst A = 2", "2:7", "defined already"), ("macro A(x) x\nconst A = 2", "2:7", "defined already"),
    ("macro A(x, x) x", "1:12", "parameter already"), ("const A = process.pid", "1:11", "expected a text"),
    ("macro length(x) x", "1:7", "function of EQL"),
    ("macro A(x) x where", "1:14", "expected 'const', 'macro' or the end"),
    ("const A =", "1:10", "expected a text"), ("macro A(1) x", "1:9", "name of a parameter"),
    ("A", "1:1", "expected 'const'"),
  ])
  func brokenDefinitionsAreRefusedWithTheirPlace(text: String, place: String, message: String) {
    var definitions = Definitions()
    let error = #expect(throws: Diagnostic.self) { try definitions.add(text) }
    #expect(error?.position.description == place)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(definitions == Definitions())
  }

  @Test(arguments: [
    ("any where A(1)", "1:11", "takes 2 arguments, not 1"), ("any where A~(1, 2)", "1:11", "no form"),
    ("any where B(1)", "1:11", "no function 'B'"), ("any where true and A(1, 2)", "1:22", "must be a field here"),
  ])
  func wrongUsesAreRefusedWhereTheyStand(query: String, place: String, message: String) throws {
    var options = QueryOptions()
    options.definitions = try Self.definitions("macro A(x, y) x.z == y")
    let error = #expect(throws: Diagnostic.self) { try CompiledQuery(query, options) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(error?.position.description == place)
  }

  @Test func expansionIsBounded() throws {
    var text = "macro M0(x) x or x\n"
    for number in 1...40 { text += "macro M\(number)(x) M\(number - 1)(x) or M\(number - 1)(x)\n" }
    let error = #expect(throws: Diagnostic.self) { try Self.definitions(text) }
    #expect(error?.message.contains("expand to more than") == true)
  }

  private struct Case: Decodable {
    var definitions: String
    var query: String
    var rows: [Int]?
    var refused: String?
  }

  @Test func theReferenceEngineGivesTheSame() throws {
    let text = try String(
      contentsOf: OracleTests.fixtures.appending(path: "definition-cases.ndjson"), encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    let first = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    let batch = try QueryHarness.batch(
      try #require(first?["events"] as? [Any]).map { event in
        String(decoding: try JSONSerialization.data(withJSONObject: event), as: UTF8.self)
      })
    var disagreements: [String] = []
    for line in lines.dropFirst() {
      let example = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
      var found: [Int]?
      var reason = ""
      do {
        let definitions = try Self.definitions(example.definitions)
        found = try Self.rows(definitions, "any where " + example.query) { ColumnSet(batch, FieldSelection($0.fields)) }
      } catch { reason = "\(error)" }
      if found != example.rows {
        disagreements.append("\(line)\n  here \(found.map { "\($0)" } ?? reason)")
      }
    }
    #expect(lines.count == 401)
    #expect(disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(8).joined(separator: "\n"))")
  }
}
