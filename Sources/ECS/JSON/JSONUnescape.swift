extension JSONText {
  /// Appends the text that the inside of a JSON string stands for. Lone surrogates and invalid UTF-8 become U+FFFD.
  ///
  /// - Throws: `badEscape` with the offset in `text`.
  public static func appendUnescaped(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]
  ) throws(JSONError) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if byte == 0x5C {
        index = try appendEscape(text, at: index, end: range.upperBound, to: &output)
      } else if byte < 0x80 {
        output.append(byte)
        index += 1
      } else {
        index = UTF8Text.appendScalar(text, at: index, end: range.upperBound, to: &output)
      }
    }
  }

  private static func appendEscape(
    _ text: borrowing Span<UInt8>, at index: Int, end: Int, to output: inout [UInt8]
  ) throws(JSONError) -> Int {
    guard index + 1 < end else { throw JSONError(.badEscape, at: index) }
    switch text[index + 1] {
    case 0x22: output.append(0x22)
    case 0x5C: output.append(0x5C)
    case 0x2F: output.append(0x2F)
    case 0x62: output.append(0x08)
    case 0x66: output.append(0x0C)
    case 0x6E: output.append(0x0A)
    case 0x72: output.append(0x0D)
    case 0x74: output.append(0x09)
    case 0x75:
      guard let unit = hexUnit(text, at: index + 2, end: end) else { throw JSONError(.badEscape, at: index) }
      var next = index + 6
      var scalar = UInt32(unit)
      if unit & 0xFC00 == 0xD800, next + 1 < end, text[next] == 0x5C, text[next + 1] == 0x75,
        let low = hexUnit(text, at: next + 2, end: end), low & 0xFC00 == 0xDC00
      {
        scalar = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF))
        next += 6
      }
      UTF8Text.append(Unicode.Scalar(scalar) ?? "\u{FFFD}", to: &output)
      return next
    default: throw JSONError(.badEscape, at: index)
    }
    return index + 2
  }

  private static func hexUnit(_ text: borrowing Span<UInt8>, at start: Int, end: Int) -> UInt16? {
    guard start + 4 <= end else { return nil }
    var value: UInt16 = 0
    for index in start..<start + 4 {
      guard let digit = hexValue(text[index]) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
