/// A word of an ES|QL query with its place.
struct ESQLToken: Sendable {
  enum Kind: Sendable, Hashable {
    /// A keyword, function or column; dots and `*` belong to it.
    case name(String)
    /// A column between backquotes, or with parts that are.
    case quotedName(String)
    case string([UInt8])
    case integer(Int64)
    case decimal(Double)
    case symbol(String)
    case end
  }

  var kind: Kind
  var position: SourcePosition

  var text: String {
    switch kind {
    case .name(let name): "'\(name)'"
    case .quotedName(let name): "'`\(name)`'"
    case .string: "a string"
    case .integer, .decimal: "a number"
    case .symbol(let symbol): "'\(symbol)'"
    case .end: "the end of the query"
    }
  }
}

/// Splits an ES|QL query into tokens.
///
/// Source: "ES|QL syntax reference", Elasticsearch reference.
struct ESQLLexer {
  private var cursor: QueryCursor

  static func tokens(of text: String) throws(Diagnostic) -> [ESQLToken] {
    var lexer = ESQLLexer(cursor: try QueryCursor(text, limit: KQLLexer.maximumLength))
    var tokens: [ESQLToken] = []
    while true {
      try lexer.skip()
      let position = lexer.cursor.position
      let kind = try lexer.next()
      tokens.append(ESQLToken(kind: kind, position: position))
      if kind == .end { return tokens }
    }
  }

  private mutating func skip() throws(Diagnostic) {
    while true {
      _ = cursor.takeBlanks()
      if cursor.peek() == UInt8(ascii: "/"), cursor.peek(1) == UInt8(ascii: "/") {
        while let byte = cursor.peek(), byte != 0x0A { cursor.advance() }
      } else if cursor.peek() == UInt8(ascii: "/"), cursor.peek(1) == UInt8(ascii: "*") {
        let start = cursor.position
        cursor.advance(2)
        while !(cursor.peek() == UInt8(ascii: "*") && cursor.peek(1) == UInt8(ascii: "/")) {
          guard cursor.peek() != nil else { throw Diagnostic(start, "the comment is not closed") }
          cursor.advance()
        }
        cursor.advance(2)
      } else {
        return
      }
    }
  }

  private static func isName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "@") || byte >= 0x80
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

  private mutating func next() throws(Diagnostic) -> ESQLToken.Kind {
    guard let byte = cursor.peek() else { return .end }
    if Self.isName(byte) || byte == UInt8(ascii: "`") { return try name() }
    if Self.isDigit(byte) { return try number() }
    if byte == UInt8(ascii: "\"") { return .string(try string()) }
    for symbol in ["==", "=~", "!=", "<=", ">=", "::"]
    where symbol.utf8.enumerated().allSatisfy({ cursor.peek($0) == $1 }) {
      cursor.advance(2)
      return .symbol(symbol)
    }
    guard "|,()=<>+-*/%.:[]{}?".utf8.contains(byte) else {
      throw Diagnostic(cursor.position, "unexpected character")
    }
    cursor.advance()
    return .symbol(String(Unicode.Scalar(byte)))
  }

  /// A dotted name; a `*` inside or behind a dot belongs to it, as `Esql.*` does.
  private mutating func name() throws(Diagnostic) -> ESQLToken.Kind {
    var bytes: [UInt8] = []
    var isQuoted = false
    while let byte = cursor.peek() {
      if byte == UInt8(ascii: "`") {
        let start = cursor.position
        isQuoted = true
        cursor.advance()
        while let inner = cursor.peek(), inner != UInt8(ascii: "`") {
          bytes.append(inner)
          cursor.advance()
        }
        guard cursor.peek() != nil else { throw Diagnostic(start, "the quoted name is not closed") }
        cursor.advance()
      } else if Self.isName(byte) || Self.isDigit(byte) {
        bytes.append(byte)
        cursor.advance()
      } else if byte == UInt8(ascii: "."), let after = cursor.peek(1),
        Self.isName(after) || Self.isDigit(after) || after == UInt8(ascii: "`") || after == UInt8(ascii: "*")
      {
        bytes.append(byte)
        cursor.advance()
      } else if byte == UInt8(ascii: "*"), bytes.last == UInt8(ascii: ".") || bytes.last == UInt8(ascii: "_") {
        bytes.append(byte)
        cursor.advance()
      } else {
        break
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return isQuoted ? .quotedName(text) : .name(text)
  }

  private mutating func number() throws(Diagnostic) -> ESQLToken.Kind {
    let start = cursor.position
    var text = ""
    var isDecimal = false
    while let byte = cursor.peek() {
      let next = cursor.peek(1)
      if Self.isDigit(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else if byte == UInt8(ascii: "."), !isDecimal, next.map(Self.isDigit) == true {
        isDecimal = true
        text += "."
      } else if byte | 0x20 == UInt8(ascii: "e"), next.map({ Self.isDigit($0) || $0 == UInt8(ascii: "-") }) == true {
        isDecimal = true
        text += "e"
        if next == UInt8(ascii: "-") {
          text += "-"
          cursor.advance()
        }
      } else {
        break
      }
      cursor.advance()
    }
    if !isDecimal, let integer = Int64(text) { return .integer(integer) }
    guard let double = Double(text), double.isFinite else { throw Diagnostic(start, "'\(text)' is no number") }
    return .decimal(double)
  }

  private mutating func string() throws(Diagnostic) -> [UInt8] {
    let start = cursor.position
    let quote = UInt8(ascii: "\"")
    var text: [UInt8] = []
    if cursor.peek(1) == quote, cursor.peek(2) == quote {
      cursor.advance(3)
      while let byte = cursor.peek() {
        if byte == quote, cursor.peek(1) == quote, cursor.peek(2) == quote, cursor.peek(3) != quote {
          cursor.advance(3)
          return text
        }
        text.append(byte)
        cursor.advance()
      }
      throw Diagnostic(start, "the string is not closed")
    }
    cursor.advance()
    while let byte = cursor.peek() {
      cursor.advance()
      if byte == quote { return text }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard let next = cursor.peek() else { break }
      if !cursor.takeEscape(into: &text) {
        // `\"`, `\\` and `\'`; a backslash before anything else stays, as regular expressions need it.
        if next != quote, next != UInt8(ascii: "\\"), next != UInt8(ascii: "'") { text.append(byte) }
        text.append(next)
        cursor.advance()
      }
    }
    throw Diagnostic(start, "the string is not closed")
  }
}
