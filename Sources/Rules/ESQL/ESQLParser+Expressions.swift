// Expressions, loosest first: or, and, not, comparison, + -, * / %, unary minus, cast.
extension ESQLParser {
  mutating func expression() throws(Diagnostic) -> ESQLExpression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw Diagnostic(token.position, "expressions are nested more than \(Self.maximumDepth) deep")
    }
    var left = try conjunction()
    var length = 0
    while take(word: "or") {
      try bound(&length)
      left = .or(left, try conjunction())
    }
    return left
  }

  /// Chains are trees as deep as they are long.
  private func bound(_ length: inout Int) throws(Diagnostic) {
    length += 1
    guard length <= 2_000 else { throw Diagnostic(token.position, "the chain of operators is too long") }
  }

  private mutating func conjunction() throws(Diagnostic) -> ESQLExpression {
    var left = try negation()
    var length = 0
    while take(word: "and") {
      try bound(&length)
      left = .and(left, try negation())
    }
    return left
  }

  private mutating func negation() throws(Diagnostic) -> ESQLExpression {
    guard take(word: "not") else { return try comparison() }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw Diagnostic(token.position, "'not' is nested too deep") }
    return .not(try negation())
  }

  private mutating func comparison() throws(Diagnostic) -> ESQLExpression {
    let left = try sum()
    let position = token.position
    if case .symbol(let symbol) = token.kind {
      if let comparison = Comparison(rawValue: symbol) {
        advance()
        return .compare(comparison, left, try sum())
      }
      if symbol == "=~" {
        advance()
        return .compare(.equal, .call(.to_lower, [left]), .call(.to_lower, [try sum()]))
      }
      if symbol == ":" {
        advance()
        return .words(left, try words())
      }
      return left
    }
    if take(word: "is") {
      let isNot = take(word: "not")
      guard take(word: "null") else { throw Diagnostic(token.position, "expected 'null' after 'is'") }
      return isNot ? .not(.isNull(left)) : .isNull(left)
    }
    let isNegated = isWord("not")
    if isNegated { advance() }
    var result: ESQLExpression
    if take(word: "in") {
      result = .isIn(left, try list())
    } else if take(word: "like") {
      result = .like(left, try texts().map { GlobPattern(KQLLiteral(wildcardQuery: $0), insensitive: false) })
    } else if take(word: "rlike") {
      var programs: [RegexProgram] = []
      for text in try texts() {
        programs.append(try StringTestLowering.program(Array(text.utf8), insensitive: false, position))
      }
      result = .regex(left, programs)
    } else if isNegated {
      throw Diagnostic(token.position, "expected 'in', 'like' or 'rlike' after 'not', found \(token.text)")
    } else {
      return left
    }
    if isNegated { result = .not(result) }
    return result
  }

  private mutating func list() throws(Diagnostic) -> [ESQLExpression] {
    try expect("(")
    var values: [ESQLExpression] = []
    repeat { values.append(try sum()) } while take(symbol: ",")
    try expect(")")
    return values
  }

  /// A constant text, or several in parentheses.
  private mutating func texts() throws(Diagnostic) -> [String] {
    let isList = take(symbol: "(")
    var result: [String] = []
    repeat {
      guard case .string(let text) = token.kind else {
        throw Diagnostic(token.position, "expected a constant pattern, found \(token.text)")
      }
      advance()
      result.append(String(decoding: text, as: UTF8.self))
    } while isList && take(symbol: ",")
    if isList { try expect(")") }
    return result
  }

  mutating func words() throws(Diagnostic) -> RegexProgram {
    let position = token.position
    guard case .string(let text) = token.kind else {
      throw Diagnostic(position, "expected the words to search for, found \(token.text)")
    }
    advance()
    return try AnalysedText.program(KQLLiteral([text]), position)
  }

  // MARK: Arithmetic

  private mutating func sum() throws(Diagnostic) -> ESQLExpression {
    var left = try product()
    var length = 0
    while true {
      try bound(&length)
      if take(symbol: "+") {
        left = .arithmetic(.add, left, try product())
      } else if take(symbol: "-") {
        left = .arithmetic(.subtract, left, try product())
      } else {
        return left
      }
    }
  }

  private mutating func product() throws(Diagnostic) -> ESQLExpression {
    var left = try unary()
    var length = 0
    while true {
      try bound(&length)
      if take(symbol: "*") {
        left = .arithmetic(.multiply, left, try unary())
      } else if take(symbol: "/") {
        left = .arithmetic(.divide, left, try unary())
      } else if take(symbol: "%") {
        left = .arithmetic(.modulo, left, try unary())
      } else {
        return left
      }
    }
  }

  private mutating func unary() throws(Diagnostic) -> ESQLExpression {
    var isNegative = false
    var length = 0
    while true {
      try bound(&length)
      if take(symbol: "-") { isNegative.toggle() } else if !take(symbol: "+") { break }
    }
    var value = try primary()
    while take(symbol: "::") {
      let position = token.position
      value = .call(try Self.cast(name(), position), [value])
    }
    return isNegative ? .call(.negate, [value]) : value
  }

  private static func cast(_ name: String, _ position: SourcePosition) throws(Diagnostic) -> ESQLFunction {
    switch name.lowercased() {
    case "string", "keyword", "text": return .to_string
    case "double": return .to_double
    case "long", "unsigned_long": return .to_long
    case "int", "integer": return .to_integer
    case "boolean", "bool": return .to_boolean
    case "datetime", "date": return .to_datetime
    case "ip": return .to_ip
    case "geo_point": return .to_geopoint
    default: throw Diagnostic(position, "there is no type '\(name)'")
    }
  }

  private mutating func primary() throws(Diagnostic) -> ESQLExpression {
    let start = token
    switch start.kind {
    case .string(let text):
      advance()
      return .literal(.string(text))
    case .integer(let value):
      advance()
      return try span(value) ?? .literal(.integer(value))
    case .decimal(let value):
      advance()
      return .literal(.double(value))
    case .symbol("("):
      advance()
      let inner = try expression()
      try expect(")")
      return inner
    case .symbol("["):
      advance()
      var values: [Value] = []
      repeat {
        guard case .literal(let value) = try unary() else {
          throw Diagnostic(token.position, "a list holds constants only")
        }
        values.append(value)
      } while take(symbol: ",")
      try expect("]")
      return .literal(.list(values))
    case .name(let name):
      advance()
      if token.kind == .symbol("("), let call = try call(name.lowercased(), start.position) { return call }
      switch name.lowercased() {
      case "null": return .literal(.null)
      case "true": return .literal(.boolean(true))
      case "false": return .literal(.boolean(false))
      default: return .column(try read(name, start.position))
      }
    case .quotedName(let name):
      advance()
      return .column(try read(name, start.position))
    default: throw Diagnostic(start.position, "expected a value, found \(start.text)")
    }
  }

  /// A number with a unit of time behind it.
  private mutating func span(_ amount: Int64) throws(Diagnostic) -> ESQLExpression? {
    guard case .name(let unit) = token.kind, let (nanoseconds, months) = TimeUnit.size(unit.lowercased()) else {
      return nil
    }
    advance()
    let (total, overflow) = amount.multipliedReportingOverflow(by: nanoseconds)
    let (count, carry) = amount.multipliedReportingOverflow(by: months)
    guard !overflow, !carry else { throw Diagnostic(token.position, "the span of time is too long") }
    return .span(total, months: count)
  }
}
