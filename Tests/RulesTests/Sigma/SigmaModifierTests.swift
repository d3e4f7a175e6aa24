import Testing

@testable import Rules

@Suite struct SigmaModifierTests {
  private static func command(_ text: String) -> String {
    let escaped = text.flatMap { $0 == "\\" || $0 == "\"" ? ["\\", $0] : [$0] }
    return "\"process.command_line\":\"\(String(escaped))\""
  }

  @Test(arguments: [
    ("CommandLine", "a b", "A B", true), ("CommandLine", "a", "ab", false), ("CommandLine", "a*b", "axxB", true),
    ("CommandLine", "a?b", "axb", true), ("CommandLine", "a?b", "axxb", false),
    ("CommandLine", #"a\*b"#, "a*b", true), ("CommandLine", #"a\*b"#, "axb", false),
    ("CommandLine", #"c:\x\*"#, #"c:\x*"#, true), ("CommandLine", #"c:\x\\*"#, #"c:\x\yy"#, true),
    ("CommandLine", #"a\b\\c"#, #"a\b\c"#, true), ("CommandLine|contains", "b c", "a B Cd", true),
    ("CommandLine|startswith", "ab", "ABc", true), ("CommandLine|startswith", "bc", "abc", false),
    ("CommandLine|endswith", "bc", "aBC", true), ("CommandLine|endswith", "ab", "abc", false),
    ("CommandLine|contains", "ž", "xŽx", true), ("CommandLine|contains|cased", "aB", "xaBx", true),
    ("CommandLine|contains|cased", "aB", "xabx", false), ("CommandLine|cased", "aB", "ab", false),
    ("CommandLine|re", "^a.c$", "abc", true), ("CommandLine|re", "B", "abc", false),
    ("CommandLine|re|i", "B", "abc", true), ("CommandLine|contains|windash", " -enc", "x /enc", true),
    ("CommandLine|contains|windash", " -enc", "x –enc", true), ("CommandLine|contains|windash", "a-b", "a/b", false),
    ("CommandLine|base64|contains", "foobar", "x Zm9vYmFy", true),
    ("CommandLine|base64offset|contains", "IEX (New", "xxx SUVYIChOZX yyy", true),
    ("CommandLine|base64offset|contains", "IEX (New", "ABElFWCAoTmV3", true),
    ("CommandLine|wide|base64offset|contains", "ab", "xxYQBiAxx", true),
    ("CommandLine|exists", "true", "x", true), ("CommandLine|neq", "a", "b", true),
    ("CommandLine|neq", "a", "A", false),
  ])
  func modifiersOfTexts(key: String, value: String, text: String, expected: Bool) throws {
    let search = Doc.map([key: Doc.plain(value)])
    #expect(try SigmaHarness.rows(search, [Self.command(text)]) == (expected ? [0] : []))
  }

  @Test func allAsksForEveryValueAndListsForOne() throws {
    let events = [Self.command("a b"), Self.command("a"), Self.command("c")]
    let any = Doc.map(["CommandLine|contains": Doc.texts(["a", "b"])])
    let all = Doc.map(["CommandLine|contains|all": Doc.texts(["a", "b"])])
    #expect(try SigmaHarness.rows(any, events) == [0, 1])
    #expect(try SigmaHarness.rows(all, events) == [0])
  }

  @Test(arguments: [
    ("ProcessId|gt", "10", [1]), ("ProcessId|gte", "10", [0, 1]), ("ProcessId|lt", "11", [0]),
    ("ProcessId|lte", "9", []), ("ProcessId", "10", [0]), ("Count|gt", "5", [1]),
  ])
  func numbers(key: String, value: String, expected: [Int]) throws {
    let events = [
      #""process.pid":10,"winlog.event_data.Count":"3""#, #""process.pid":11,"winlog.event_data.Count":"12""#,
    ]
    #expect(try SigmaHarness.rows(Doc.map([key: Doc.plain(value)]), events) == expected)
  }

  @Test func networks() throws {
    let events = [
      #""winlog.event_data.Address":"10.1.2.3""#, #""winlog.event_data.Address":"11.1.2.3""#,
      #""winlog.event_data.Address":"fe80::1""#, "",
    ]
    let inside = Doc.map(["Address|cidr": Doc.texts(["10.0.0.0/8", "fe80::/10"])])
    #expect(try SigmaHarness.rows(inside, events) == [0, 2])
    #expect(try SigmaHarness.rows(inside, condition: "not s", events) == [1, 3])
  }

  @Test func referencesToOtherFields() throws {
    let events = [
      #""process.executable":"C:\\a.exe","process.parent.executable":"c:\\A.EXE""#,
      #""process.executable":"C:\\a.exe","process.parent.executable":"C:\\b.exe""#, #""process.executable":"x""#,
    ]
    #expect(try SigmaHarness.rows(Doc.map(["Image|fieldref": Doc.text("ParentImage")]), events) == [0])
    #expect(
      try SigmaHarness.rows(Doc.map(["Image|fieldref": Doc.text("ParentImage")]), condition: "not s", events) == [1, 2])
    #expect(try SigmaHarness.rows(Doc.map(["Image|fieldref|startswith": Doc.text("ParentImage")]), events) == [0])
  }

  @Test func missingAndEmptyValues() throws {
    let events = [#""process.command_line":"x""#, #""process.command_line":"""#, "", #""process.command_line":null"#]
    #expect(try SigmaHarness.rows(Doc.map(["CommandLine": Doc.plain("null")]), events) == [2, 3])
    #expect(try SigmaHarness.rows(Doc.map(["CommandLine": Doc.text("")]), events) == [1, 2, 3])
    #expect(try SigmaHarness.rows(Doc.map(["CommandLine|exists": Doc.plain("false")]), events) == [2, 3])
    // A condition on a missing field is false, its negation true.
    #expect(try SigmaHarness.rows(Doc.map(["CommandLine": Doc.text("x")]), condition: "not s", events) == [1, 2, 3])
  }

  @Test func placeholdersStandForValues() throws {
    let rule = Doc.rule(Doc.search(Doc.map(["CommandLine|contains|expand": Doc.text("%tools% -x")])))
    let values = Doc.map(["placeholders": Doc.map(["tools": Doc.texts(["nc", "ncat"])])])
    let events = [Self.command("ncat -x"), Self.command("nmap -x")].map(SigmaHarness.process)
    #expect(try SigmaHarness.rows([rule, values], events) == [0])
    #expect(SigmaHarness.error([rule])?.contains("'%tools%' has no values") == true)
  }

  @Test(arguments: [
    ("UtcTime|hour", "7", true), ("UtcTime|hour|gte", "8", false), ("UtcTime|month|lt", "6", true),
    ("UtcTime|day", "6", true), ("UtcTime|minute", "8", true), ("UtcTime|year", "2023", false),
    ("UtcTime|week", "19", true), ("UtcTime|week|gt", "19", false), ("UtcTime|week|lte", "19", true),
  ])
  func partsOfTimes(key: String, value: String, expected: Bool) throws {
    let event = #""winlog.event_data.UtcTime":"2024-05-06 07:08:09.123""#
    #expect(try SigmaHarness.rows(Doc.map([key: Doc.plain(value)]), [event]) == (expected ? [0] : []))
  }

  @Test(arguments: [
    ("CommandLine|nonsense", "there is no modifier 'nonsense'"),
    ("CommandLine|contains|startswith", "do not go together"), ("CommandLine|i", "belong to 're'"),
    ("CommandLine|re", "regular expression, character"), ("CommandLine|cidr", "is no address block"),
    ("CommandLine|gt", "is no number"), ("CommandLine|base64", "wildcards"), ("|gt", "needs a field"),
  ])
  func whatCannotBeMeantIsRefusedByName(key: String, message: String) {
    let error = SigmaHarness.error([Doc.rule(Doc.search(Doc.map([key: Doc.text("(x*")])))])
    #expect(error?.contains(message) == true, "\(error ?? "no error")")
  }

  /// Byte order marks are the bytes that stand for wildcards inside a pattern.
  @Test func bytesOfEncodingsAreNoWildcards() throws {
    let encoded = SigmaText(literal: SigmaEncoding.utf16(Array("a".utf8), withMark: true))
    let pattern = encoded.surrounded(before: true, behind: true).pattern(insensitive: false)
    let text = Array("xa\u{0}".utf8)
    let isMatch = pattern.matches(text.span)
    #expect(!isMatch)
    #expect(!GlobPattern.hasWildcard(Array(pattern.text.dropFirst().dropLast().utf8)))
  }
}
