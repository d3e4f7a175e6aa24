/// Writes compact JSON; doubles with the fewest digits that give them back.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  private mutating func begin() {
    if needsComma { bytes.append(0x2C) }
    needsComma = true
  }

  mutating func object(_ content: (inout JSONWriter) -> Void) { container(0x7B, 0x7D, content) }
  mutating func list(_ content: (inout JSONWriter) -> Void) { container(0x5B, 0x5D, content) }

  private mutating func container(_ first: UInt8, _ last: UInt8, _ content: (inout JSONWriter) -> Void) {
    begin()
    bytes.append(first)
    needsComma = false
    content(&self)
    bytes.append(last)
    needsComma = true
  }

  mutating func key(_ name: String) {
    text(name)
    bytes.append(0x3A)
    needsComma = false
  }

  mutating func text(_ value: String) {
    begin()
    bytes.append(0x22)
    for byte in value.utf8 {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0x00..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  mutating func integer(_ value: Int) {
    begin()
    bytes += Array("\(value)".utf8)
  }

  mutating func number(_ value: Double) {
    begin()
    bytes += Array((value.isFinite ? "\(value)" : "null").utf8)
  }

  mutating func boolean(_ value: Bool) {
    begin()
    bytes += Array((value ? "true" : "false").utf8)
  }
}
