/// Parses JSON from front to back.
struct JSONParser {
  /// The next byte.
  private(set) var offset: Int
  private let end: Int

  init(_ range: Range<Int>) {
    offset = range.lowerBound
    end = range.upperBound
  }

  /// Whether nothing is left.
  var isAtEnd: Bool { offset >= end }

  /// Steps over white space.
  mutating func skipSpace(_ data: borrowing Span<UInt8>) {
    while offset < end, [0x20, 0x0a, 0x0d, 0x09].contains(data[offset]) { offset += 1 }
  }

  private func peek(_ data: borrowing Span<UInt8>) -> UInt8? { offset < end ? data[offset] : nil }

  /// Takes a byte if it is the next one behind white space.
  private mutating func take(_ byte: Character, _ data: borrowing Span<UInt8>) -> Bool {
    skipSpace(data)
    guard peek(data) == byte.asciiValue else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ byte: Character, _ data: borrowing Span<UInt8>) throws(JSONError) {
    guard take(byte, data) else { throw .unexpected(at: offset) }
  }

  /// Parses a value.
  mutating func value(_ data: borrowing Span<UInt8>, depth: Int) throws(JSONError) -> JSONValue {
    skipSpace(data)
    guard depth > 0 else { throw .tooDeep(at: offset) }
    guard let first = peek(data) else { throw .unexpected(at: offset) }
    switch Character(Unicode.Scalar(first)) {
    case "{": return try object(data, depth: depth)
    case "[": return try list(data, depth: depth)
    case "\"": return .text(try text(data))
    case "t": return try word("true", .boolean(true), data)
    case "f": return try word("false", .boolean(false), data)
    case "n": return try word("null", .null, data)
    default: return try number(data)
    }
  }

  private mutating func object(_ data: borrowing Span<UInt8>, depth: Int) throws(JSONError) -> JSONValue {
    try expect("{", data)
    var members: [JSONValue.Member] = []
    if take("}", data) { return .object(members) }
    repeat {
      skipSpace(data)
      let name = try text(data)
      try expect(":", data)
      members.append(.init(name: name, value: try value(data, depth: depth - 1)))
    } while take(",", data)
    try expect("}", data)
    return .object(members)
  }

  private mutating func list(_ data: borrowing Span<UInt8>, depth: Int) throws(JSONError) -> JSONValue {
    try expect("[", data)
    var values: [JSONValue] = []
    if take("]", data) { return .list(values) }
    repeat { values.append(try value(data, depth: depth - 1)) } while take(",", data)
    try expect("]", data)
    return .list(values)
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue, _ data: borrowing Span<UInt8>
  ) throws(JSONError) -> JSONValue {
    guard offset + word.utf8CodeUnitCount <= end, data.matches(word, at: offset) else {
      throw .unexpected(at: offset)
    }
    offset += word.utf8CodeUnitCount
    return value
  }

  private mutating func number(_ data: borrowing Span<UInt8>) throws(JSONError) -> JSONValue {
    let start = offset
    let allowed = ByteSet("+-.0123456789eE")
    while let byte = peek(data), allowed.contains(byte) { offset += 1 }
    let digits = data.text(start..<offset)
    guard let first = digits.unicodeScalars.first, first != "+", first != ".", let value = Double(digits) else {
      throw .unexpected(at: start)
    }
    return .number(value)
  }

  private mutating func text(_ data: borrowing Span<UInt8>) throws(JSONError) -> [UInt8] {
    guard peek(data) == 0x22 else { throw .unexpected(at: offset) }
    offset += 1
    var bytes: [UInt8] = []
    while let byte = peek(data) {
      offset += 1
      switch byte {
      case 0x22: return bytes
      case 0x5c: try appendEscape(data, to: &bytes)
      case ..<0x20: throw .unexpected(at: offset - 1)
      default: bytes.append(byte)
      }
    }
    throw .unexpected(at: offset)
  }

  private mutating func appendEscape(
    _ data: borrowing Span<UInt8>, to bytes: inout [UInt8]
  ) throws(JSONError) {
    guard let byte = peek(data) else { throw .unexpected(at: offset) }
    offset += 1
    switch Character(Unicode.Scalar(byte)) {
    case "\"", "\\", "/": bytes.append(byte)
    case "b": bytes.append(0x08)
    case "f": bytes.append(0x0c)
    case "n": bytes.append(0x0a)
    case "r": bytes.append(0x0d)
    case "t": bytes.append(0x09)
    case "u":
      var code = UInt32(try unit(data))
      if code >> 10 == 0x36, peek(data) == 0x5c, data.u8(at: offset + 1) == 0x75 {
        offset += 2
        let low = UInt32(try unit(data))
        code = low >> 10 == 0x37 ? 0x1_0000 + (code & 0x3ff) << 10 + low & 0x3ff : 0xfffd
      }
      bytes += Array(String(Character(Unicode.Scalar(code) ?? "\u{fffd}")).utf8)
    default: throw .unexpected(at: offset - 1)
    }
  }

  /// Four hexadecimal digits.
  private mutating func unit(_ data: borrowing Span<UInt8>) throws(JSONError) -> UInt16 {
    guard offset + 4 <= end, let value = UInt16(data.text(offset..<offset + 4), radix: 16), data[offset] != 0x2b,
      data[offset] != 0x2d
    else { throw .unexpected(at: offset) }
    offset += 4
    return value
  }
}
