import Testing

@testable import Rules

/// Perl's syntax of regular expressions on automata.
@Suite struct PerlRegexTests {
  private static func matches(_ pattern: String, _ text: String, _ flags: PerlRegexFlags = .init()) throws -> Bool {
    var matcher = RegexMatcher(try RegexProgram(perl: Array(pattern.utf8), flags))
    let bytes = Array(text.utf8)
    let first = matcher.matches(bytes.span)
    #expect(matcher.matches(bytes.span) == first, "the second run must not differ")
    return first
  }

  @Test(arguments: [
    ("b+", "aabbcc", true), ("^b", "ab", false), ("^a", "ab", true), ("b$", "ab", true), ("b$", "ab\n", true),
    ("a$", "ab", false), ("^$", "", true), ("^$", "a", false), ("a.c", "a\nc", false), ("a\\b", "a b", true),
    ("a\\b", "ab", false), ("\\bfoo\\b", "x foo.", true), ("\\bfoo\\b", "xfoo", false), ("a\\B", "ab", true),
    ("(?i)FOO", "xfoo", true), ("(?i:F)oo", "foo", true), ("(?i:F)oo", "fOO", false), ("(?-i)a", "A", false),
    ("x(?:ab){2}", "xabab", true), ("a{2,3}?b", "aab", true), ("a{,2}b", "aab", true), ("a{b", "a{b", true),
    ("\\x41\\x{1F40E}", "A\u{1F40E}", true), ("[[:digit:]]+x", "12x", true), ("[^[:alpha:]]", "abc", false),
    ("[\\w.-]+@", "a.b-c@", true), ("[a\\-z]", "-", true), ("\\Qa.b\\E", "a.b", true), ("\\Qa.b\\E", "axb", false),
    ("(?P<n>a)(?<m>b)", "ab", true), ("a(?#nothing)b", "ab", true), ("(?s)a.b", "a\nb", true),
    ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false), ("\\Aab\\z", "ab", true), ("a\\Z", "a\n", true),
    ("(?x) a b # comment", "ab", true), ("[]a]", "]", true), ("", "anything", true), ("\\d{1,3}\\.\\s", "12. ", true),
    ("(a|b|)c", "c", true), ("https?://(?:(?:25[0-5]|1\\d|\\d)(?:\\.|\\b)){4}", "http://10.0.0.1/", true),
    ("https?://(?:(?:25[0-5]|1\\d|\\d)(?:\\.|\\b)){4}", "http://10.0.0", false), ("[–-]x", "–x", true),
  ])
  func findsWhatPerlFinds(pattern: String, text: String, expected: Bool) throws {
    #expect(try Self.matches(pattern, text) == expected)
  }

  @Test(arguments: [
    "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "(?>a)", "a++", "\\p{L}", "(", ")", "[a", "a\\", "*", "a{2,1}",
    "[[:nothing:]]", "(?P=n)", "a{1001}",
  ])
  func refusesByName(pattern: String) {
    #expect(throws: RegexError.self) { try RegexProgram(perl: Array(pattern.utf8), PerlRegexFlags()) }
  }

  @Test func timeIsLinearWhereBacktrackingWouldNotBe() throws {
    let program = try RegexProgram(perl: Array("(a+)+(b|c)*\\b$".utf8), PerlRegexFlags())
    var steps: [Int] = []
    for length in [1_000, 10_000] {
      var matcher = RegexMatcher(program)
      let text = [UInt8](repeating: UInt8(ascii: "a"), count: length) + [UInt8(ascii: "!")]
      _ = matcher.matches(text.span)
      steps.append(matcher.steps)
    }
    #expect(steps[1] < steps[0] * 12)
  }
}
