/// A set of byte values, as four words of bits: membership costs a shift and no memory access beyond the set.
struct ByteSet: Sendable {
  private var words: SIMD4<UInt64>

  /// The empty set.
  init() { words = .zero }

  /// The bytes of an ASCII text.
  init(_ text: StaticString) {
    words = .zero
    for index in 0..<text.utf8CodeUnitCount {
      // The literal has exactly as many code units.
      insert(unsafe text.utf8Start[index])
    }
  }

  /// Adds a byte.
  mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

  /// Whether the byte is in the set.
  @inline(__always)
  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0 }

  /// The bytes of both sets.
  func union(_ other: ByteSet) -> ByteSet {
    var result = self
    result.words |= other.words
    return result
  }

  /// The ASCII letters and digits.
  static let alphanumerics = ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
}

extension Span where Element == UInt8 {
  /// Whether every byte of a range, which is inside the bytes, is in a set.
  func allSatisfy(_ set: ByteSet, in range: Range<Int>) -> Bool {
    for index in range where !set.contains(self[index]) { return false }
    return true
  }

  /// Whether every byte of a range, which is inside the bytes, is zero.
  func isZero(_ range: Range<Int>) -> Bool {
    for index in range where self[index] != 0 { return false }
    return true
  }
}
