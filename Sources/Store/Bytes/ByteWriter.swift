import ECS

/// Writes the little-endian, varint-based layout that segments are stored in.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// Bytes written so far.
  var count: Int { bytes.count }

  mutating func byte(_ value: UInt8) {
    bytes.append(value)
  }

  /// LEB128: seven bits a byte, lowest first.
  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func varint(_ value: Int) {
    varint(UInt64(value))
  }

  /// Zigzag, then LEB128: small magnitudes of either sign are short.
  mutating func signed(_ value: Int64) {
    varint(UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)))
  }

  mutating func word(_ value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value &>> shift)) }
  }

  /// A length and that many bytes.
  mutating func block(_ value: [UInt8]) {
    varint(value.count)
    bytes.append(contentsOf: value)
  }

  mutating func string(_ value: String) {
    block(Array(value.utf8))
  }

  /// Bytes whose number the reader knows.
  mutating func raw(_ value: [UInt8]) {
    bytes.append(contentsOf: value)
  }

  /// Bytes whose number the reader knows.
  mutating func raw(_ value: borrowing Span<UInt8>) {
    bytes.append(copying: value)
  }
}
