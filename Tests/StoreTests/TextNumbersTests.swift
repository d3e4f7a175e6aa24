import ECS
import Testing

@testable import Store

@Suite struct TextNumbersTests {
  private static func dictionary(_ texts: [String]) throws -> TextDictionary {
    var stream = TextStream()
    for text in texts { stream.add(Array(text.utf8).span) }
    let bytes = stream.encodedDictionary()
    var reader = ByteReader(bytes)
    return try TextDictionary(&reader, bytes, limit: texts.count)
  }

  /// Texts of every length about the limits of packing, which differ only at the end, in length or in zeros.
  private static let texts: [String] = {
    var texts = [""]
    for length in 1...24 {
      let stem = String(repeating: "a", count: length - 1)
      texts += [stem + "a", stem + "b", stem + "\0", "b" + stem.dropFirst() + (length > 1 ? "c" : "")]
    }
    texts += (0..<3_000).map { "10.\($0 % 7).\($0 / 250).\($0 % 250)" }
    var seen = Set<String>()
    return texts.filter { seen.insert($0).inserted }
  }()

  @Test func tellsEveryTextFromEveryOther() throws {
    let dictionary = try Self.dictionary(Self.texts)
    var numbers = TextNumbers()
    let all = [Bool](repeating: true, count: Self.texts.count + 1)
    let first = numbers.numbers(of: dictionary, wanted: all)
    #expect(Set(first.dropFirst()).count == Self.texts.count)
    #expect(first.dropFirst().map { numbers.string($0) } == Self.texts)
  }

  @Test func knowsTextsAgainInAnotherOrder() throws {
    var numbers = TextNumbers()
    let all = [Bool](repeating: true, count: Self.texts.count + 1)
    let first = numbers.numbers(of: try Self.dictionary(Self.texts), wanted: all)
    let second = numbers.numbers(of: try Self.dictionary(Self.texts.reversed()), wanted: all)
    let isSame = Array(second.dropFirst().reversed()) == Array(first.dropFirst())
    #expect(isSame)
  }

  @Test func leavesOutWhatIsNotWanted() throws {
    var numbers = TextNumbers()
    let result = numbers.numbers(of: try Self.dictionary(["x", "y", "z"]), wanted: [false, true, false, true])
    #expect(result[2] == TextNumbers.none)
    #expect([result[1], result[3]].map { numbers.string($0) } == ["x", "z"])
  }
}
