extension ByteCursor {
  /// Reads an unsigned number in groups of seven bits, the least significant first (DWARF, "ULEB128"). Nil at the end, or when
  /// it does not fit 64 bits.
  mutating func uleb128(_ bytes: borrowing Span<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      guard let byte = try? read(UInt8.self, bytes) else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    return nil
  }

  /// Reads a text up to its zero. Nil when there is none.
  mutating func string(_ bytes: borrowing Span<UInt8>) -> Range<Int>? {
    guard let range = bytes.terminatedRange(at: offset, limit: remaining), range.upperBound < end else { return nil }
    guard (try? move(to: range.upperBound &+ 1)) != nil else { return nil }
    return range
  }
}
