import Foundation
import Rules
import Testing

@testable import RuleFiles

/// The reader of block style gives what libyaml gives, or nothing.
@Suite struct BlockYAMLReaderTests {
  /// Whether the reader keeps its promise for a text; `nil` if it leaves the text to libyaml.
  private static func agrees(_ text: [UInt8]) -> Bool? {
    guard let document = BlockYAMLReader.document(text) else { return nil }
    return (try? YAMLParser.allDocuments(text)) == [document]
  }

  @Test(arguments: [
    "a: 1\n", "a: 1", "a:\n", "a:", "a: # c\nb: x # y\n", "a: x#y\n", "# c\n\na: 1\n\n# d\n", "a:b: c\n",
    "a:\n  - x\n  - 'y z'\n  - \"w\"\n", "a:\n- x\n- y\nb: z\n", "a:\n  b:\n    c: 1\n  d: 2\ne: 3\n",
    "- a: 1\n  b: 2\n- c: 3\n", "a:\n  - b|contains: x\n    c:\n      - y\n  - d\n", "a:\n  -\n  - \nb: 1\n",
    "a: 'it''s'\n", "a: ''\n", "a: \"\"\n", "a: \"c:\\\\x \\\"y\\\"\"\n", "a: -1\n", "a: ~\n", "a: null\n",
    "a: |\n  x\n   y\n\n  z\n\nb: 1\n", "a: |-\n  x\n", "a: |\n  x", "a: |-\n  x",
    "a: |\n  # no comment\n# one\nb: 1\n",
    "a:\n  - |\n    x\n    y\n  - z\n", "a: \\x\\*\n", "a b: c d\n", "a: x:y\n", "a: (1)\n",
    // Beyond ASCII, where a column is a character.
    "a: caf\u{E9} # \u{2014}\nb: 'x \u{1F40E}'\n", "a\u{E9}: x\n", "x\u{E9}:\n  - a\u{5B57}b: 1\n    c: '\u{2013}a'\n",
    "- x\u{E9}: |\n    \u{E9}\n    y\n  b: \"\u{A0}\"\n",
  ])
  func readsWhatRulesAreWrittenIn(text: String) {
    #expect(Self.agrees(Array(text.utf8)) == true)
  }

  /// Errors, and parts of YAML that it does not know, are libyaml's.
  @Test(arguments: [
    "", "a", "- [a]\n", "a: [1]\n", "a: {b: c}\n", "a: &x 1\nb: *x\n", "a: !t x\n", "a: >\n  x\n", "a: |+\n  x\n",
    "a: |2\n   x\n", "a: 1\na: 2\n", "a: b: c\n", "a: x\n  y\n", "a: 'x\n  y'\n", "a: \"\\n\"\n", "---\na: 1\n",
    "a: 1\n---\nb: 2\n", "a: 1\n...\n", "? a\n: b\n", "'a': 1\n", "a:\tb\n", "a: \u{E9}\n", "a: x\u{85}b\n",
    "a: x\u{2028}\n", "\u{FEFF}a: x\n", "a: x\u{7F}\n", "a: 1\r\n", "%YAML 1.1\n",
    "a:\n  x\n", "a: 1\n b: 2\n", "a:\n    b: 1\n  c: 2\n", "- a\n - b\n", "a: 'x' y\n", "a: *x\n", "a: @x\n",
    "a : 1\n",
  ])
  func leavesTheRestToLibyaml(text: String) {
    #expect(BlockYAMLReader.document(Array(text.utf8)) == nil)
  }

  /// Eight bytes looked at together say what each says.
  @Test func wordsOfBytesAreWhatTheirBytesAre() {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<8 {
        for others in [UInt8](arrayLiteral: 0x20, 0x41, 0x7E) {
          var word: UInt64 = 0
          for index in 0..<8 { word |= UInt64(index == place ? byte : others) << UInt64(8 * index) }
          #expect(WordOfBytes(word).contains(0x0A) == (byte == 0x0A))
          #expect(WordOfBytes(word).isPrintableASCII == (0x20...0x7E).contains(byte))
        }
      }
    }
  }

  private static let sample = """
    title: A rule # with a comment
    id: 5b3c3c6e
    description: |
        Two lines,
          the second further right

        and one more
    references:
        - https://example.com/a#b
        - 'it''s quoted'
    logsource:
      product: windows
      category: process_creation
    detection:
        selection_img:
            - Image|endswith: '\\\\a.exe'
              OriginalFileName: "a \\"b\\""
            - Hashes|contains:
                - IMPHASH=1
                -
        keywords:
        - one
        - two: three
        condition: selection_* and not 1 of filter_*
    level: high
    """

  /// 60,000 texts that differ from one of the sample's lines in a few places: none is read in another way.
  @Test func agreesWithLibyamlOnMutatedRules() {
    let beyondASCII: [[UInt8]] =
      ["\u{E9}", "\u{2014}", "\u{1F40E}", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "\u{301}"].map {
        Array($0.utf8)
      } + [[0xC3], [0x80]]
    let alphabet = Array(" \n-:#'\"|>[]{}&*!?%@,a0\\.~\t".utf8)
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
      return Int((word ^ word >> 31) % UInt64(bound))
    }
    let lines = Self.sample.split(separator: "\n", omittingEmptySubsequences: false)
    var read = 0
    for _ in 0..<60_000 {
      let first = random(lines.count)
      var text = Array(lines[first..<min(lines.count, first + 1 + random(8))].joined(separator: "\n").utf8)
      for _ in 0..<random(4) where !text.isEmpty {
        let place = random(text.count)
        switch random(6) {
        case 4, 5: text.insert(contentsOf: beyondASCII[random(beyondASCII.count)], at: place)
        case 0: text.remove(at: place)
        case 1: text[place] = alphabet[random(alphabet.count)]
        case 2: text.insert(alphabet[random(alphabet.count)], at: place)
        default: text.insert(contentsOf: [UInt8](repeating: 0x20, count: 1 + random(4)), at: place)
        }
      }
      guard let agrees = Self.agrees(text) else { continue }
      read += 1
      if !agrees { Issue.record("read in another way: \(String(decoding: text, as: UTF8.self).debugDescription)") }
    }
    // The others are errors, or begin in the middle of something.
    #expect(read > 5_000)
  }

  @Test(.enabled(if: PublishedSigmaTests.isAvailable, "needs ../shared/data"))
  func agreesWithLibyamlOnPublishedRules() throws {
    try PublishedSigmaTests.unpacked { folder in
      var read = 0
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".yml") }
      for name in names {
        let text = [UInt8](try Data(contentsOf: folder.appending(path: name)))
        guard let agrees = Self.agrees(text) else { continue }
        read += 1
        #expect(agrees, "\(name)")
      }
      #expect(names.count == 3_754)
      #expect(read > 3_650)
    }
  }
}
