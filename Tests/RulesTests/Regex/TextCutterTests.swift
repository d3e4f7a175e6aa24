import Testing

@testable import Rules

/// What an expression matches is cut out of texts.
@Suite struct TextCutterTests {
  @Test(
    "Matches are cut from the left, each as long as can be",
    arguments: [
      ("a+", "baaac a", "bc "),
      (#"\[\d+\]"#, "sshd[17]: closed [x] [4]", "sshd: closed [x] "),
      ("a|ab|abc", "xabcx", "xx"),
      (#"\bid\b"#, "id idle id", " idle "),
      ("^start ", "start start end", "start end"),
      ("end$", "end the end", "end the "),
      ("a*", "bab", "bb"),
      ("(?i)WARN", "warn Warn", " "),
      ("none", "nothing here", "nothing here"),
      ("é+", "caféé au", "caf au"),
    ])
  func cuts(pattern: String, text: String, expected: String) throws {
    var cutter = try TextCutter(pattern)
    #expect(cutter.cut(text) == expected)
    // Nothing is remembered from one text to the next.
    #expect(cutter.cut(text) == expected)
  }

  @Test(
    "Mistakes, and what needs more than linear time, are refused",
    arguments: ["(", "a)", "(?=a)", #"(a)\1"#, "[z-a]"])
  func refused(pattern: String) {
    #expect(throws: TextCutter.Problem.self) { try TextCutter(pattern) }
  }

  @Test func hostileTextsTakeBoundedTime() throws {
    var cutter = try TextCutter("(a|aa)+b.*c")
    let text = String(repeating: "a", count: 100_000)
    #expect(cutter.cut(text) == text)
    let long = "bc" + String(repeating: "x", count: 5_000) + "abc"
    #expect(cutter.cut(long) == long)
  }
}
