import Testing

@testable import Rules

@Suite struct ParserTests {
  @Test(arguments: [
    ("process wher x == 1", 1, 9, "expected 'where'"),
    ("process where", 1, 14, "expected a value, found the end"),
    ("process where process.name = \"a\"", 1, 28, "comparison is '=='"),
    ("process where process.name == \"a\nb\"", 1, 31, "not closed on its line"),
    ("process where process.name == \"a\\x\"", 1, 33, "unknown escape"),
    ("process where\n  process.name in \"a\"", 2, 19, "expected '('"),
    ("process where (process.name == \"a\"", 1, 35, "expected ')'"),
    ("process where process.name == \"a\" process.pid == 1", 1, 35, "end of the query"),
    ("process where nosuch(process.name)", 1, 15, "no function"),
    ("process where length()", 1, 15, "takes 1 arguments, not 0"),
    ("process where process.name regex \"(a\"", 1, 34, "'(' is not closed"),
    ("sequence [process where true]", 1, 1, "2 to 256 events"),
    ("sequence by x [process where true] [file where true] by y", 1, 36, "2 keys"),
    ("sequence [process where true] ![file where true]", 1, 31, "'with maxspan'"),
    ("sequence with maxspan=5x [process where true] [file where true]", 1, 23, "a span of time"),
    ("sequence with maxspan=5m ![process where true] ![file where true]", 1, 1, "an event that is there"),
    ("sample [process where true] [file where true]", 1, 1, "needs keys"),
    ("process where true | first 1", 1, 22, "no pipe 'first'"),
    ("process where true | head 0", 1, 27, "a number from 1"),
    ("process where cousin of [file where true]", 1, 15, "'child of'"),
    ("process where arraySearch(process.args, $x, $y == 1)", 1, 45, "no variable '$y'"),
    ("any where ?'abc", 1, 11, "raw string is not closed"),
    ("process where process.name", 1, 15, "a condition is needed"),
    ("process where cidrMatch(source.ip, \"10.0.0/8\")", 1, 36, "address block"),
    ("process where process.args[0] == \"x\"", 1, 27, "no index"),
    ("any where \"\"\"abc\"\" == 1", 1, 11, "raw string is not closed"),
    ("any where process.pid > 5m", 1, 25, "neither a number nor a name"),
    ("any where /* never closed", 1, 11, "comment is not closed"),
  ])
  func namesPlaceAndReason(query: String, line: Int, column: Int, message: String) {
    #expect {
      try CompiledQuery(query)
    } throws: { error in
      guard let diagnostic = error as? Diagnostic else { return false }
      return diagnostic.position == SourcePosition(line: line, column: column)
        && diagnostic.message.contains(message)
    }
  }

  @Test(arguments: [
    ("process where process.nmae == \"a\"", "no known source has a field"),
    ("process where process.name == 5", "a string is compared with a number"),
    ("process where process.pid == \"five\"", "a number is compared with a string"),
    ("process where source.ip == \"ten\"", "no IP address"),
    ("process where length(process.pid) > 1", "wants a string"),
    ("proces where process.pid == 1", "no event category"),
    ("any where @timestamp > \"yesterday\"", "no time in ISO 8601"),
  ])
  func warnsOfWhatCannotBeMeant(query: String, message: String) throws {
    let warnings = try CompiledQuery(query).warnings
    #expect(warnings.contains { $0.message.contains(message) }, "\(warnings)")
  }

  @Test(arguments: [
    "process where ?process.nmae == \"a\"", "process where winlog.event_data.AnyThing : \"a*\"",
    "any where `process.name` == \"a\" and event.code in (\"1\", \"2\",)",
    "process where /* remark */ process.pid > -1 // to the end\n and true",
  ])
  func acceptsWithoutWarning(query: String) throws {
    #expect(try CompiledQuery(query).warnings.isEmpty)
  }

  @Test func refusesDeepNesting() {
    let deep = String(repeating: "(", count: 100_000) + "true" + String(repeating: ")", count: 100_000)
    #expect(throws: Diagnostic.self) { try CompiledQuery("any where " + deep) }
    let negations = String(repeating: "not ", count: 100_000) + "true"
    #expect(throws: Diagnostic.self) { try CompiledQuery("any where " + negations) }
    let sum = "1" + String(repeating: " + 1", count: 100_000) + " == 1"
    #expect(throws: Diagnostic.self) { try CompiledQuery("any where " + sum) }
    let wide = String(repeating: "process.pid == 1 or ", count: 10_000) + "true"
    #expect(throws: Never.self) { try CompiledQuery("any where " + wide) }
    let signs = String(repeating: "-", count: 100_000) + "1 == 1"
    #expect(throws: Diagnostic.self) { try CompiledQuery("any where " + signs) }
  }
}
