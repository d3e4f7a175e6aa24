import Documents
import Testing

/// What is JSON and what is not, case by case of RFC 8259.
@Suite struct JSONGrammarTests {
  @Test(arguments: [
    // Values and the white space around them.
    "null", "true", "false", "0", "-0", "\"\"", "[]", "{}", " \t\r\n1\n", "[ ]", "{ }", "[\n1\t,\r2 ]", "{ \"a\" : 1 }",
    // Numbers.
    "-1", "10", "1.5", "-0.0", "0.1e1", "1E5", "1e+5", "1e-5", "0e0", "123456789012345678901234567890", "1e400",
    "-1e-400",
    // Strings: everything from the blank on stands for itself, and every escape.
    "\"a\"", "\"\u{7F}\"", "\"é€😀\"", "\"\u{2028}\"", #""\"\\\/\b\f\n\r\t""#,
    #""\u0041\u00e9\uABCD\ud83d\ude00\u0000""#,
    #""\uD800""#, #""\udc00\ud800""#,
    // Containers.
    "[1,2,[3,[4]],{}]", "{\"a\":{\"b\":[{}]}}", "{\"\":0}", "{\"a\":1,\"a\":2}", #"{"\u0061":1}"#,
    "[null,true,false,\"\",0]",
    // A byte order mark is passed over.
    "\u{FEFF}[1]",
  ]) func isRead(text: String) throws {
    let document = try JSONDocument(json: Array(text.utf8))
    let compact = try #require(document.compactJSON())
    #expect(try JSONDocument(json: compact).compactJSON() == compact)
  }

  @Test(arguments: [
    // Nothing, too little, too much.
    ("", 0), (" ", 1), ("[", 1), ("{", 1), ("[1", 2), ("[1,", 3), ("{\"a\"", 4), ("{\"a\":", 5), ("{\"a\":1", 6),
    ("\"a", 2),
    ("1 2", 2), ("[]]", 2), ("{}x", 2), ("nulll", 4), ("[1]\0", 3),
    // Punctuation.
    ("[,1]", 1), ("[1,]", 3), ("[1 2]", 3), ("[1:2]", 2), ("{,}", 1), ("{\"a\":1,}", 7), ("{\"a\" 1}", 5),
    ("{\"a\",1}", 4), ("{1:2}", 1), ("{a:1}", 1), ("{'a':1}", 1), ("{\"a\":}", 5), ("[}", 1), ("{]", 1), ("]", 0),
    // Words.
    ("nul", 3), ("nule", 3), ("True", 0), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1), ("undefined", 0),
    // Numbers.
    ("01", 0), ("-01", 0), ("+1", 0), (".5", 0), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("-", 1), ("--1", 1),
    ("0x10", 1), ("1_0", 1), ("1,5", 1), ("[1e5.5]", 4),
    // Strings.
    ("\"\u{1}\"", 1), ("\"a\nb\"", 2), ("\"\\", 2), ("\"\\\"", 3), ("\"\\x41\"", 1), ("\"\\u12\"", 1),
    ("\"\\u12g4\"", 1),
    ("\"\\U0041\"", 1), ("'a'", 0), ("\"\\'\"", 1),
    // Comments and white space of other kinds.
    ("[1]//", 3), ("/**/1", 0), ("#", 0), ("\u{A0}1", 0), ("\u{B}1", 0),
  ]) func isRefusedWithItsPlace(text: String, offset: Int) {
    #expect { try JSONDocument(json: Array(text.utf8)) } throws: { ($0 as? DocumentError)?.offset == offset }
  }

  @Test(
    arguments: [[0xFF, 0xFE, 0x31, 0], [0xFE, 0xFF, 0, 0x31], [0x5B, 0, 0x5D, 0], [0, 0x5B, 0, 0x5D]] as [[UInt8]])
  func otherEncodingsAreNamed(bytes: [UInt8]) {
    #expect { try JSONDocument(json: bytes) } throws: {
      ($0 as? DocumentError)?.description == "byte 0: the text is UTF-16; JSON is UTF-8"
    }
  }

  @Test(arguments: ["[1,{\"a\":[\"b\\u00e9\",-1.5e3,null]},true]", "{\"key\":[{}],\"\":\"\\\\\"}", "\"abc\\n\""])
  func everyBeginningIsTruncated(text: String) {
    let bytes = Array(text.utf8)
    for count in 0..<bytes.count {
      #expect { try JSONDocument(json: Array(bytes.prefix(count))) } throws: {
        guard let error = $0 as? DocumentError else { return false }
        return error.isTruncated && error.offset == count
      }
    }
  }

  @Test func depthIsLimited() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONDocument(json: nested(64))
    #expect { try JSONDocument(json: nested(65)) } throws: { ($0 as? DocumentError)?.offset == 64 }
    _ = try JSONDocument(json: nested(200_000), options: .init(depth: 200_000))
    #expect { try JSONDocument(json: Array("[[1]]".utf8), options: .init(depth: 1)) } throws: {
      ($0 as? DocumentError)?.description == "byte 1: nested deeper than 1"
    }
  }

  @Test func lengthIsLimited() {
    #expect { try JSONDocument(json: Array("[1,2]".utf8), options: .init(bytes: 4)) } throws: {
      ($0 as? DocumentError)?.description == "byte 4: the document is longer than 4 bytes"
    }
  }

  @Test func numbersThatAreNoneAreReadWhereAsked() throws {
    let options = JSONDocument.Options(hasNonFiniteNumbers: true)
    let document = try JSONDocument(json: Array("[NaN,Infinity,-Infinity,1]".utf8), options: options)
    let numbers = try #require(document.root.numbers)
    #expect(numbers[0].isNaN)
    #expect(Array(numbers.dropFirst()) == [.infinity, -.infinity, 1])
    #expect(document.root.elements?.map(\.integer) == [nil, nil, nil, 1])
    for text in ["nan", "inf", "-NaN", "Infinit", "+Infinity", "NaN1"] {
      #expect(throws: DocumentError.self) { try JSONDocument(json: Array(text.utf8), options: options) }
    }
  }
}
