/// Parses KQL. `not` binds closest, then `and`, then `or`; words side by side are one value.
struct KQLParser {
  static let maximumDepth = 200

  private let tokens: [KQLToken]
  private var index = 0
  private var depth = 0

  static func parse(_ text: String) throws(Diagnostic) -> KQLSyntax {
    var parser = KQLParser(tokens: try KQLLexer.tokens(of: text))
    if parser.token.kind == .end { return .everything }
    let query = try parser.disjunction()
    guard parser.token.kind == .end else {
      throw Diagnostic(parser.token.position, "expected 'and', 'or' or the end, found \(parser.token.text)")
    }
    return query
  }

  private init(tokens: [KQLToken]) { self.tokens = tokens }

  private var token: KQLToken { tokens[min(index, tokens.count - 1)] }

  private mutating func take(_ kind: KQLToken.Kind) -> Bool {
    guard token.kind == kind else { return false }
    index += 1
    return true
  }

  private mutating func expect(_ symbol: KQLToken.Symbol, opened: SourcePosition) throws(Diagnostic) {
    guard take(.symbol(symbol)) else {
      throw Diagnostic(
        token.position, "expected '\(symbol.rawValue)' for the one opened at \(opened), found \(token.text)")
    }
  }

  private mutating func nested<R>(_ body: (inout KQLParser) throws(Diagnostic) -> R) throws(Diagnostic) -> R {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw Diagnostic(token.position, "the query is nested more than \(Self.maximumDepth) deep")
    }
    return try body(&self)
  }

  // MARK: Conditions

  private mutating func disjunction() throws(Diagnostic) -> KQLSyntax {
    try nested { (parser: inout KQLParser) throws(Diagnostic) in
      var terms = [try parser.conjunction()]
      while parser.take(.or) { terms.append(try parser.conjunction()) }
      return terms.count == 1 ? terms[0] : .or(terms)
    }
  }

  private mutating func conjunction() throws(Diagnostic) -> KQLSyntax {
    var terms = [try negation()]
    while take(.and) { terms.append(try negation()) }
    return terms.count == 1 ? terms[0] : .and(terms)
  }

  private mutating func negation() throws(Diagnostic) -> KQLSyntax {
    guard take(.not) else { return try condition() }
    return .not(try nested { (parser: inout KQLParser) throws(Diagnostic) in try parser.negation() })
  }

  private mutating func condition() throws(Diagnostic) -> KQLSyntax {
    let start = token.position
    if take(.symbol(.open)) {
      let inner = try disjunction()
      try expect(.close, opened: start)
      return inner
    }
    guard let name = try literal() else {
      throw Diagnostic(start, "expected a field, a value or '(', found \(token.text)")
    }
    let place = token.position
    switch token.kind {
    case .symbol(.colon):
      index += 1
      if take(.symbol(.openBrace)) {
        let inner = try disjunction()
        try expect(.closeBrace, opened: place)
        return .nested(name, inner, start)
      }
      return .field(name, try values(), start)
    case .symbol(let symbol):
      guard let comparison = Comparison(rawValue: symbol.rawValue) else {
        return .field(nil, .value(name, start), start)
      }
      index += 1
      guard let bound = try literal() else {
        throw Diagnostic(token.position, "expected a value after '\(symbol.rawValue)', found \(token.text)")
      }
      return .range(name, comparison, bound, start)
    default: return .field(nil, .value(name, start), start)
    }
  }

  // MARK: Values

  /// One value, or several in parentheses with operators between them.
  private mutating func values() throws(Diagnostic) -> KQLValues {
    let start = token.position
    guard take(.symbol(.open)) else {
      guard let value = try literal() else {
        throw Diagnostic(start, "expected a value after ':', found \(token.text)")
      }
      return .value(value, start)
    }
    let list = try valueDisjunction()
    try expect(.close, opened: start)
    return list
  }

  private mutating func valueDisjunction() throws(Diagnostic) -> KQLValues {
    try nested { (parser: inout KQLParser) throws(Diagnostic) in
      var terms = [try parser.valueConjunction()]
      while parser.take(.or) { terms.append(try parser.valueConjunction()) }
      return terms.count == 1 ? terms[0] : .or(terms)
    }
  }

  private mutating func valueConjunction() throws(Diagnostic) -> KQLValues {
    var terms = [try valueNegation()]
    while take(.and) { terms.append(try valueNegation()) }
    return terms.count == 1 ? terms[0] : .and(terms)
  }

  private mutating func valueNegation() throws(Diagnostic) -> KQLValues {
    guard take(.not) else { return try values() }
    return .not(try nested { (parser: inout KQLParser) throws(Diagnostic) in try parser.valueNegation() })
  }

  /// A phrase, or the words up to the next symbol or operator.
  private mutating func literal() throws(Diagnostic) -> KQLLiteral? {
    switch token.kind {
    case .phrase(let text):
      index += 1
      return KQLLiteral([text], isQuoted: true)
    case .word(var literal):
      index += 1
      while case .word(let next) = token.kind {
        // `a b : c` ends the value before the field only if there is an operator; this is what Kibana refuses too.
        literal = literal.joined(next, by: token.space)
        index += 1
      }
      return literal
    default: return nil
    }
  }
}
