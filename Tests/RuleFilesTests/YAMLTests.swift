import Rules
import Testing

@testable import RuleFiles

/// YAML texts as documents with places, and the bounds against hostile ones.
@Suite struct YAMLTests {
  private static func documents(_ text: String) throws -> [DocumentValue] {
    try YAMLParser.documents(Array(text.utf8))
  }

  @Test func valuesHaveTheirPlaces() throws {
    let document = try #require(try Self.documents("a: 1\nb:\n  - 'x y'\n  - ~\n").first)
    #expect(document["a"]?.text == "1")
    #expect(document["a"]?.position == SourcePosition(line: 1, column: 4))
    let list = try #require(document["b"]?.elements)
    #expect(list.map(\.text) == ["x y", nil])
    #expect(list[0].position == SourcePosition(line: 3, column: 6))
    #expect(list[1].isNull)
  }

  @Test(arguments: [
    ("'null'", false), ("null", true), ("~", true), ("", true), ("\"\"", false), ("none", false),
  ])
  func onlyUnquotedNullsAreNull(text: String, expected: Bool) throws {
    #expect(try Self.documents("a: " + text).first?["a"]?.isNull == expected)
  }

  @Test func severalDocumentsAndAliases() throws {
    let documents = try Self.documents("a: &x [1, 2]\nb: *x\n---\nc: 3\n")
    #expect(documents.count == 2)
    #expect(documents[0]["b"]?.texts == ["1", "2"])
    #expect(documents[1]["c"]?.text == "3")
  }

  @Test(arguments: [
    ("a: [", "YAML: "), ("a: 1\na: 2\n", "written twice"), ("a: *x", "no anchor 'x'"), ("? [a]\n: b", "a key must be"),
    (String(repeating: "[", count: 100), "nested more than"), ("\u{1}", "YAML: "),
  ])
  func whatIsWrongIsSaidWithItsPlace(text: String, message: String) {
    #expect { try Self.documents(text) } throws: { error in
      (error as? Diagnostic)?.message.contains(message) == true
    }
  }

  @Test func aliasesCannotMakeALargeDocumentOfASmallOne() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<10 {
      let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect { try Self.documents(text) } throws: { "\($0)".contains("stands for more than") }
  }
}
