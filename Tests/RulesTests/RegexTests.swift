import Testing

@testable import Rules

@Suite struct RegexTests {
  func matches(_ pattern: String, _ text: String, insensitive: Bool = false) throws -> Bool {
    let program = try RegexProgram(Array(pattern.utf8), insensitive: insensitive)
    var matcher = RegexMatcher(program)
    let bytes = insensitive ? CaseFolding.fold(Array(text.utf8)) : Array(text.utf8)
    return matcher.matches(bytes.span)
  }

  @Test(arguments: [
    ("", "", true), ("", "a", false), ("a|", "", true), ("abc", "abc", true), ("abc", "xabc", false),
    ("a.c", "a\nc", true),
    ("[^a-c]+", "dž🐎", true), ("*a+", "*aa", true), ("b|*", "*", true), ("[^a-c]+", "da", false), (".", "🐎", true),
    (".{2}", "🐎ž", true), ("[à-ÿ]", "é", true),
    ("[à-ÿ]", "z", false), ("a{2,3}", "aa", true), ("a{2,3}", "aaaa", false), ("a{2,}", "aaaaa", true),
    ("a{0}", "", true),
    ("(ab|cd)*e", "abcdabe", true), ("\\d+\\.\\d+", "10.25", true), ("\\w\\s\\w", "a b", true),
    ("[\\d.]+", "1.2", true),
    ("\\D\\W\\S", "a-b", true), ("\"a.c\"", "a.c", true), ("\"a.c\"", "abc", false), ("@", "any thing", true),
    ("#", "", false),
    ("a#|b", "b", true), ("^a$", "^a$", true), ("\\(\\)", "()", true), ("[]]", "]", true), ("[a\\-z]", "-", true),
    ("[a-]", "-", true), ("()", "", true), ("(a|b(c|d))+", "abdbc", true), ("C:\\\\.*", "C:\\x", true),
  ])
  func matchesAsLuceneDoes(pattern: String, text: String, expected: Bool) throws {
    #expect(try matches(pattern, text) == expected)
  }

  @Test(arguments: [
    ("[A-Z]+", "abc", true), ("[^A-Z]+", "abc", false), ("ŽOFIE", "žofie", true), ("[À-Þ]+", "éà", true),
    ("\\w+", "ABC", true), ("Ab\\C", "aBc", true), ("[^é]", "É", false),
  ])
  func ignoresCase(pattern: String, text: String, expected: Bool) throws {
    #expect(try matches(pattern, text, insensitive: true) == expected)
  }

  @Test(arguments: [
    ("(", "not closed"), (")", "unmatched"), ("[a", "not closed"), ("a{2", "expected '}'"), ("a{3,2}", "exchanged"),
    ("a\\", "backslash"), ("a~b", "not supported"), ("a&b", "not supported"),
    ("<1-5>", "not supported"), ("[z-a]", "exchanged"), ("a{1001}", "repetitions"), ("\"a", "not closed"),
    ("(((a{100}){100}){100})", "states"), ("a*********", "in a row"),
  ])
  func refusesWithReason(pattern: String, reason: String) {
    #expect {
      try RegexProgram(Array(pattern.utf8), insensitive: false)
    } throws: { ($0 as? RegexError)?.message.contains(reason) == true }
  }

  /// Expressions on which backtracking engines need exponential time: here the steps grow with the text only.
  @Test(arguments: ["(a*)*b", "(a|a)*b", "(a+)+b", "(a|aa)+b", "(.*a){12}b", "([a-z]+)*[0-9]", "(a?){30}a{30}b"])
  func costIsLinear(pattern: String) throws {
    let program = try RegexProgram(Array(pattern.utf8), insensitive: false)
    var costs: [Int] = []
    for length in [1_000, 2_000, 4_000, 8_000] {
      var matcher = RegexMatcher(program)
      let text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
      let isMatch = matcher.matches(text.span)
      #expect(!isMatch)
      #expect(matcher.steps <= length * (program.states.count + 2) * 2)
      costs.append(matcher.steps)
    }
    // Twice the text costs at most a little more than twice as much.
    for (shorter, longer) in zip(costs, costs.dropFirst()) { #expect(longer <= shorter * 2 + shorter / 2) }
  }

  /// Repetitions of repetitions of nothing, 10^18 of them, are nothing as soon as they are compiled.
  @Test func nothingCannotBeRepeatedWithoutEnd() throws {
    let nested = { (open: String) in
      String(repeating: open, count: 6) + open + ")" + String(repeating: "{1000})", count: 6)
    }
    #expect(try RegexProgram(Array(nested("(").utf8), insensitive: false).states.count < 10)
    #expect(try RegexProgram(perl: Array(nested("(?:").utf8), PerlRegexFlags()).states.count < 20)
    #expect(try CapturingRegex(Array(nested("(?:").utf8)).program.count < 20)
  }

  /// Groups change nothing about that: at most text × expression.
  @Test(arguments: ["(a*)*b", "(a|a)*b", "(a+)+b", "(a|aa)+b", "(.*a){12}b", "([a-z]+)*[0-9]", "(a?){30}a{30}b"])
  func costOfGroupsIsLinear(pattern: String) throws {
    let regex = try CapturingRegex(Array(pattern.utf8))
    var costs: [Int] = []
    for length in [500, 1_000, 2_000] {
      var steps = 0
      let match = regex.firstMatch(in: [UInt8](repeating: UInt8(ascii: "a"), count: length), from: 0, steps: &steps)
      #expect(match == nil)
      #expect(steps <= (length + 1) * regex.program.count * 4)
      costs.append(steps)
    }
    for (shorter, longer) in zip(costs, costs.dropFirst()) { #expect(longer <= shorter * 2 + shorter / 2) }
  }

  @Test func boundedTableGivesTheSameAnswers() throws {
    // The n-th letter from the end: 2^n determinized states, far more than the table keeps.
    let program = try RegexProgram(Array("(a|b)*a(a|b){11}".utf8), insensitive: false)
    var matcher = RegexMatcher(program)
    var state: UInt64 = 7
    for _ in 0..<300 {
      var text: [UInt8] = []
      for _ in 0..<60 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(state >> 40 & 1 == 0 ? UInt8(ascii: "a") : UInt8(ascii: "b"))
      }
      let isMatch = matcher.matches(text.span)
      #expect(isMatch == (text[text.count - 12] == UInt8(ascii: "a")))
    }
  }

  @Test(
    arguments: [
      ("abc.*def", [["abc"]]), ("(foo|barr)x+", [["foo", "barr"]]), (".*", nil), ("a*", nil), ("x(abc)+", [["abc"]]),
      ("[aA]bc", [["abc"]]), ("(foo|.*)", nil),
    ] as [(String, [[String]]?)])
  func knowsWhatEveryMatchContains(pattern: String, expected: [[String]]?) throws {
    let program = try RegexProgram(Array(pattern.utf8), insensitive: false)
    let literals = program.requiredLiterals.map { [$0.map { String(decoding: $0, as: UTF8.self) }] }
    #expect(literals == expected)
  }
}
