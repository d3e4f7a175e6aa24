/// SHA-1 (FIPS 180-4, section 6.1). Broken against collisions; code directories of old macOS signatures use it.
public struct SHA1: BlockHash, Sendable {
  /// See `BlockHash`.
  public static let order = ByteOrder.big

  private var h: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]

  /// Before the first byte.
  public init() {}

  /// The state as bytes.
  public var state: [UInt8] { Self.bytes(h) }

  /// Takes 64 bytes in.
  public mutating func compress(_ bytes: borrowing Span<UInt8>, at offset: Int) {
    var schedule = InlineArray<80, UInt32>(repeating: 0)
    for index in 0..<16 { schedule[index] = bytes.u32(at: offset &+ 4 &* index, .big) ?? 0 }
    for index in 16..<80 {
      schedule[index] = Self.rotate(
        schedule[index &- 3] ^ schedule[index &- 8] ^ schedule[index &- 14] ^ schedule[index &- 16], 1)
    }
    var (a, b, c, d, e) = (h[0], h[1], h[2], h[3], h[4])
    for index in 0..<80 {
      let (mixed, constant): (UInt32, UInt32)
      switch index {
      case 0..<20: (mixed, constant) = ((b & c) | (~b & d), 0x5A82_7999)
      case 20..<40: (mixed, constant) = (b ^ c ^ d, 0x6ED9_EBA1)
      case 40..<60: (mixed, constant) = ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
      default: (mixed, constant) = (b ^ c ^ d, 0xCA62_C1D6)
      }
      let next = Self.rotate(a, 5) &+ mixed &+ e &+ constant &+ schedule[index]
      (e, d, c, b, a) = (d, c, Self.rotate(b, 30), a, next)
    }
    h[0] &+= a
    h[1] &+= b
    h[2] &+= c
    h[3] &+= d
    h[4] &+= e
  }

  @inline(__always)
  private static func rotate(_ value: UInt32, _ by: UInt32) -> UInt32 { value &<< by | value &>> (32 &- by) }
}
