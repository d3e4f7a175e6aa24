import ECS
import Testing

@testable import Rules

@Suite struct LiteralScannerTests {
  /// A literal found, and where it ends.
  struct Found: Hashable, Comparable {
    var literal: Int
    var end: Int

    static func < (left: Found, right: Found) -> Bool { (left.literal, left.end) < (right.literal, right.end) }
  }

  private static func found(_ literals: [[UInt8]], in text: [UInt8]) -> [Found] {
    var result: [Found] = []
    LiteralScanner(literals).scan(text.span) { result.append(Found(literal: Int($0), end: $1)) }
    return result.sorted()
  }

  /// The same by trying every literal everywhere.
  private static func expected(_ literals: [[UInt8]], in text: [UInt8]) -> [Found] {
    var result: [Found] = []
    for (number, literal) in literals.enumerated() where literal.count <= text.count {
      for start in 0...(text.count - literal.count)
      where CaseFolding.fold(Array(text[start..<start + literal.count])) == literal {
        result.append(Found(literal: number, end: start + literal.count))
      }
    }
    return result.sorted()
  }

  @Test(arguments: 0..<100) func findsWhatTryingEverywhereFinds(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    // Few letters, so that literals overlap, begin and end alike, and share their pieces.
    let letters = Array("abcAB@`\\ ".utf8)
    func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
    func text(_ length: Int) -> [UInt8] { (0..<length).map { _ in letters[below(letters.count)] } }
    var literals: Set<[UInt8]> = []
    for _ in 0...below(40) { literals.insert(CaseFolding.fold(text(1 + below(9)))) }
    let ordered = literals.sorted { $0.lexicographicallyPrecedes($1) }
    let searched = text(below(120))
    let expected = Self.expected(ordered, in: searched)
    #expect(Self.found(ordered, in: searched) == expected)
    #expect(LiteralScanner(ordered).finds(in: searched.span) == !expected.isEmpty)
  }

  @Test func findsLiteralsBeyondASCII() {
    let literals = ["größe", "ö", "日本"].map { Array($0.utf8) }
    let text = Array("xgrößex日本".utf8)
    #expect(Self.found(literals, in: text) == Self.expected(literals, in: text))
    #expect(Self.found(literals, in: text).count == 3)
  }

  @Test func tellsAtAndBackquoteApart() {
    // Both have the same lower bits as letters of the other case.
    #expect(Self.found([Array("a@b".utf8)], in: Array("A`B A@B".utf8)) == [Found(literal: 0, end: 7)])
    #expect(Self.found([Array("[x".utf8)], in: Array("{x [X".utf8)) == [Found(literal: 0, end: 5)])
  }

  @Test func theKelvinSignIsTheOnlyScalarThatFoldsIntoASCII() {
    // What any-value searches rest on: they look for ASCII in texts that are not folded.
    let folding = (0x80...0x10FFFF).lazy.compactMap { Unicode.Scalar($0) }.filter { CaseFolding.fold($0).isASCII }
    #expect(Array(folding) == ["\u{212A}"])
  }
}
