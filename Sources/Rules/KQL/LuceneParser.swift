/// Parses Lucene's query-string language as far as rules use it: terms, phrases, fields, groups, `AND OR NOT && || ! + -`,
/// wildcards `*` and `?`, regular expressions between slashes, ranges, `_exists_:field`. Boosts are read and mean nothing
/// here; fuzziness and proximity are refused by name.
///
/// Operators are in capitals only; clauses side by side are joined by `OR`. Source: "Query string query", Elasticsearch
/// reference.
struct LuceneParser {
  private var cursor: QueryCursor
  private var depth = 0

  static func parse(_ text: String) throws(Diagnostic) -> KQLSyntax {
    var parser = LuceneParser(cursor: try QueryCursor(text, limit: KQLLexer.maximumLength))
    _ = parser.cursor.takeBlanks()
    if parser.cursor.peek() == nil { return .everything }
    let query = try parser.query(field: nil)
    guard parser.cursor.peek() == nil else { throw Diagnostic(parser.cursor.position, "unmatched ')'") }
    return query
  }

  private enum Occurrence { case should, must, mustNot }

  /// Clauses up to a closing parenthesis or the end, each for `field` unless it names one itself.
  private mutating func query(field: KQLLiteral?) throws(Diagnostic) -> KQLSyntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= KQLParser.maximumDepth else { throw Diagnostic(cursor.position, "the query is nested too deep") }
    var alternatives: [KQLSyntax] = []
    var current: [(Occurrence, KQLSyntax)] = []
    func closed(_ clauses: [(Occurrence, KQLSyntax)]) -> KQLSyntax {
      let required = clauses.filter { $0.0 == .must }.map(\.1) + clauses.filter { $0.0 == .mustNot }.map { .not($0.1) }
      let optional = clauses.filter { $0.0 == .should }.map(\.1)
      if clauses.contains(where: { $0.0 == .must }) || optional.isEmpty { return .and(required) }
      return .and([.or(optional)] + required)
    }
    while true {
      _ = cursor.takeBlanks()
      guard let byte = cursor.peek(), byte != UInt8(ascii: ")") else { break }
      if takeWord("OR") || takeWord("||") {
        alternatives.append(closed(current))
        current = []
        continue
      }
      let isJoined = takeWord("AND") || takeWord("&&")
      _ = cursor.takeBlanks()
      var occurrence = isJoined ? Occurrence.must : .should
      if takeWord("NOT") || take("!") || take("-") {
        occurrence = .mustNot
      } else if take("+") {
        occurrence = .must
      }
      _ = cursor.takeBlanks()
      if isJoined, let last = current.indices.last, current[last].0 == .should { current[last].0 = .must }
      current.append((occurrence, try clause(field: field)))
    }
    if !current.isEmpty { alternatives.append(closed(current)) }
    guard !alternatives.isEmpty else { throw Diagnostic(cursor.position, "expected a term") }
    return alternatives.count == 1 ? alternatives[0] : .or(alternatives)
  }

  private mutating func clause(field: KQLLiteral?) throws(Diagnostic) -> KQLSyntax {
    let start = cursor.position
    if cursor.peek() == UInt8(ascii: "(") { return try group(field: field) }
    if let values = try special(start) { return .field(field, values, start) }
    let word = try word()
    guard cursor.peek() == UInt8(ascii: ":") else {
      try suffix()
      return .field(field, .value(word, start), start)
    }
    cursor.advance()
    _ = cursor.takeBlanks()
    if word.text == "_exists_" {
      return .field(try self.word(), .value(KQLLiteral([[], []]), start), start)
    }
    let place = cursor.position
    if cursor.peek() == UInt8(ascii: "(") { return try group(field: word) }
    if let values = try special(place) { return .field(word, values, start) }
    let value = try self.word()
    try suffix()
    return .field(word, .value(value, place), start)
  }

  private mutating func group(field: KQLLiteral?) throws(Diagnostic) -> KQLSyntax {
    let start = cursor.position
    cursor.advance()
    let inner = try query(field: field)
    guard take(")") else { throw Diagnostic(start, "the parenthesis is not closed") }
    try suffix()
    return inner
  }

  /// A phrase, a regular expression, a range; `nil` for a plain word.
  private mutating func special(_ start: SourcePosition) throws(Diagnostic) -> KQLValues? {
    switch cursor.peek() {
    case UInt8(ascii: "\""):
      let text = try enclosed(by: UInt8(ascii: "\""), "phrase", keepsEscapes: false)
      try suffix()
      return .value(KQLLiteral([text], isQuoted: true), start)
    case UInt8(ascii: "/"):
      return .regex(try enclosed(by: UInt8(ascii: "/"), "regular expression", keepsEscapes: true), start)
    case UInt8(ascii: "["), UInt8(ascii: "{"): return try range(start)
    case UInt8(ascii: "<"), UInt8(ascii: ">"):
      let isLess = cursor.peek() == UInt8(ascii: "<")
      cursor.advance()
      let isEqual = take("=")
      _ = cursor.takeBlanks()
      let bound = try word()
      return isLess
        ? .between(nil, (isEqual ? .lessOrEqual : .less, bound), start)
        : .between((isEqual ? .greaterOrEqual : .greater, bound), nil, start)
    default: return nil
    }
  }

  private mutating func enclosed(
    by quote: UInt8, _ name: String, keepsEscapes: Bool
  ) throws(Diagnostic) -> [UInt8] {
    let start = cursor.position
    cursor.advance()
    var text: [UInt8] = []
    while let byte = cursor.peek() {
      cursor.advance()
      if byte == quote { return text }
      guard byte == UInt8(ascii: "\\"), let next = cursor.peek() else {
        text.append(byte)
        continue
      }
      if keepsEscapes, next != quote { text.append(byte) }
      text.append(next)
      cursor.advance()
    }
    throw Diagnostic(start, "the \(name) is not closed")
  }

  private mutating func range(_ start: SourcePosition) throws(Diagnostic) -> KQLValues {
    let isInclusive = take("[")
    if !isInclusive { cursor.advance() }
    _ = cursor.takeBlanks()
    let lower = try word()
    _ = cursor.takeBlanks()
    guard takeWord("TO") else { throw Diagnostic(cursor.position, "expected 'TO' in the range") }
    _ = cursor.takeBlanks()
    let upper = try word()
    _ = cursor.takeBlanks()
    let closesInclusive = take("]")
    guard closesInclusive || take("}") else { throw Diagnostic(start, "the range is not closed") }
    return .between(
      lower.isAnything ? nil : (isInclusive ? .greaterOrEqual : .greater, lower),
      upper.isAnything ? nil : (closesInclusive ? .lessOrEqual : .less, upper), start)
  }

  private static let end = Set("():\"[]{}^~<>".utf8)

  private mutating func word() throws(Diagnostic) -> KQLLiteral {
    let start = cursor.position
    var parts: [[UInt8]] = [[]]
    while let byte = cursor.peek(), !QueryCursor.isBlank(byte), !Self.end.contains(byte) {
      cursor.advance()
      switch byte {
      case UInt8(ascii: "*"): parts.append([])
      case UInt8(ascii: "?"): parts[parts.count - 1].append(GlobPattern.anyScalar)
      case UInt8(ascii: "\\"):
        guard let next = cursor.peek() else { throw Diagnostic(start, "a backslash at the end escapes nothing") }
        parts[parts.count - 1].append(next)
        cursor.advance()
      default: parts[parts.count - 1].append(byte)
      }
    }
    guard cursor.position != start else { throw Diagnostic(start, "expected a term") }
    return KQLLiteral(parts)
  }

  /// `^2` is read over; `~` is refused.
  private mutating func suffix() throws(Diagnostic) {
    if take("^") {
      while let byte = cursor.peek(), byte &- 0x30 <= 9 || byte == UInt8(ascii: ".") { cursor.advance() }
    }
    if cursor.peek() == UInt8(ascii: "~") {
      throw Diagnostic(cursor.position, "fuzzy terms and proximity ('~') are not supported")
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard cursor.peek() == UInt8(ascii: character) else { return false }
    cursor.advance()
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    for (distance, byte) in word.utf8.enumerated() where cursor.peek(distance) != byte { return false }
    if let next = cursor.peek(word.utf8.count), word != "||", word != "&&", !QueryCursor.isBlank(next),
      next != UInt8(ascii: "(")
    {
      return false
    }
    cursor.advance(word.utf8.count)
    return true
  }
}
