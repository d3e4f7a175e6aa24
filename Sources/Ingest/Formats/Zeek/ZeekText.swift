import ECS

/// Escapes in Zeek's ASCII logs: `\xNN` for bytes that are not printable or would be taken for a separator, `\\` for a
/// backslash.
enum ZeekText {
  /// Appends the bytes with escapes undone. A backslash that begins no escape is kept.
  static func appendUnescaped(_ text: borrowing Span<UInt8>, to output: inout [UInt8]) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "\\"), index &+ 1 < text.count {
        if text[index &+ 1] == UInt8(ascii: "\\") {
          output.append(byte)
          index &+= 2
          continue
        }
        if index &+ 3 < text.count, text[index &+ 1] == UInt8(ascii: "x"),
          let high = HexText.value(text[index &+ 2]), let low = HexText.value(text[index &+ 3])
        {
          output.append(high &<< 4 | low)
          index &+= 4
          continue
        }
      }
      output.append(byte)
      index &+= 1
    }
  }
}
