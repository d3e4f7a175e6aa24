/// The characters of a TOML document with their places, and its scalar values.
///
/// Source: TOML 1.0.0 (toml.io/en/v1.0.0).
struct TOMLScanner {
  private let text: [UInt8]
  private(set) var index = 0
  private var line = 1
  private var column = 1

  init(_ text: [UInt8]) { self.text = text }

  var position: SourcePosition { SourcePosition(line: line, column: column) }
  var isAtEnd: Bool { index >= text.count }

  func peek(_ distance: Int = 0) -> UInt8? {
    index + distance < text.count ? text[index + distance] : nil
  }

  func error(_ message: String) -> Diagnostic { Diagnostic(position, message) }

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

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    advance()
    return true
  }

  mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 { advance() }
  }

  /// Skips blanks, comments and, if asked, ends of lines.
  mutating func skipSpace(lines: Bool) throws(Diagnostic) {
    while let byte = peek() {
      switch byte {
      case 0x20, 0x09: advance()
      case 0x0A where lines: advance()
      case 0x0D where lines && peek(1) == 0x0A: advance(2)
      case UInt8(ascii: "#"):
        while let byte = peek(), byte != 0x0A, !(byte == 0x0D && peek(1) == 0x0A) {
          guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else { throw error("control character in a comment") }
          advance()
        }
      default: return
      }
    }
  }

  mutating func endOfLine() throws(Diagnostic) {
    try skipSpace(lines: false)
    if isAtEnd || take(0x0A) { return }
    if peek() == 0x0D, peek(1) == 0x0A { return advance(2) }
    throw error("expected the end of the line")
  }

  // MARK: Keys

  mutating func key() throws(Diagnostic) -> String {
    guard let byte = peek() else { throw error("expected a key") }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try string(allowsLines: false).text }
    let start = index
    while let byte = peek(), Self.isBare(byte) { advance() }
    guard index > start else { throw error("expected a key") }
    return String(decoding: text[start..<index], as: UTF8.self)
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 <= 9 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }

  // MARK: Strings

  /// A string of any of the four kinds, with the place of its first character.
  mutating func string(allowsLines: Bool) throws(Diagnostic) -> (text: String, position: SourcePosition) {
    guard let quote = peek() else { throw error("expected a string") }
    let start = position
    let isLong = peek(1) == quote && peek(2) == quote
    guard !isLong || allowsLines else { throw error("a key may not have several lines") }
    advance(isLong ? 3 : 1)
    if isLong {
      if peek() == 0x0D, peek(1) == 0x0A { advance(2) } else { _ = take(0x0A) }
    }
    let content = position
    var bytes: [UInt8] = []
    while let byte = peek() {
      if byte == quote, !isLong || (peek(1) == quote && peek(2) == quote) {
        guard isLong else {
          advance()
          return (String(decoding: bytes, as: UTF8.self), content)
        }
        // Up to two quotes may stand directly before the closing three.
        while peek(3) == quote, bytes.count < text.count {
          bytes.append(quote)
          advance()
        }
        advance(3)
        return (String(decoding: bytes, as: UTF8.self), content)
      }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        try escape(isLong: isLong, into: &bytes)
        continue
      }
      let isLineEnd = byte == 0x0A || (byte == 0x0D && peek(1) == 0x0A)
      guard isLong ? isLineEnd || Self.isText(byte) : Self.isText(byte) else {
        throw isLineEnd
          ? Diagnostic(start, "the string is not closed on its line") : error("control character in a string")
      }
      bytes.append(byte)
      advance()
    }
    throw Diagnostic(start, "the string is not closed")
  }

  private static func isText(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }

  private mutating func escape(isLong: Bool, into bytes: inout [UInt8]) throws(Diagnostic) {
    let start = position
    advance()
    guard let byte = peek() else { throw Diagnostic(start, "the string is not closed") }
    advance()
    switch byte {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case UInt8(ascii: "u"): try unicode(digits: 4, start, into: &bytes)
    case UInt8(ascii: "U"): try unicode(digits: 8, start, into: &bytes)
    case 0x20, 0x09, 0x0A, 0x0D:
      guard isLong else { throw Diagnostic(start, "unknown escape") }
      var sawLine = byte == 0x0A
      while let next = peek(), next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D {
        if next == 0x0A { sawLine = true }
        advance()
      }
      guard sawLine else { throw Diagnostic(start, "unknown escape") }
    default: throw Diagnostic(start, "unknown escape '\\\(String(decoding: [byte], as: UTF8.self))'")
    }
  }

  private mutating func unicode(
    digits: Int, _ start: SourcePosition, into bytes: inout [UInt8]
  ) throws(Diagnostic) {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw Diagnostic(start, "bad Unicode escape")
      }
      value = value &<< 4 | UInt32(digit)
      advance()
    }
    guard let scalar = Unicode.Scalar(value) else { throw Diagnostic(start, "the escape names no Unicode scalar") }
    bytes.append(contentsOf: String(scalar).utf8)
  }

  // MARK: Numbers, booleans, dates

  mutating func scalar() throws(Diagnostic) -> TOMLValue.Kind {
    let start = position
    let first = index
    while let byte = peek(), Self.isBare(byte) || byte == 0x2B || byte == 0x2E || byte == 0x3A { advance() }
    // A date and a time may be separated by one blank.
    if index - first == 10, text[first + 4] == 0x2D, peek() == 0x20, let next = peek(1), next &- 0x30 <= 9 {
      advance()
      while let byte = peek(), Self.isBare(byte) || byte == 0x2B || byte == 0x2E || byte == 0x3A { advance() }
    }
    let word = String(decoding: text[first..<index], as: UTF8.self)
    guard let kind = Self.kind(of: word) else {
      throw Diagnostic(start, word.isEmpty ? "expected a value" : "'\(word.prefix(40))' is no value")
    }
    return kind
  }

  private static func kind(of word: String) -> TOMLValue.Kind? {
    switch word {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "inf", "+inf": return .float(.infinity)
    case "-inf": return .float(-.infinity)
    case "nan", "+nan", "-nan": return .float(.nan)
    default: break
    }
    let bytes = Array(word.utf8)
    guard let first = bytes.first, first &- 0x30 <= 9 || first == 0x2B || first == 0x2D else { return nil }
    if bytes.count >= 8, bytes.contains(0x3A) || (bytes.count >= 10 && bytes[4] == 0x2D && bytes[7] == 0x2D) {
      return .date(word)
    }
    guard !word.hasPrefix("_"), !word.hasSuffix("_"), !word.contains("__") else { return nil }
    let digits = word.filter { $0 != "_" }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
      return Int64(digits.dropFirst(2), radix: radix).map(TOMLValue.Kind.integer)
    }
    let unsigned = first == 0x2B || first == 0x2D ? digits.dropFirst() : digits[...]
    if unsigned.count > 1, unsigned.hasPrefix("0"), !unsigned.hasPrefix("0."), !unsigned.hasPrefix("0e") { return nil }
    if let integer = Int64(digits) { return .integer(integer) }
    guard unsigned.utf8.allSatisfy({ $0 &- 0x30 <= 9 || [0x2E, 0x65, 0x45, 0x2B, 0x2D].contains($0) }) else {
      return nil
    }
    return Double(digits).map(TOMLValue.Kind.float)
  }
}
