/// Tests and conversions on the text of JSON strings.
public enum JSONText {
  /// Whether bytes can stand between quotes as they are: no quote, no backslash, no control character.
  @inlinable
  public static func isPlain(_ bytes: borrowing Span<UInt8>) -> Bool {
    var index = 0
    let count = bytes.count
    while index &+ 8 <= count {
      if special(in: bytes.word(at: index)) != 0 { return false }
      index &+= 8
    }
    while index < count {
      let byte = bytes[index]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C { return false }
      index &+= 1
    }
    return true
  }

  /// A word whose lowest set bit is in the first byte of `word` that is a quote, a backslash or a control character;
  /// 0 when there is none. Higher set bits mean nothing.
  ///
  /// Source: "haszero(v)" and "hasless(x,n)", S. E. Anderson, Bit Twiddling Hacks. Borrows reach only bytes above the
  /// first hit, hence the caution about higher bits.
  @inlinable
  public static func special(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let quote = word ^ (ones &* 0x22)
    let slash = word ^ (ones &* 0x5C)
    let control = (word &- ones &* 0x20) & ~word
    let quotes = (quote &- ones) & ~quote
    let slashes = (slash &- ones) & ~slash
    return (control | quotes | slashes) & highs
  }

  /// The same for two words at once.
  @inline(__always)
  static func special(in words: SIMD2<UInt64>) -> SIMD2<UInt64> {
    let ones = SIMD2<UInt64>(repeating: 0x0101_0101_0101_0101)
    let quote = words ^ SIMD2(repeating: 0x2222_2222_2222_2222)
    let slash = words ^ SIMD2(repeating: 0x5C5C_5C5C_5C5C_5C5C)
    let control = (words &- SIMD2(repeating: 0x2020_2020_2020_2020)) & ~words
    let quotes = (quote &- ones) & ~quote
    let slashes = (slash &- ones) & ~slash
    return (control | quotes | slashes) & SIMD2(repeating: 0x8080_8080_8080_8080)
  }

  /// Appends bytes as the inside of a JSON string, escaped where JSON demands it (RFC 8259 §7).
  public static func appendEscaped(_ bytes: borrowing Span<UInt8>, to output: inout [UInt8]) {
    output.reserveCapacity(output.count + bytes.count + 8)
    for index in bytes.indices {
      let byte = bytes[index]
      switch byte {
      case 0x22: output.append(contentsOf: [0x5C, 0x22])
      case 0x5C: output.append(contentsOf: [0x5C, 0x5C])
      case 0x0A: output.append(contentsOf: [0x5C, 0x6E])
      case 0x0D: output.append(contentsOf: [0x5C, 0x72])
      case 0x09: output.append(contentsOf: [0x5C, 0x74])
      case 0..<0x20:
        output.append(contentsOf: [0x5C, 0x75, 0x30, 0x30])
        output.append(hexDigit(byte >> 4))
        output.append(hexDigit(byte & 15))
      default: output.append(byte)
      }
    }
  }

  /// Appends a string with quotes, escaped.
  public static func appendQuoted(_ string: String, to output: inout [UInt8]) {
    output.append(0x22)
    let bytes = Array(string.utf8)
    appendEscaped(bytes.span, to: &output)
    output.append(0x22)
  }

  static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
  }
}
