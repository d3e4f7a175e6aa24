/// Hexadecimal digits in text.
enum HexText {
  /// The value of a digit of either case.
  @inline(__always)
  static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte &- 0x30
    case 0x41...0x46: byte &- 0x37
    case 0x61...0x66: byte &- 0x57
    default: nil
    }
  }

  /// Appends the bytes that pairs of digits stand for; `false`, with nothing appended, if the text is not pairs of digits.
  static func appendDecoded(_ text: borrowing Span<UInt8>, to output: inout [UInt8]) -> Bool {
    guard text.count % 2 == 0 else { return false }
    let start = output.count
    var index = 0
    while index < text.count {
      guard let high = value(text[index]), let low = value(text[index &+ 1]) else {
        output.removeLast(output.count - start)
        return false
      }
      output.append(high &<< 4 | low)
      index &+= 2
    }
    return true
  }

  /// The number that at most 16 digits stand for.
  static func number(_ text: borrowing Span<UInt8>) -> UInt64? {
    guard !text.isEmpty, text.count <= 16 else { return nil }
    var result: UInt64 = 0
    for index in text.indices {
      guard let digit = value(text[index]) else { return nil }
      result = result &<< 4 | UInt64(digit)
    }
    return result
  }
}
