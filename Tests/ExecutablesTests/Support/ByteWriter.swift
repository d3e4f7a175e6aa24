import Executables

/// Writes integers of either order, for files made in tests.
struct ByteWriter {
  var bytes: [UInt8] = []
  var order = ByteOrder.little

  mutating func put<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: order == .little ? value.littleEndian : value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func put(_ text: String, padded: Int = 0) {
    let start = bytes.count
    bytes += Array(text.utf8)
    while bytes.count - start < padded { bytes.append(0) }
  }

  mutating func pad(to offset: Int) {
    while bytes.count < offset { bytes.append(0) }
  }

  mutating func align(_ alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }
}
