import Documents
import Foundation
import Testing

/// Foundation's reader as the oracle, on documents made at random and on damaged ones.
@Suite struct FoundationAgreementTests {
  private func foundation(_ bytes: [UInt8]) -> Tree? {
    (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)).flatMap { Tree(foundation: $0) }
  }

  /// A text without the commas before closing brackets.
  private func withoutFinalCommas(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in bytes {
      if byte == 0x5D || byte == 0x7D, let comma = result.lastIndex(where: { $0 > 0x20 }), result[comma] == 0x2C {
        result.remove(at: comma)
      }
      result.append(byte)
    }
    return result
  }

  /// Numbers are compared exactly with those that were written, and nearly with Foundation's, which are wrong in the last bits
  /// where there are many digits.
  @Test(arguments: 0..<20) func documentsAreReadAlike(seed: Int) throws {
    var writer = DocumentWriter(seed: UInt64(seed))
    for _ in 0..<100 {
      let tree = writer.tree()
      let bytes = writer.json(tree)
      let document = try JSONDocument(json: bytes)
      let read = try #require(Tree(document.root))
      #expect(read == tree, "\(String(decoding: bytes, as: UTF8.self))")
      let other = try #require(foundation(bytes))
      #expect(read.isNear(other), "\(String(decoding: bytes, as: UTF8.self))")
      let compact = try #require(document.compactJSON())
      #expect(Tree(try JSONDocument(json: compact).root) == tree)
    }
  }

  /// What one accepts the other accepts, with differences that are Foundation's: it refuses numbers larger than any double,
  /// which are infinite here, takes a comma before a closing bracket, and often misses the nearest double.
  @Test(arguments: 0..<20) func damageIsJudgedAlike(seed: Int) throws {
    var writer = DocumentWriter(seed: UInt64(1_000 + seed))
    let marks = Array("{}[],:\"\\0123456789.eE+-tfn u/".utf8)
    var refused = 0
    for _ in 0..<300 {
      var bytes = writer.json(writer.tree())
      for _ in 0..<Int.random(in: 1...2, using: &writer.generator) {
        let place = Int.random(in: 0..<bytes.count, using: &writer.generator)
        let mark = marks[Int.random(in: 0..<marks.count, using: &writer.generator)]
        switch Int.random(in: 0..<3, using: &writer.generator) {
        case 0: bytes[place] = mark
        case 1: bytes.insert(mark, at: place)
        default: if bytes.count > 1 { bytes.remove(at: place) }
        }
      }
      let ours = (try? JSONDocument(json: bytes)).flatMap { Tree($0.root) }
      refused += ours == nil ? 1 : 0
      let theirs = foundation(bytes)
      let agree =
        switch (ours, theirs) {
        case (let ours?, let theirs?): ours.isNear(theirs)
        case (let ours?, nil): !ours.isFinite
        case (nil, nil): true
        case (nil, _?): (try? JSONDocument(json: withoutFinalCommas(bytes))) != nil
        }
      #expect(agree, "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(refused > 50)
  }

  @Test(arguments: 0..<10) func numeralsGiveTheNearestDouble(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    for _ in 0..<2_000 {
      var text = Bool.random(using: &generator) ? "-" : ""
      text += String(generator.next() >> UInt64.random(in: 0..<64, using: &generator))
      if Bool.random(using: &generator) {
        text += "." + String(generator.next() >> UInt64.random(in: 0..<64, using: &generator))
      }
      if Bool.random(using: &generator) { text += "e" + String(Int.random(in: -30...30, using: &generator)) }
      let number = try #require(try JSONDocument(json: Array(text.utf8)).root.number)
      #expect(number.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }
}
