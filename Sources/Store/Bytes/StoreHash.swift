import ECS

/// The hash of checksums, dictionaries and filters. It is part of the file format: it must never change.
///
/// Multiply-and-fold over eight bytes at a time, as wyhash does (W. Yi, "wyhash", public domain); the constants are the
/// fractional parts of √7, √11 and √13. The last bytes are read as one word that overlaps the word before. It finds
/// damage; it does not withstand an adversary.
enum StoreHash {
  private static var k0: UInt64 { 0xA54F_F53A_5F1D_36F1 }
  private static var k1: UInt64 { 0x510E_527F_ADE6_82D1 }
  private static var k2: UInt64 { 0x9B05_688C_2B3E_6C1F }

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inline(__always)
  static func hash(_ bytes: borrowing Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
    let count = bytes.count
    var state = seed ^ k0
    var tail: UInt64 = 0
    if count >= 8 {
      var index = 0
      while index &+ 8 < count {
        state = fold(state ^ bytes.word(at: index) ^ k1, k2)
        index &+= 8
      }
      tail = bytes.word(at: count &- 8)
    } else {
      for index in 0..<count { tail = tail &<< 8 | UInt64(bytes[index]) }
    }
    return fold(fold(state ^ tail ^ k1, k2 ^ UInt64(count)) ^ k2, k1)
  }
}
