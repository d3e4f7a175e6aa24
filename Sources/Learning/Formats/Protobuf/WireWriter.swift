/// Writes the protobuf wire format.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func integer(_ field: Int, _ value: Int64) {
    varint(UInt64(field) << 3)
    varint(UInt64(bitPattern: value))
  }

  mutating func data(_ field: Int, _ content: [UInt8]) {
    varint(UInt64(field) << 3 | 2)
    varint(UInt64(content.count))
    bytes += content
  }

  mutating func text(_ field: Int, _ content: String) { data(field, Array(content.utf8)) }

  mutating func message(_ field: Int, _ content: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    content(&inner)
    data(field, inner.bytes)
  }

  /// Packed integers.
  mutating func integers(_ field: Int, _ values: [Int64]) {
    var inner = WireWriter()
    for value in values { inner.varint(UInt64(bitPattern: value)) }
    data(field, inner.bytes)
  }

  /// Packed floats.
  mutating func floats(_ field: Int, _ values: [Float]) {
    data(field, values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
  }

  /// Packed doubles.
  mutating func doubles(_ field: Int, _ values: [Double]) {
    data(field, values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
  }
}
