import Foundation
import Pipeline
import Testing

@testable import Report

/// What a query found, as text and as `docs/schemas/query-match.schema.json` says.
@Suite struct QueryOutputTests {
  static let match = QueryMatch(
    number: 3, time: 1_700_000_000_000_000_000, keys: ["pc1", "eve\u{1B}[2J"], facts: [("count", "7")],
    steps: [
      .event(
        .init(
          path: "a.ndjson", record: 4, time: 1_700_000_000_000_000_000, host: "pc1", user: "eve",
          what: "process  cmd \u{202E}x", json: #"{"a":{"b":"c\u0007"}}"#)),
      .missing,
      .event(.init(path: "", record: 0, time: nil, host: "", user: "", what: "", json: nil)),
    ])

  @Test func textShowsStepsAndObeysNothing() {
    let lines = QueryText(Self.match).text().split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("#3  pc1, eve") && lines[0].hasSuffix("count 7"))
    #expect(lines[2] == "  2  no such event")
    #expect(lines[3].contains("(no longer in memory)"))
    #expect(!lines.joined().unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
  }

  @Test func oneEventIsOneLine() {
    var match = Self.match
    match.keys = []
    match.facts = []
    match.steps.removeLast(2)
    #expect(QueryText(match).text().split(separator: "\n").count == 1)
  }

  @Test func lineHasTheMembersOfItsSchema() throws {
    let line = QueryJSON(Self.match).line()
    #expect(line.count { $0 == 0x0A } == 1)
    let record = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    let path = JSONSchemaTests.schemas.appending(path: "query-match.schema.json")
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
    #expect(Set(record.keys) == Set(try #require(schema["required"] as? [String])))
    #expect(
      (record["steps"] as? [[String: Any]])?.map { $0.keys.sorted() } == [
        ["event", "missing", "path", "record", "time"], ["missing"], ["event", "missing", "path", "record", "time"],
      ])
  }

  @Test(.enabled(if: Python.hasJSONSchema, "needs python3 with the package jsonschema"))
  func lineValidates() throws {
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      check = jsonschema.Draft202012Validator(schema)
      match = json.loads(open(sys.argv[2], 'rb').read())
      print(len(list(check.iter_errors(match))), check.is_valid({**match, 'steps': [{}]}))
      """
    let file = try TemporaryFile(QueryJSON(Self.match).line(), name: "match.json")
    let schema = JSONSchemaTests.schemas.appending(path: "query-match.schema.json").path()
    #expect(try Python.run(script, [schema, file.path]) == "0 False\n")
  }
}
