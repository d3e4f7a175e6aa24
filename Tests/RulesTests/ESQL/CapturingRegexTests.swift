import Testing

@testable import Rules

@Suite struct CapturingRegexTests {
  static func groups(_ pattern: String, _ text: String) throws -> [String?]? {
    let bytes = Array(text.utf8)
    guard let match = try CapturingRegex(Array(pattern.utf8)).firstMatch(in: bytes) else { return nil }
    return stride(from: 0, to: match.count, by: 2).map { index in
      match[index] < 0 ? nil : String(decoding: bytes[match[index]..<match[index + 1]], as: UTF8.self)
    }
  }

  @Test(
    arguments: [
      ("a+", "baaab", ["aaa"]), ("a+?", "baaab", ["a"]), ("(a|ab)(c|bcd)", "abcd", ["abcd", "a", "bcd"]),
      ("(a*)(a*)", "aa", ["aa", "aa", ""]), ("(a*?)(a*)", "aa", ["aa", "", "aa"]), ("^b", "ab", nil),
      ("b$", "ab", ["b"]),
      (#"(\d+)-(\d+)"#, "x 12-345 y", ["12-345", "12", "345"]), (#"(?:a(b)?)+"#, "aab", ["aab", "b"]),
      ("(?i)HeL", "xhello", ["hel"]), ("(?i:h)E", "hE", ["hE"]), ("(?i:h)E", "he", nil),
      (#"\bcat\b"#, "a cat!", ["cat"]),
      (#"\bcat\b"#, "concat", nil), ("[^,}]+", ",ab}c", ["ab"]), (#"[^,}\]]+"#, "]x]", ["x"]),
      ("x{2,3}", "xxxx", ["xxx"]),
      ("x{2}", "x", nil), ("a{,2}", "a{,2}", ["a{,2}"]), (".", "é", ["é"]), ("(?<n>b)", "abc", ["b", "b"]),
      ("", "a", [""]),
      ("(a)|(b)", "b", ["b", nil, "b"]), (#"[a-z0-9._~+/=-]{3,}"#, "A ab-c", ["ab-c"]),
      (#"(?im)^b[ \t]*:(\w+)\r?$"#, "a\nB :x\r\nc", ["B :x\r", "x"]), ("^b", "a\nb", nil), ("a.b", "a\nb", nil),
      ("(?s)a.b", "a\nb", ["a\nb"]), (#"\d++\]"#, "[12]", ["12]"]), (#"x(?![rn]|\d)\w"#, "xr x1 xa", ["xa"]),
    ] as [(String, String, [String?]?)])
  func findsTheLeftmostPreferredMatch(pattern: String, text: String, expected: [String?]?) throws {
    let found = try Self.groups(pattern, text)
    #expect(found == expected, "\(pattern) in \(text): \(String(describing: found))")
  }

  @Test(arguments: [
    "(", ")", "[a", "a**b(", "(?=a)", "(?<=a)b", "(?!ab)c", #"\w++a"#, #"(a)\1"#, "a{3,2}", "*a", "a{1,99999}", "(?<n)",
  ])
  func refuses(pattern: String) {
    #expect(throws: RegexError.self) { try CapturingRegex(Array(pattern.utf8)) }
  }

  @Test func timeIsLinearWhereBacktrackingIsExponential() throws {
    let regex = try CapturingRegex(Array("(a*)*b(x+x+)+y".utf8))
    let text = Array((String(repeating: "a", count: 2_000) + String(repeating: "x", count: 2_000)).utf8)
    #expect(regex.firstMatch(in: text) == nil)
  }

  @Test(arguments: [
    ("%{INT:a}-%{DATA:b}\\.%{GREEDYDATA:c}", "7-xy.z.w", ["a": "7", "b": "xy", "c": "z.w"]),
    ("%{URIPROTO:p}://%{URIHOST:h}", "curl https://example.com:8443/x", ["p": "https", "h": "example.com:8443"]),
    ("id=%{NOTSPACE:id},", "a id=K1, b", ["id": "K1"]), ("(?<x.y>[0-9]+)", "a12", ["x.y": "12"]),
    ("%{IP:ip} %{WORD:w}", "10.0.0.1 GET", ["ip": "10.0.0.1", "w": "GET"]),
  ])
  func grokKeepsWhatIsNamed(pattern: String, text: String, expected: [String: String]) throws {
    let (regex, columns) = try GrokPattern.compile(Array(pattern.utf8))
    let bytes = Array(text.utf8)
    let match = try #require(regex.firstMatch(in: bytes))
    var found: [String: String] = [:]
    for column in columns {
      found[column.name] = String(decoding: bytes[match[2 * column.group]..<match[2 * column.group + 1]], as: UTF8.self)
    }
    #expect(found == expected)
  }

  @Test(
    arguments: [
      ("%{a} %{b}", "1 2 3", ["a": "1", "b": "2 3"]), ("x=%{a},%{}", "x=1,y", ["a": "1"]),
      ("%{a->} %{b}", "1   2", ["a": "1", "b": "2"]),
      ("%{a},%{+a},%{?skip}", "1,2,3", ["a": "12"]), ("%{a}|%{b}", "no", nil), ("x%{a}", "y1", nil),
    ] as [(String, String, [String: String]?)])
  func dissects(pattern: String, text: String, expected: [String: String]?) throws {
    let values = try DissectPattern(Array(pattern.utf8)).values(in: Array(text.utf8))
    #expect(values?.mapValues { String(decoding: $0, as: UTF8.self) } == expected)
  }
}
