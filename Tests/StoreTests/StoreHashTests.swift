import Testing

@testable import Store

/// The hash is part of the file format: these values hold forever.
@Suite struct StoreHashTests {
  @Test(
    arguments: [
      ("", 0), ("a", 0), ("host-12", 0), ("12345678", 0), ("powershell.exe", 0), ("a somewhat longer text", 7),
    ] as [(String, UInt64)])
  func isStable(text: String, seed: UInt64) {
    let bytes = Array(text.utf8)
    #expect(Self.reference(bytes, seed) == StoreHash.hash(bytes.span, seed: seed))
  }

  /// The definition, written once more without words or spans.
  static func reference(_ bytes: [UInt8], _ seed: UInt64) -> UInt64 {
    func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
      let product = UInt128(a) * UInt128(b)
      return UInt64(truncatingIfNeeded: product >> 64) ^ UInt64(truncatingIfNeeded: product)
    }
    func word(_ part: some Collection<UInt8>) -> UInt64 { part.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    let (k0, k1, k2): (UInt64, UInt64, UInt64) = (0xA54F_F53A_5F1D_36F1, 0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F)
    var state = seed ^ k0
    var start = 0
    while start + 8 < bytes.count {
      state = fold(state ^ word(bytes[start..<start + 8]) ^ k1, k2)
      start += 8
    }
    let tail = bytes.count >= 8 ? word(bytes.suffix(8)) : bytes.reduce(0) { $0 << 8 | UInt64($1) }
    return fold(fold(state ^ tail ^ k1, k2 ^ UInt64(bytes.count)) ^ k2, k1)
  }
}
