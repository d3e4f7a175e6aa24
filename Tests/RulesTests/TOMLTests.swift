import Testing

@testable import Rules

@Suite struct TOMLTests {
  func parse(_ text: String) throws -> TOMLTable { try TOMLDocument.parse(Array(text.utf8)) }

  @Test func readsEveryKindOfValue() throws {
    let table = try parse(
      #"""
      # a comment
      plain = "a\tb\u00e9\"" # behind a value
      literal = 'C:\no\escape'
      long = """
      first
        second \
           joined "quoted" """
      raw = '''
      a = "b\n"'''
      integer = 1_000
      hex = 0xFF
      negative = -17
      float = 6.5e3
      yes = true
      date = 1979-05-27T07:32:00Z
      local = 1979-05-27 07:32:00
      list = [ 1, [ "a", 'b' ], { x = 1, y.z = 2 }, ] # trailing comma
      "quoted key".dotted = 1
      [table.sub]
      x = 1
      [[array]]
      n = 1
      [array.inner]
      m = 2
      [[array]]
      n = 3
      """#)
    #expect(table["plain"]?.string == "a\tbé\"")
    #expect(table["literal"]?.string == #"C:\no\escape"#)
    #expect(table["long"]?.string == "first\n  second joined \"quoted\" ")
    #expect(table["raw"]?.string == #"a = "b\n""#)
    #expect(table["integer"]?.integer == 1000)
    #expect(table["hex"]?.integer == 255)
    #expect(table["negative"]?.integer == -17)
    #expect(table["yes"]?.boolean == true)
    #expect(table["list"]?.array?.count == 3)
    #expect(table["list"]?.array?[2].table?["y"]?.table?["z"]?.integer == 2)
    #expect(table["quoted key"]?.table?["dotted"]?.integer == 1)
    #expect(table["table"]?.table?["sub"]?.table?["x"]?.integer == 1)
    #expect(table["array"]?.array?.count == 2)
    #expect(table["array"]?.array?[0].table?["inner"]?.table?["m"]?.integer == 2)
    #expect(table["raw"]?.position == SourcePosition(line: 9, column: 1))
  }

  @Test(arguments: [
    ("a = 1\na = 2", 2, 1, "defined twice"), ("a = ", 1, 5, "expected a value"), ("a = \"x", 1, 5, "not closed"),
    ("a = \"x\ny\"", 1, 5, "not closed on its line"), ("a = '''x", 1, 5, "not closed"), ("a 1", 1, 3, "expected '='"),
    ("a = 1 b = 2", 1, 7, "end of the line"), ("[a]\n[a]", 2, 1, "already"), ("[a\nb = 1", 1, 3, "expected ']'"),
    ("a = [1, 2", 1, 10, "expected ',' or ']'"), ("a = {x = 1", 1, 11, "expected ',' or '}'"),
    ("a = {x = 1}\na.y = 2", 2, 1, "takes no further keys"), ("a = 01", 1, 5, "no value"),
    ("a = \"\\q\"", 1, 6, "escape"),
    ("a = 1\n[a.b]", 2, 1, "already"), ("= 1", 1, 1, "expected a key"),
  ])
  func namesPlaceAndReason(text: String, line: Int, column: Int, message: String) {
    #expect {
      try parse(text)
    } throws: { error in
      guard let diagnostic = error as? Diagnostic else { return false }
      return diagnostic.position == SourcePosition(line: line, column: column) && diagnostic.message.contains(message)
    }
  }

  @Test func refusesDeepNesting() {
    #expect(throws: Diagnostic.self) { try parse("a = " + String(repeating: "[", count: 100_000)) }
    #expect(throws: Diagnostic.self) { try parse(String(repeating: "a.", count: 100_000) + "a = 1") }
  }
}
