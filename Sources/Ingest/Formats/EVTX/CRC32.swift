/// The cyclic redundancy check of EVTX headers (ISO 3309, the polynomial of zlib and Ethernet).
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    return value
  }

  /// The check value of the bytes of some ranges, one after the other.
  static func checksum(_ bytes: borrowing Span<UInt8>, _ ranges: [Range<Int>]) -> UInt32 {
    let table = Self.table.span
    var value = UInt32.max
    for range in ranges {
      for index in range { value = table[Int(UInt8(truncatingIfNeeded: value) ^ bytes[index])] ^ value >> 8 }
    }
    return ~value
  }
}
