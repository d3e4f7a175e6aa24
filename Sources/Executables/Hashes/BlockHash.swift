/// A hash function that works on blocks of 64 bytes with a length of 64 bits at the end (Merkle–Damgård): MD5, SHA-1 and
/// SHA-256. For identifying files and checking what they say of themselves; MD5 and SHA-1 resist no attacker.
public protocol BlockHash {
  /// Before the first byte.
  init()
  /// Takes 64 bytes in.
  mutating func compress(_ bytes: borrowing Span<UInt8>, at offset: Int)
  /// The order of the bytes of its words and of the length.
  static var order: ByteOrder { get }
  /// The state as bytes.
  var state: [UInt8] { get }
}

extension BlockHash {
  /// The hash of a range of bytes, cut to what is inside them.
  public static func hash(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    let inside = range.clamped(to: 0..<bytes.count)
    var function = Self()
    var offset = inside.lowerBound
    while offset &+ 64 <= inside.upperBound {
      function.compress(bytes, at: offset)
      offset &+= 64
    }
    // The rest, a single 1 bit, zeros, and the number of bits.
    var tail = bytes.copy(offset..<inside.upperBound)
    tail.append(0x80)
    while tail.count % 64 != 56 { tail.append(0) }
    let bits = UInt64(inside.count) &* 8
    for index in 0..<8 {
      let shift = UInt64(order == .big ? 56 - 8 * index : 8 * index)
      tail.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    for start in stride(from: 0, to: tail.count, by: 64) { function.compress(tail.span, at: start) }
    return function.state
  }

  /// The hash of some bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] { hash(bytes.span, 0..<bytes.count) }

  static func bytes(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(order == .big ? 24 - 8 * $0 : 8 * $0)) }
    }
  }
}
