/// Splits a KQL query into tokens.
///
/// Source: "Kibana Query Language", Elastic documentation. The operators ignore case; a backslash takes the meaning from
/// a special character (`\ ( ) : < > " * { }`) or a keyword, and makes `\t \r \n \uXXXX`.
struct KQLLexer {
  static let maximumLength = 1 << 20

  private var cursor: QueryCursor

  static func tokens(of text: String) throws(Diagnostic) -> [KQLToken] {
    var lexer = KQLLexer(cursor: try QueryCursor(text, limit: maximumLength))
    var tokens: [KQLToken] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private mutating func next() throws(Diagnostic) -> KQLToken {
    let space = cursor.takeBlanks()
    let position = cursor.position
    guard let byte = cursor.peek() else { return KQLToken(kind: .end, position: position, space: space) }
    if byte == UInt8(ascii: "\"") {
      return KQLToken(kind: .phrase(try phrase()), position: position, space: space)
    }
    if let symbol = symbol(byte) { return KQLToken(kind: .symbol(symbol), position: position, space: space) }
    return KQLToken(kind: try word(), position: position, space: space)
  }

  private mutating func symbol(_ byte: UInt8) -> KQLToken.Symbol? {
    let single = String(Unicode.Scalar(byte))
    guard let symbol = KQLToken.Symbol(rawValue: single) else { return nil }
    cursor.advance()
    if symbol == .less || symbol == .greater, cursor.peek() == UInt8(ascii: "=") {
      cursor.advance()
      return symbol == .less ? .lessOrEqual : .greaterOrEqual
    }
    return symbol
  }

  /// Text between quotes: `\"` and `\\`, blanks and Unicode are escaped; a backslash before anything else is a backslash.
  private mutating func phrase() throws(Diagnostic) -> [UInt8] {
    let start = cursor.position
    cursor.advance()
    var text: [UInt8] = []
    while let byte = cursor.peek() {
      cursor.advance()
      if byte == UInt8(ascii: "\"") { return text }
      guard byte == UInt8(ascii: "\\"), let next = cursor.peek() else {
        text.append(byte)
        continue
      }
      if next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") {
        text.append(next)
        cursor.advance()
      } else if !cursor.takeEscape(into: &text) {
        text.append(byte)
      }
    }
    throw Diagnostic(start, "the phrase is not closed")
  }

  private static let special = Set("\\():<>\"*{}".utf8)

  private mutating func word() throws(Diagnostic) -> KQLToken.Kind {
    let start = cursor.position
    var parts: [[UInt8]] = [[]]
    var isEscaped = false
    while let byte = cursor.peek(), !QueryCursor.isBlank(byte) {
      if byte == UInt8(ascii: "*") {
        parts.append([])
        cursor.advance()
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
        let place = cursor.position
        cursor.advance()
        guard let next = cursor.peek() else { throw Diagnostic(place, "a backslash at the end escapes nothing") }
        if Self.special.contains(next) {
          parts[parts.count - 1].append(next)
          cursor.advance()
        } else if !cursor.takeEscape(into: &parts[parts.count - 1]), !keywordFollows() {
          throw Diagnostic(place, "a backslash must escape one of \\ ( ) : < > \" * { }; write '\\\\' for itself")
        }
      } else if Self.special.contains(byte) {
        break
      } else {
        parts[parts.count - 1].append(byte)
        cursor.advance()
      }
    }
    guard cursor.position != start else { throw Diagnostic(start, "unexpected character") }
    if !isEscaped, parts.count == 1 {
      switch String(decoding: parts[0], as: UTF8.self).lowercased() {
      case "and": return .and
      case "or": return .or
      case "not": return .not
      default: break
      }
    }
    return .word(KQLLiteral(parts))
  }

  /// Whether a keyword stands here, whose meaning the backslash before it takes.
  private func keywordFollows() -> Bool {
    ["and", "or", "not"].contains { keyword in
      let bytes = keyword.utf8.enumerated()
      return bytes.allSatisfy { cursor.peek($0).map { $0 | 0x20 } == $1 }
    }
  }
}
