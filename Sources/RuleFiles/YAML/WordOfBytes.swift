/// Eight bytes of a text, looked at together.
///
/// Source: H. S. Warren, "Hacker's Delight", 2nd edition, section 6-1 (finding a zero byte in a word).
struct WordOfBytes {
  private let word: UInt64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  init(_ word: UInt64) { self.word = word }

  @inline(__always)
  private static func hasZero(_ word: UInt64) -> Bool { (word &- ones) & ~word & highs != 0 }

  /// Whether one of the bytes is this.
  @inline(__always)
  func contains(_ byte: UInt8) -> Bool { Self.hasZero(word ^ (Self.ones &* UInt64(byte))) }

  /// Whether all bytes are from 0x20 to 0x7E.
  @inline(__always)
  var isPrintableASCII: Bool {
    let isBelowBlank = (word &- Self.ones &* 0x20) & ~word & Self.highs != 0
    return word & Self.highs == 0 && !isBelowBlank && !contains(0x7F)
  }
}
