/// A script with its literals taken out: the words and operators in order, so that the same script with other names,
/// numbers and texts in it has the same shape.
enum ScriptShape {
  /// Only the beginning of a script is looked at.
  static let byteLimit = 16_384

  /// The shape: lower-case words; `$` for a variable, `"` for a text, `#` for a number; comments and blanks dropped.
  static func of(_ script: String) -> String {
    let bytes = Array(script.utf8.prefix(byteLimit))
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x22 || byte == 0x27 {
        index = end(of: bytes, from: index + 1) { $0 != byte } + 1
        result.append(0x22)
      } else if byte == 0x23 {
        index = end(of: bytes, from: index) { $0 != 0x0A }
      } else if byte == 0x24 {
        index = end(of: bytes, from: index + 1, while: isWord)
        result.append(0x24)
      } else if TokenClass.isDigit(byte) {
        index = end(of: bytes, from: index, while: isWord)
        if result.last != 0x23 { result.append(0x23) }
      } else if isWord(byte) {
        let stop = end(of: bytes, from: index, while: isWord)
        if let last = result.last, isWord(last) { result.append(0x20) }
        for letter in bytes[index..<stop] { result.append((0x41...0x5A).contains(letter) ? letter | 0x20 : letter) }
        index = stop
      } else {
        if byte > 0x20 { result.append(byte) }
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || TokenClass.isDigit(byte) || byte == 0x5F || byte == 0x2D || byte >= 0x80
  }

  private static func end(of bytes: [UInt8], from start: Int, while holds: (UInt8) -> Bool) -> Int {
    var index = start
    while index < bytes.count, holds(bytes[index]) { index += 1 }
    return index
  }
}
