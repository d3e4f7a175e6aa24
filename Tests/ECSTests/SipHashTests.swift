import ECS
import Testing

/// Vectors of the authors' reference implementation: key 00 … 0f, message 00, 01, 02, … of increasing length.
@Suite struct SipHashTests {
  @Test(arguments: [
    (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
    (2, "8177228da4a45dc7fca38bdef60affe4"), (3, "9c70b60c5267a94e5f33b6b02985ed51"),
  ])
  func matchesPublishedVectors(length: Int, expected: String) {
    var hash = SipHash128(key: (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908))
    let message = (0..<length).map { UInt8($0) }
    hash.combine(message.span)
    let value = hash.finalize()
    let bytes = [value.low, value.high].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    #expect(bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined() == expected)
  }

  @Test func doesNotDependOnHowTheMessageIsCut() {
    let message = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    var whole = SipHash128(key: (1, 2))
    whole.combine(message.span)
    for cut in [0, 1, 7, 8, 9, 63, 199] {
      var parts = SipHash128(key: (1, 2))
      parts.combine(message.span.extracting(0..<cut))
      parts.combine(message.span.extracting(cut..<200))
      #expect(parts.finalize() == whole.finalize())
    }
  }
}
