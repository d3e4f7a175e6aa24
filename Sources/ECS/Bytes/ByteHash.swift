/// A fast 64-bit hash of bytes for tables inside the process, and the two halves of an event's fingerprint.
///
/// Multiply-and-fold over eight bytes at a time, as wyhash does (W. Yi, "wyhash", public domain); the constants are
/// the first 64 bits of the fractional parts of √2, √3 and √5. Not cryptographic: do not use it where an attacker gains
/// from a collision that is not verified.
@frozen
public struct ByteHash: Sendable {
  @usableFromInline var state: UInt64
  @usableFromInline static var k0: UInt64 { 0x6A09_E667_F3BC_C908 }
  @usableFromInline static var k1: UInt64 { 0xBB67_AE85_84CA_A73B }
  @usableFromInline static var k2: UInt64 { 0x3C6E_F372_FE94_F82B }

  /// Starts a hash.
  @inlinable
  public init(seed: UInt64 = 0) {
    state = seed ^ Self.k0
  }

  @inlinable
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// Adds a word.
  @inlinable
  public mutating func combine(_ word: UInt64) {
    state = Self.fold(state ^ word ^ Self.k1, Self.k2 ^ (state &<< 1 | 1))
  }

  /// Adds bytes, their number included.
  @inlinable
  public mutating func combine(_ bytes: borrowing Span<UInt8>) {
    var index = 0
    let count = bytes.count
    var local = state
    while index &+ 8 <= count {
      local = Self.fold(local ^ bytes.word(at: index) ^ Self.k1, Self.k2)
      index &+= 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while index < count {
      tail |= UInt64(bytes[index]) &<< shift
      shift &+= 8
      index &+= 1
    }
    state = Self.fold(local ^ tail ^ Self.k1, Self.k2 ^ UInt64(count))
  }

  /// The hash so far.
  @inlinable
  public var value: UInt64 { Self.fold(state ^ Self.k2, Self.k1) }

  /// The hash of some bytes.
  @inlinable
  public static func hash(_ bytes: borrowing Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
    var hash = ByteHash(seed: seed)
    hash.combine(bytes)
    return hash.value
  }
}

extension Span where Element == UInt8 {
  /// The eight bytes from `offset` as a little-endian word. Bounds are checked.
  @inlinable
  public func word(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ 8 <= count, "word outside the span")
    // Any bit pattern is a UInt64, and the bounds were checked above.
    return unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// Whether two runs of `count` bytes of this span are the same.
  @inlinable
  @inline(__always)
  public func repeats(_ first: Int, at second: Int, count length: Int) -> Bool {
    precondition(
      first >= 0 && second >= 0 && length >= 0 && first <= count &- length && second <= count &- length,
      "runs outside the span")
    // Every load below ends at most at `length` bytes behind the start of its run, and those were checked above.
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      return unsafe RawBytes.equal(base + first, base + second, count: length)
    }
  }

  /// Whether the bytes are those of another span.
  @inlinable
  @inline(__always)
  public func isSame(as other: borrowing Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    let length = count
    // Both spans have `length` bytes.
    return unsafe withUnsafeBytes { a in
      unsafe other.withUnsafeBytes { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return length == 0 }
        return unsafe RawBytes.equal(first, second, count: length)
      }
    }
  }

  /// Whether the bytes are exactly those of an ASCII literal.
  @inlinable
  public func equals(_ literal: StaticString) -> Bool {
    guard count == literal.utf8CodeUnitCount else { return false }
    for index in 0..<count {
      // The literal has exactly `count` code units.
      if unsafe self[index] != literal.utf8Start[index] { return false }
    }
    return true
  }
}
