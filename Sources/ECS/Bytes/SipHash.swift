/// SipHash-2-4 with 128 bits of output: a keyed hash whose collisions cannot be made on purpose without the key.
///
/// Used for event fingerprints, where a forged collision would make one event hide another.
/// Source: J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF" (2012) and the authors' reference for the
/// 128-bit variant.
public struct SipHash128: Sendable {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64
  private var pending: UInt64 = 0
  private var pendingCount: UInt64 = 0
  private var length: UInt64 = 0

  /// Starts a hash under a key of two words (the little-endian halves of the 16-byte key).
  public init(key: (UInt64, UInt64)) {
    v0 = key.0 ^ 0x736f_6d65_7073_6575
    v1 = key.1 ^ 0x646f_7261_6e64_6f6d ^ 0xEE
    v2 = key.0 ^ 0x6c79_6765_6e65_7261
    v3 = key.1 ^ 0x7465_6462_7974_6573
  }

  private mutating func round() {
    v0 &+= v1
    v1 = (v1 << 13 | v1 >> 51) ^ v0
    v0 = v0 << 32 | v0 >> 32
    v2 &+= v3
    v3 = (v3 << 16 | v3 >> 48) ^ v2
    v0 &+= v3
    v3 = (v3 << 21 | v3 >> 43) ^ v0
    v2 &+= v1
    v1 = (v1 << 17 | v1 >> 47) ^ v2
    v2 = v2 << 32 | v2 >> 32
  }

  private mutating func compress(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  /// Adds bytes.
  public mutating func combine(_ bytes: borrowing Span<UInt8>) {
    length &+= UInt64(bytes.count)
    var index = 0
    while pendingCount > 0, index < bytes.count { addByte(bytes[index], &index) }
    while index &+ 8 <= bytes.count {
      compress(bytes.word(at: index))
      index &+= 8
    }
    while index < bytes.count { addByte(bytes[index], &index) }
  }

  /// Adds a word as its eight little-endian bytes.
  public mutating func combine(_ word: UInt64) {
    length &+= 8
    if pendingCount == 0 {
      compress(word)
    } else {
      compress(pending | word << (8 * pendingCount))
      pending = word >> (64 - 8 * pendingCount)
    }
  }

  private mutating func addByte(_ byte: UInt8, _ index: inout Int) {
    pending |= UInt64(byte) << (8 * pendingCount)
    pendingCount += 1
    index += 1
    if pendingCount == 8 {
      compress(pending)
      pending = 0
      pendingCount = 0
    }
  }

  /// The hash of everything added, low word first as the reference prints it.
  public func finalize() -> (low: UInt64, high: UInt64) {
    var copy = self
    copy.compress(copy.pending | length << 56)
    copy.v2 ^= 0xEE
    for _ in 0..<4 { copy.round() }
    let low = copy.v0 ^ copy.v1 ^ copy.v2 ^ copy.v3
    copy.v1 ^= 0xDD
    for _ in 0..<4 { copy.round() }
    return (low, copy.v0 ^ copy.v1 ^ copy.v2 ^ copy.v3)
  }
}
