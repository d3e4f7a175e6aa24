import ECS
import Testing

@testable import Ingest

@Suite("Transforms of mapping lines")
struct TransformTests {
  /// What a chain makes of a value; the targets are x.a, x.b, ….
  private func apply(_ value: Any?, _ chain: String, targets: Int = 1) throws -> [[String]] {
    let names = ["x.a", "x.b", "x.c", "x.d", "x.e", "x.f", "x.g"].prefix(targets)
    let text = "table t\nextension x.*\nalways\n\(names.joined(separator: ", ")) < v | \(chain)"
    let row = NormalizedRow([("v", value)], table: "t", normalizer: try Normalizer(texts: [text]))
    return names.map { row[$0] }
  }

  @Test(
    "One value becomes one",
    arguments: [
      (#"C:\Windows\cmd.exe"#, "basename", "cmd.exe"), ("/usr/bin/a\\b", "basename", "a\\b"),
      (#"C:\Windows\cmd.exe"#, "dirname", #"C:\Windows"#), (#"C:\cmd.exe"#, "dirname", #"C:\"#),
      ("/etc", "dirname", "/"), ("a.tar.gz", "extension", "gz"), ("/x/.bashrc", "extension", nil),
      ("noext", "dirname", nil), ("plain", "basename", "plain"), ("dir/", "basename", nil), ("ABC", "lower", "abc"),
      ("aÄ", "upper", "AÄ"), (" a b\r\n", "trim", "a b"), ("a=b=c", "after =", "b=c"), ("a=b=c", "after-last =", "c"),
      ("a=b=c", "before =", "a"), ("a=b=c", "before-last =", "a=b"), ("abc", "after =", nil),
      ("abc", "before =", "abc"),
      ("abc", "prefix x-", "x-abc"), ("abc", "suffix .com", "abc.com"), ("CN=bob", "strip-prefix cn=", "bob"),
      ("a.local", "strip-suffix .LOCAL", "a"), ("abc", "starts-with x ab", "abc"), ("abc", "starts-with x", nil),
      ("0x0", "unless 0x0 -", nil), ("0x1", "unless 0x0 -", "0x1"), ("0x1f4", "int", "500"), ("-12", "int", "-12"),
      ("12a", "int", nil), ("ff", "hex-int", "255"), ("99999999999999999999", "int", nil), ("443", "port", "443"),
      ("70000", "port", nil), ("Yes", "bool", "true"), ("%%1843", "bool", "false"), ("maybe", "bool", nil),
      ("{365ABB72-B2B6-5EB3-18AB-000000000000}", "guid", "365abb72-b2b6-5eb3-18ab-000000000000"),
      ("%{S-1-5-18}", "sid", "S-1-5-18"), ("S-1-5-21-1-2-3-500", "sid", "S-1-5-21-1-2-3-500"), ("SYSTEM", "sid", nil),
      ("::ffff:10.1.2.3", "ip", "10.1.2.3"), ("fe80::1%eth0", "ip", "fe80::1"), ("10.1.2", "ip", nil),
      ("https://User@Host.Example.:8080/x?y", "domain", "host.example"), ("host:443", "domain", "host"),
      ("1577934245.5", "epoch", "2020-01-02T03:04:05.500Z"), ("1577934245500", "epoch-ms", "2020-01-02T03:04:05.500Z"),
      ("1577934245000000001", "epoch-ns", "2020-01-02T03:04:05.000000001Z"), ("nan", "epoch", nil),
      ("132223536450000000", "windows-date", "2020-01-01T12:00:45.000Z"), ("0", "windows-date", nil),
      ("2020-01-02T03:04:05Z", "date", "2020-01-02T03:04:05.000Z"), ("x", "map x=1 *=2", "1"),
      ("y", "map x=1 *=2", "2"),
      ("y", "map x=1", nil), ("y", "map x=1 *=*", "y"), ("X", "map x=1", "1"), ("TRUE", "map true=yes", "yes"),
    ] as [(String, String, String?)])
  func single(value: String, chain: String, expected: String?) throws {
    #expect(try apply(value, chain)[0].first == expected)
  }

  @Test(
    "Several values",
    arguments: [
      ("a; b;;c", "split ;", ["a", "b", "c"]), ("SeA\r\n\t\tSeB", #"split \n"#, ["SeA", "SeB"]),
      ("%%4416\r\n\t\t%%4417", "percent-codes", ["ReadData (or ListDirectory)", "WriteData (or AddFile)"]),
      ("%%99999", "percent-codes", ["%%99999"]), ("plain", "percent-codes", ["plain"]), ("x", "map x=a,b", ["a", "b"]),
    ])
  func lists(value: String, chain: String, expected: [String]) throws {
    #expect(try apply(value, chain)[0] == expected)
  }

  @Test("Several targets")
  func targets() throws {
    #expect(try apply(#"CORP\alice"#, "split-user", targets: 2) == [["CORP"], ["alice"]])
    #expect(try apply("alice@corp.test", "split-user", targets: 2) == [["corp.test"], ["alice"]])
    #expect(try apply("alice", "split-user", targets: 2) == [[], ["alice"]])
    #expect(try apply("10.0.0.1:443", "host-port", targets: 2) == [["10.0.0.1"], ["443"]])
    #expect(try apply("[fe80::1]:443", "host-port", targets: 2) == [["fe80::1"], ["443"]])
    #expect(try apply("fe80::1", "host-port", targets: 2) == [["fe80::1"], []])
    #expect(try apply("k=v=w", "split-at =", targets: 2) == [["k"], ["v=w"]])
    let hashes = "SHA1=AB01,MD5=00CD,IMPHASH=00000000,SHA256=EF,BAD=1,MD5=zz"
    #expect(try apply(hashes, "split-hashes", targets: 4) == [["00cd"], ["ab01"], ["ef"], []])
    let url = "https://u:p@h.test:8443/a/b.php?q=1#f"
    #expect(
      try apply(url, "url", targets: 7) == [["https"], ["h.test"], ["8443"], ["/a/b.php"], ["q=1"], ["f"], ["php"]])
    #expect(try apply("ls -l /", "posix-args", targets: 2) == [["ls", "-l", "/"], ["3"]])
  }

  /// The examples of "Parsing C++ command-line arguments" and "CommandLineToArgvW function" (Microsoft Learn), after a
  /// program name; and the rule of three quotes (D. Deley, "How Command Line Parameters Are Parsed").
  @Test(
    "Windows command lines",
    arguments: [
      (#"p "abc" d e"#, ["p", "abc", "d", "e"]), (#"p a\\b d"e f"g h"#, ["p", #"a\\b"#, "de fg", "h"]),
      (#"p a\\\"b c d"#, ["p", #"a\"b"#, "c", "d"]), (#"p a\\\\"b c" d e"#, ["p", #"a\\b c"#, "d", "e"]),
      (#"p "a b c" d e"#, ["p", "a b c", "d", "e"]), (#"p "ab\"c" "\\" d"#, ["p", #"ab"c"#, #"\"#, "d"]),
      (#"p a\\\b d"e f"g h"#, ["p", #"a\\\b"#, "de fg", "h"]), (#"p "a""b" c"#, ["p", #"a"b c"#]),
      (#""C:\Program Files\x.exe" -a"#, [#"C:\Program Files\x.exe"#, "-a"]), (#"  p  a  "#, ["p", "a"]),
      (#""C:\a b"c d"#, [#"C:\a b"#, "c", "d"]), (#"p """" x"#, ["p", "\" x"]), ("", []), (#"p """#, ["p", ""]),
    ])
  func windowsArguments(line: String, expected: [String]) {
    let cut = CommandLineArguments(Array(line.utf8).span, .windows, limit: 100)
    #expect(cut.ranges.map { String(decoding: cut.bytes[$0], as: UTF8.self) } == expected)
  }

  @Test(
    "POSIX command lines",
    arguments: [
      ("a 'b c' \"d e\"f", ["a", "b c", "d ef"]), (#"a\ b "c\"d" 'e\f'"#, ["a b", #"c"d"#, #"e\f"#]),
      (#"echo "a\nb" ''"#, ["echo", #"a\nb"#, ""]), ("  ", []), ("'open", ["open"]),
    ])
  func posixArguments(line: String, expected: [String]) {
    let cut = CommandLineArguments(Array(line.utf8).span, .posix, limit: 100)
    #expect(cut.ranges.map { String(decoding: cut.bytes[$0], as: UTF8.self) } == expected)
  }

  /// Quoting as "Everyone quotes command line arguments the wrong way" (Microsoft developer blog) prescribes it, undone.
  @Test("Any arguments survive quoting and cutting", arguments: 0..<200)
  func windowsRoundTrip(seed: UInt64) {
    var generator = SplitMix(state: seed)
    let alphabet = Array("ab \"\\\t'")
    let arguments = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
      String(
        (0..<Int.random(in: 0...8, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
    }
    let line = "program " + arguments.map(Self.quoted).joined(separator: " ")
    let cut = CommandLineArguments(Array(line.utf8).span, .windows, limit: 100)
    #expect(cut.ranges.map { String(decoding: cut.bytes[$0], as: UTF8.self) } == ["program"] + arguments, "\(line)")
  }

  private static func quoted(_ argument: String) -> String {
    var result = "\""
    var slashes = 0
    for character in argument {
      if character == "\\" {
        slashes += 1
        continue
      }
      result += String(repeating: "\\", count: character == "\"" ? slashes * 2 + 1 : slashes)
      slashes = 0
      result.append(character)
    }
    return result + String(repeating: "\\", count: slashes * 2) + "\""
  }

  @Test("Arbitrary bytes go through every transform without harm", arguments: TransformName.allCases)
  func hostile(name: TransformName) throws {
    var generator = SplitMix(state: 7)
    let arguments = (0..<name.argumentCount.lowerBound).map { _ in name == .map ? "a=b" : "a" }.joined(separator: " ")
    for _ in 0..<200 {
      let scalars = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        ["%", "\\", "/", ":", "@", "\"", "=", ",", "[", "]", "a", "0", "é", "-", ".", "{", "}", "\u{0}"]
          .randomElement(using: &generator) ?? "a"
      }
      let values = try apply(scalars.joined(), "\(name.rawValue) \(arguments)", targets: name.targets.upperBound)
      #expect(values.joined().allSatisfy { $0.utf8.count <= 200 })
    }
  }

  @Test("Places of words and separators are those of a plain search")
  func places() {
    var generator = SplitMix(state: 11)
    for _ in 0..<2_000 {
      let letters: [UInt8] = [0x61, 0x62, 0x2F, 0x5C, 0x00, 0x80, 0x01]
      let text = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        letters.randomElement(using: &generator) ?? 0
      }
      let word = (0..<Int.random(in: 1...3, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? 0
      }
      let places =
        text.count < word.count
        ? [] : (0...text.count - word.count).filter { Array(text[$0..<$0 + word.count]) == word }
      #expect(TextCut.first(word, in: text.span) == places.first)
      #expect(TextCut.last(word, in: text.span) == places.last)
      let separator = text.lastIndex { $0 == 0x2F || (text.first != 0x2F && $0 == 0x5C) }
      #expect(TextCut.baseName(text.span) == (separator.map { $0 + 1 } ?? 0)..<text.count)
    }
  }
}

/// A small deterministic generator (G. L. Steele et al., "Fast splittable pseudorandom number generators", 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
