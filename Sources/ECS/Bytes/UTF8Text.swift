/// Validation and repair of UTF-8.
public enum UTF8Text {
  /// Whether all bytes are valid UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
  public static func isValid(_ text: borrowing Span<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      if index &+ 8 <= text.count, text.word(at: index) & 0x8080_8080_8080_8080 == 0 {
        index &+= 8
        continue
      }
      let length = scalarLength(text, at: index, end: text.count)
      if length == 0 { return false }
      index &+= length
    }
    return true
  }

  /// Appends the bytes, each maximal invalid part replaced by U+FFFD.
  public static func appendRepaired(_ text: borrowing Span<UInt8>, to output: inout [UInt8]) {
    var index = 0
    while index < text.count {
      index = appendScalar(text, at: index, end: text.count, to: &output)
    }
  }

  /// Appends the scalar at `index`, or U+FFFD for a byte that begins none; returns the index behind it.
  @inlinable
  static func appendScalar(
    _ text: borrowing Span<UInt8>, at index: Int, end: Int, to output: inout [UInt8]
  ) -> Int {
    let length = scalarLength(text, at: index, end: end)
    if length == 0 {
      output.append(0xEF)
      output.append(0xBF)
      output.append(0xBD)
      return index &+ 1
    }
    for step in index..<index &+ length { output.append(text[step]) }
    return index &+ length
  }

  /// The number of bytes of the valid scalar at `index`, 0 if there is none.
  @inlinable
  static func scalarLength(_ text: borrowing Span<UInt8>, at index: Int, end: Int) -> Int {
    let first = text[index]
    if first < 0x80 { return 1 }
    let length: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      low = 0xA0
    case 0xE1...0xEC, 0xEE, 0xEF: length = 3
    case 0xED:
      length = 3
      high = 0x9F
    case 0xF0:
      length = 4
      low = 0x90
    case 0xF1...0xF3: length = 4
    case 0xF4:
      length = 4
      high = 0x8F
    default: return 0
    }
    guard index &+ length <= end, text[index &+ 1] >= low, text[index &+ 1] <= high else { return 0 }
    for step in 2..<max(length, 2) where text[index &+ step] & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// Appends one scalar.
  @inlinable
  public static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    let value = scalar.value
    if value < 0x80 {
      output.append(UInt8(truncatingIfNeeded: value))
      return
    }
    if value < 0x800 {
      output.append(UInt8(truncatingIfNeeded: 0xC0 | value &>> 6))
    } else {
      if value < 0x10000 {
        output.append(UInt8(truncatingIfNeeded: 0xE0 | value &>> 12))
      } else {
        output.append(UInt8(truncatingIfNeeded: 0xF0 | value &>> 18))
        output.append(UInt8(truncatingIfNeeded: 0x80 | value &>> 12 & 0x3F))
      }
      output.append(UInt8(truncatingIfNeeded: 0x80 | value &>> 6 & 0x3F))
    }
    output.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
  }
}
