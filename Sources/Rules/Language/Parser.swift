/// Parses EQL: this file the conditions, `Parser+Queries` what relates several events, and pipes.
///
/// Precedence, loosest first: `or`, `and`, `not`, comparison, `+ -`, `* / %`, unary minus. Source: the EQL syntax
/// reference of Elasticsearch.
struct Parser {
  /// Expressions may be nested this deep.
  static let maximumDepth = 200

  let dialect: QueryOptions.Dialect
  private let tokens: [Token]
  private var index = 0
  private var depth = 0
  /// Constants and macros that may be used here.
  var definitions: Definitions
  /// Parameters of the macro that is being defined, which hide constants.
  var hidden: Set<String> = []
  /// The macro that is being defined.
  var openMacro: String?
  /// Expressions that macros have expanded to.
  var expanded = 0

  /// Parses a whole query, with the definitions that may stand before it.
  static func parse(
    _ text: String, _ dialect: QueryOptions.Dialect = .elasticsearch, _ definitions: Definitions = Definitions()
  ) throws(Diagnostic) -> QuerySyntax {
    var parser = try Parser(text, dialect, definitions)
    try parser.leadingDefinitions()
    return try parser.query()
  }

  /// Parses an expression that stands alone.
  static func parse(expression text: String, _ dialect: QueryOptions.Dialect) throws(Diagnostic) -> Syntax {
    var parser = try Parser(text, dialect, Definitions())
    let result = try parser.disjunction()
    try parser.expectEnd()
    return result
  }

  init(_ text: String, _ dialect: QueryOptions.Dialect, _ definitions: Definitions) throws(Diagnostic) {
    self.dialect = dialect
    self.definitions = definitions
    tokens = try Lexer.tokens(of: text)
  }

  // MARK: Tokens

  var token: Token { token(ahead: 0) }

  func token(ahead count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }

  mutating func step() { index += 1 }

  func expectEnd() throws(Diagnostic) {
    guard token.kind == .end else {
      throw Diagnostic(token.position, "expected an operator or the end of the query, found \(token.text)")
    }
  }

  func isSymbol(_ symbol: Token.Symbol) -> Bool { token.kind == .symbol(symbol) }

  func isWord(_ name: String) -> Bool {
    if case .word(name, insensitive: false) = token.kind { true } else { false }
  }

  mutating func take(_ symbol: Token.Symbol) -> Bool {
    guard isSymbol(symbol) else { return false }
    index += 1
    return true
  }

  mutating func take(word: String) -> Bool {
    guard isWord(word) else { return false }
    index += 1
    return true
  }

  mutating func expect(_ symbol: Token.Symbol, _ purpose: String) throws(Diagnostic) {
    guard take(symbol) else {
      throw Diagnostic(token.position, "expected '\(symbol.rawValue)' \(purpose), found \(token.text)")
    }
  }

  mutating func nested(
    _ body: (inout Parser) throws(Diagnostic) -> Syntax
  ) throws(Diagnostic) -> Syntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw Diagnostic(token.position, "expressions are nested more than \(Self.maximumDepth) deep")
    }
    return try body(&self)
  }

  /// Chains of operators are trees too: `1 + 1 + 1 …` is as deep as it is long.
  private func bound(_ syntax: Syntax) throws(Diagnostic) {
    guard syntax.depth <= Self.maximumDepth else {
      throw Diagnostic(syntax.position, "expressions are nested more than \(Self.maximumDepth) deep")
    }
  }

  // MARK: Conditions

  mutating func disjunction() throws(Diagnostic) -> Syntax {
    try nested { (parser: inout Parser) throws(Diagnostic) in
      let position = parser.token.position
      var terms = [try parser.conjunction()]
      while parser.take(word: "or") { terms.append(try parser.conjunction()) }
      return terms.count == 1 ? terms[0] : Syntax(kind: .or(terms), position: position)
    }
  }

  private mutating func conjunction() throws(Diagnostic) -> Syntax {
    let position = token.position
    var terms = [try negation()]
    while take(word: "and") { terms.append(try negation()) }
    return terms.count == 1 ? terms[0] : Syntax(kind: .and(terms), position: position)
  }

  private mutating func negation() throws(Diagnostic) -> Syntax {
    let position = token.position
    guard take(word: "not") else { return try comparison() }
    let operand = try nested { (parser: inout Parser) throws(Diagnostic) in try parser.negation() }
    return Syntax(kind: .not(operand), position: position)
  }

  private mutating func comparison() throws(Diagnostic) -> Syntax {
    let left = try sum()
    let position = token.position
    switch token.kind {
    case .symbol(.colon):
      index += 1
      return Syntax(kind: .match(left, .colon, insensitive: true, try operands()), position: position)
    case .symbol(.assign) where dialect == .reference:
      index += 1
      return Syntax(kind: .comparison(.equal, left, try sum()), position: position)
    case .symbol(.assign): throw Diagnostic(position, "unexpected '='; comparison is '=='")
    case .symbol(.not) where token(ahead: 1).kind == .symbol(.colon):
      index += 2
      let match = Syntax(kind: .match(left, .colon, insensitive: true, try operands()), position: position)
      return Syntax(kind: .not(match), position: position)
    case .symbol(let symbol):
      guard let comparison = Comparison(rawValue: symbol.rawValue) else { return left }
      index += 1
      return Syntax(kind: .comparison(comparison, left, try sum()), position: position)
    case .word("not", insensitive: false):
      index += 1
      guard let match = try match(left) else {
        throw Diagnostic(token.position, "expected 'in', 'like' or 'regex' after 'not', found \(token.text)")
      }
      return Syntax(kind: .not(match), position: position)
    default:
      return try match(left) ?? left
    }
  }

  private mutating func match(_ left: Syntax) throws(Diagnostic) -> Syntax? {
    guard case .word(let name, let insensitive) = token.kind, let match = Syntax.Match(rawValue: name) else {
      return nil
    }
    let position = token.position
    index += 1
    if match == .oneOf, !isSymbol(.open) {
      throw Diagnostic(token.position, "expected '(' and a list of values after 'in', found \(token.text)")
    }
    return Syntax(kind: .match(left, match, insensitive: insensitive, try operands()), position: position)
  }

  /// One value, or several between parentheses.
  private mutating func operands() throws(Diagnostic) -> [Syntax] {
    guard take(.open) else { return [try sum()] }
    var values = [try sum()]
    while take(.comma) {
      if isSymbol(.close) { break }
      values.append(try sum())
    }
    try expect(.close, "after the list of values")
    return values
  }

  // MARK: Values

  mutating func sum() throws(Diagnostic) -> Syntax {
    var left = try product()
    while true {
      let position = token.position
      let function: Function
      if take(.plus) { function = .add } else if take(.minus) { function = .subtract } else { return left }
      left = Syntax(kind: .arithmetic(function, left, try product()), position: position)
      try bound(left)
    }
  }

  private mutating func product() throws(Diagnostic) -> Syntax {
    var left = try unary()
    while true {
      let position = token.position
      let function: Function
      if take(.times) {
        function = .multiply
      } else if take(.over) {
        function = .divide
      } else if take(.percent) {
        function = .modulo
      } else {
        return left
      }
      left = Syntax(kind: .arithmetic(function, left, try unary()), position: position)
      try bound(left)
    }
  }

  private mutating func unary() throws(Diagnostic) -> Syntax {
    let position = token.position
    if take(.plus) { return try nested { (parser: inout Parser) throws(Diagnostic) in try parser.unary() } }
    guard take(.minus) else { return try chain() }
    let operand = try nested { (parser: inout Parser) throws(Diagnostic) in try parser.unary() }
    return Syntax(kind: .negative(operand), position: position)
  }

  /// A value with the methods behind it: `value:length()` is `length(value)`.
  private mutating func chain() throws(Diagnostic) -> Syntax {
    var value = try primary()
    while let name = methodName {
      let position = token.position
      index += 3
      value = try called(name, insensitive: false, [value] + (try arguments(of: name)), position)
      try bound(value)
    }
    return value
  }

  /// The name in `:name(` without blanks; with blanks it would be a comparison.
  private var methodName: String? {
    guard isSymbol(.colon), case .word(let name, insensitive: false) = token(ahead: 1).kind,
      token(ahead: 2).kind == .symbol(.open)
    else { return nil }
    let (colon, word, open) = (token.position, token(ahead: 1).position, token(ahead: 2).position)
    guard word.line == colon.line, word.column == colon.column + 1, open.line == word.line,
      open.column == word.column + name.unicodeScalars.count
    else { return nil }
    return name
  }

  private mutating func primary() throws(Diagnostic) -> Syntax {
    let position = token.position
    switch token.kind {
    case .string(let bytes): return literal(.string(bytes))
    case .integer(let value): return literal(.integer(value))
    case .decimal(let value): return literal(.double(value))
    case .word("true", insensitive: false): return literal(.boolean(true))
    case .word("false", insensitive: false): return literal(.boolean(false))
    case .word("null", insensitive: false): return literal(.null)
    case .word(let name, insensitive: false)
    where token(ahead: 1).kind == .word("of", insensitive: false) && token(ahead: 2).kind == .symbol(.openBracket):
      return try lineage(name, position)
    case .word(let name, let insensitive):
      index += 1
      if take(.open) { return try called(name, insensitive: insensitive, try arguments(of: name), position) }
      guard !insensitive else { throw Diagnostic(token.position, "expected '(' after '\(name)~'") }
      guard !Self.reserved.contains(name) else { throw Diagnostic(position, "'\(name)' is a keyword, not a value") }
      let field = try field(name, isOptional: false, position)
      if case .field(let path, _) = field.kind, path.count == 1, !hidden.contains(name),
        let constant = definitions.constants[name]
      {
        return Syntax(kind: .literal(constant), position: position)
      }
      return field
    case .quotedName(let name):
      index += 1
      return try field(name, isOptional: false, position)
    case .symbol(.question):
      index += 1
      return try field(try fieldPart(), isOptional: true, position)
    case .symbol(.open):
      index += 1
      let inner = try disjunction()
      try expect(.close, "to close the parenthesis of \(position)")
      return inner
    case .symbol(.dollar):
      index += 1
      let name = try fieldPart()
      return Syntax(kind: .variable(name, try path()), position: position)
    case .duration(let text): throw Diagnostic(position, "'\(text)' is neither a number nor a name")
    case .symbol, .end: throw Diagnostic(position, "expected a value, found \(token.text)")
    }
  }

  private mutating func literal(_ value: Value) -> Syntax {
    defer { index += 1 }
    return Syntax(kind: .literal(value), position: token.position)
  }

  private mutating func lineage(_ name: String, _ position: SourcePosition) throws(Diagnostic) -> Syntax {
    guard let kinship = Kinship(rawValue: name) else {
      throw Diagnostic(position, "there is 'child of', 'descendant of' and 'event of', not '\(name) of'")
    }
    index += 2
    return try nested { (parser: inout Parser) throws(Diagnostic) in
      let event = try parser.bracketedEvent()
      return Syntax(kind: .lineage(kinship, event), position: position)
    }
  }

  /// Takes a comma with something behind it. The reference implementation lets the last element of a list have one too.
  private mutating func takeComma(before end: Token.Symbol) -> Bool {
    guard take(.comma) else { return false }
    return dialect != .reference || !isSymbol(end)
  }

  private mutating func arguments(of name: String) throws(Diagnostic) -> [Syntax] {
    var arguments: [Syntax] = []
    if !isSymbol(.close) {
      arguments.append(try disjunction())
      while takeComma(before: .close) { arguments.append(try disjunction()) }
    }
    try expect(.close, "after the arguments of '\(name)'")
    return arguments
  }

  private mutating func field(
    _ first: String, isOptional: Bool, _ position: SourcePosition
  ) throws(Diagnostic) -> Syntax {
    let parts = [PathPart.name(first)] + (try path())
    return Syntax(kind: .field(parts, isOptional: isOptional), position: position)
  }

  /// `.name` and `[index]`, as many as there are.
  private mutating func path() throws(Diagnostic) -> [PathPart] {
    var parts: [PathPart] = []
    while true {
      if take(.dot) {
        parts.append(.name(try fieldPart()))
      } else if isSymbol(.openBracket), case .integer(let number) = token(ahead: 1).kind,
        token(ahead: 2).kind == .symbol(.closeBracket), let number = Int(exactly: number)
      {
        guard dialect == .reference else {
          throw Diagnostic(token.position, "values of a list have no index; a condition holds if any value fulfils it")
        }
        index += 3
        parts.append(.index(number))
      } else {
        return parts
      }
    }
  }

  private mutating func fieldPart() throws(Diagnostic) -> String {
    switch token.kind {
    case .word(let name, insensitive: false), .quotedName(let name):
      index += 1
      return name
    default:
      throw Diagnostic(token.position, "expected a field name, found \(token.text)")
    }
  }

  private static let reserved: Set<String> = [
    "and", "any", "by", "in", "join", "like", "maxspan", "not", "of", "or", "regex", "sample", "sequence", "until",
    "where", "with",
  ]
}
