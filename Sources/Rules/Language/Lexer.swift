/// Splits the text of an EQL query into tokens.
///
/// Source: the EQL syntax reference of Elasticsearch ("EQL syntax"), for names, numbers, strings and comments.
struct Lexer {
  /// Longer queries are refused; the longest published rule has about 20,000 bytes.
  static let maximumLength = 1 << 20

  private let text: [UInt8]
  private var index = 0
  private var line = 1
  private var column = 1

  init(_ text: String) throws(Diagnostic) {
    self.text = Array(text.utf8)
    guard self.text.count <= Self.maximumLength else {
      throw Diagnostic(SourcePosition(line: 1, column: 1), "the query is longer than \(Self.maximumLength) bytes")
    }
  }

  /// All tokens of a query, the last one being `.end`.
  static func tokens(of text: String) throws(Diagnostic) -> [Token] {
    var lexer = try Lexer(text)
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private var position: SourcePosition { SourcePosition(line: line, column: column) }

  private func peek(_ distance: Int = 0) -> UInt8? {
    index + distance < text.count ? text[index + distance] : nil
  }

  private mutating func advance(_ count: Int = 1) {
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

  private mutating func next() throws(Diagnostic) -> Token {
    try skipBlanks()
    let start = position
    guard let byte = peek() else { return Token(kind: .end, position: start) }
    if Self.startsName(byte) { return Token(kind: word(), position: start) }
    if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true) {
      return Token(kind: try number(), position: start)
    }
    switch byte {
    case UInt8(ascii: "\""): return Token(kind: try string(), position: start)
    case UInt8(ascii: "'"): return Token(kind: try quoted(byte), position: start)
    case UInt8(ascii: "?") where peek(1) == UInt8(ascii: "\"") || peek(1) == UInt8(ascii: "'"):
      return Token(kind: try questionedString(), position: start)
    case UInt8(ascii: "`"): return Token(kind: try quotedName(), position: start)
    default: return Token(kind: .symbol(try symbol(byte)), position: start)
    }
  }

  private mutating func skipBlanks() throws(Diagnostic) {
    while let byte = peek() {
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        advance()
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
        while let byte = peek(), byte != 0x0A { advance() }
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        let start = position
        advance(2)
        while !(peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/")) {
          guard peek() != nil else { throw Diagnostic(start, "the comment is not closed") }
          advance()
        }
        advance(2)
      } else {
        return
      }
    }
  }

  private mutating func word() -> Token.Kind {
    let start = index
    advance()
    while let byte = peek(), Self.startsName(byte) || Self.isDigit(byte) { advance() }
    let name = String(decoding: text[start..<index], as: UTF8.self)
    if peek() == UInt8(ascii: "~") {
      advance()
      return .word(name, insensitive: true)
    }
    return .word(name, insensitive: false)
  }

  private mutating func quotedName() throws(Diagnostic) -> Token.Kind {
    let start = position
    advance()
    let first = index
    while let byte = peek(), byte != UInt8(ascii: "`") {
      guard byte != 0x0A else { break }
      advance()
    }
    guard peek() == UInt8(ascii: "`"), index > first else { throw Diagnostic(start, "the quoted name is not closed") }
    defer { advance() }
    return .quotedName(String(decoding: text[first..<index], as: UTF8.self))
  }

  private mutating func number() throws(Diagnostic) -> Token.Kind {
    let start = index
    let place = position
    while let byte = peek(), Self.isDigit(byte) { advance() }
    var isDecimal = false
    if peek() == UInt8(ascii: "."), peek(1).map(Self.isDigit) == true {
      isDecimal = true
      advance()
      while let byte = peek(), Self.isDigit(byte) { advance() }
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
      if peek(signed ? 2 : 1).map(Self.isDigit) == true {
        isDecimal = true
        advance(signed ? 2 : 1)
        while let byte = peek(), Self.isDigit(byte) { advance() }
      }
    }
    if let byte = peek(), Self.startsName(byte) {
      while let byte = peek(), Self.startsName(byte) || Self.isDigit(byte) { advance() }
      return .duration(String(decoding: text[start..<index], as: UTF8.self))
    }
    let digits = String(decoding: text[start..<index], as: UTF8.self)
    if !isDecimal, let value = Int64(digits) { return .integer(value) }
    guard let value = Double(digits), value.isFinite else { throw Diagnostic(place, "the number is too large") }
    return .decimal(value)
  }

  private mutating func string() throws(Diagnostic) -> Token.Kind {
    let quote = UInt8(ascii: "\"")
    if peek(1) == quote, peek(2) == quote { return try rawString() }
    return try quoted(quote)
  }

  /// `"…"` or `'…'`, with escapes, on one line.
  private mutating func quoted(_ quote: UInt8) throws(Diagnostic) -> Token.Kind {
    let start = position
    advance()
    var value: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case quote:
        advance()
        return .string(value)
      case 0x0A, 0x0D: throw Diagnostic(start, "the string is not closed on its line")
      case UInt8(ascii: "\\"): try escape(into: &value)
      default:
        value.append(byte)
        advance()
      }
    }
    throw Diagnostic(start, "the string is not closed")
  }

  /// `?"…"` or `?'…'`: only the quote is escaped.
  private mutating func questionedString() throws(Diagnostic) -> Token.Kind {
    let start = position
    advance()
    let quote = peek() ?? 0
    advance()
    var value: [UInt8] = []
    while let byte = peek(), byte != 0x0A, byte != 0x0D {
      if byte == quote {
        advance()
        return .string(value)
      }
      if byte == UInt8(ascii: "\\"), peek(1) == quote { advance() }
      value.append(peek() ?? 0)
      advance()
    }
    throw Diagnostic(start, "the raw string is not closed on its line")
  }

  /// `"""…"""`: nothing is escaped; up to two quotes may stand directly before the closing ones.
  private mutating func rawString() throws(Diagnostic) -> Token.Kind {
    let start = position
    let quote = UInt8(ascii: "\"")
    advance(3)
    let first = index
    while peek() != nil {
      if peek() == quote, peek(1) == quote, peek(2) == quote, peek(3) != quote {
        let value = Array(text[first..<index])
        advance(3)
        return .string(value)
      }
      advance()
    }
    throw Diagnostic(start, "the raw string is not closed")
  }

  private mutating func escape(into value: inout [UInt8]) throws(Diagnostic) {
    let start = position
    advance()
    guard let byte = peek() else { throw Diagnostic(start, "the string is not closed") }
    advance()
    switch byte {
    case UInt8(ascii: "n"): value.append(0x0A)
    case UInt8(ascii: "r"): value.append(0x0D)
    case UInt8(ascii: "t"): value.append(0x09)
    case UInt8(ascii: "b"): value.append(0x08)
    case UInt8(ascii: "f"): value.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "'"): value.append(byte)
    case UInt8(ascii: "u"):
      value.append(contentsOf: String(try unicodeEscape(start)).utf8)
    default:
      let name = String(decoding: [byte], as: UTF8.self)
      throw Diagnostic(start, "unknown escape '\\\(name)'; write '\\\\' for a backslash, or a raw string")
    }
  }

  /// `\u{1F40E}` with two to eight digits, or `\uXXXX`.
  private mutating func unicodeEscape(_ start: SourcePosition) throws(Diagnostic) -> Unicode.Scalar {
    let braced = peek() == UInt8(ascii: "{")
    if braced { advance() }
    var value: UInt32 = 0
    var digits = 0
    while let byte = peek(), digits < (braced ? 8 : 4), let digit = Character(Unicode.Scalar(byte)).hexDigitValue {
      value = value &<< 4 | UInt32(digit)
      digits += 1
      advance()
    }
    if braced {
      guard peek() == UInt8(ascii: "}"), digits >= 2 else { throw Diagnostic(start, "bad Unicode escape") }
      advance()
    } else if digits != 4 {
      throw Diagnostic(start, "bad Unicode escape")
    }
    guard let scalar = Unicode.Scalar(value) else { throw Diagnostic(start, "the escape names no Unicode scalar") }
    return scalar
  }

  private mutating func symbol(_ byte: UInt8) throws(Diagnostic) -> Token.Symbol {
    if let second = peek(1), let symbol = Token.Symbol(rawValue: String(decoding: [byte, second], as: UTF8.self)) {
      advance(2)
      return symbol
    }
    guard byte < 0x80, let symbol = Token.Symbol(rawValue: String(Unicode.Scalar(byte))) else {
      throw Diagnostic(position, byte < 0x80 ? "unexpected '\(Unicode.Scalar(byte))'" : "unexpected character")
    }
    advance()
    return symbol
  }

  private static func startsName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "@")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }
}
