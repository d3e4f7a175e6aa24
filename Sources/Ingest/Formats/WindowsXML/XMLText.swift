import ECS

/// The characters that entities and character references stand for.
enum XMLText {
  /// Appends characters with references replaced. What is no reference to one of the five entities of XML or to a
  /// character that XML allows stays as it is.
  static func appendDecoded(_ text: borrowing Span<UInt8>, to output: inout [UInt8]) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "&"), let reference = reference(text, index) {
        UTF8Text.append(reference.scalar, to: &output)
        index = reference.end
      } else {
        output.append(byte)
        index &+= 1
      }
    }
  }

  private static func reference(_ text: borrowing Span<UInt8>, _ start: Int) -> (scalar: Unicode.Scalar, end: Int)? {
    guard let semicolon = text.firstIndex(of: UInt8(ascii: ";"), from: start, to: min(text.count, start + 12)) else {
      return nil
    }
    let name = text.extracting(start + 1..<semicolon)
    let end = semicolon + 1
    if name.equals("lt") { return ("<", end) }
    if name.equals("gt") { return (">", end) }
    if name.equals("amp") { return ("&", end) }
    if name.equals("quot") { return ("\"", end) }
    if name.equals("apos") { return ("'", end) }
    guard name.count >= 2, name[0] == UInt8(ascii: "#") else { return nil }
    let isHexadecimal = name[1] | 0x20 == UInt8(ascii: "x")
    let digits = name.extracting((isHexadecimal ? 2 : 1)..<name.count)
    let value = isHexadecimal ? HexText.number(digits).map { Int64(clamping: $0) } : DecimalText.integer(digits)
    guard let value, value > 0, value <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(value)) else { return nil }
    return (scalar, end)
  }
}
