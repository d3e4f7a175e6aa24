/// The bytes of a KQL or Lucene query with their places.
struct QueryCursor {
  private let text: [UInt8]
  private var index = 0
  private var line = 1
  private var column = 1

  init(_ text: String, limit: Int) throws(Diagnostic) {
    self.text = Array(text.utf8)
    guard self.text.count <= limit else {
      throw Diagnostic(SourcePosition(line: 1, column: 1), "the query is longer than \(limit) bytes")
    }
  }

  var position: SourcePosition { SourcePosition(line: line, column: column) }

  func peek(_ distance: Int = 0) -> UInt8? {
    index + distance < text.count ? text[index + distance] : nil
  }

  mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where index < text.count {
      let byte = text[index]
      index += 1
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  mutating func takeBlanks() -> [UInt8] {
    let start = index
    while let byte = peek(), Self.isBlank(byte) { advance() }
    return Array(text[start..<index])
  }

  /// Behind a backslash: takes `t`, `r`, `n` or `uXXXX` as what it stands for; false if there is none of them.
  mutating func takeEscape(into output: inout [UInt8]) -> Bool {
    switch peek() {
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "r"): output.append(0x0D)
    case UInt8(ascii: "n"): output.append(0x0A)
    case UInt8(ascii: "u"):
      var value: UInt32 = 0
      for distance in 1...4 {
        guard let byte = peek(distance), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return false }
        value = value << 4 | UInt32(digit)
      }
      guard let scalar = Unicode.Scalar(value) else { return false }
      output.append(contentsOf: String(scalar).utf8)
      advance(4)
    default: return false
    }
    advance()
    return true
  }
}
