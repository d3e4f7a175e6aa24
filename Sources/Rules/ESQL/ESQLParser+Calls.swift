// Calls of functions and of aggregates, behind their name.
extension ESQLParser {
  mutating func call(_ name: String, _ position: SourcePosition) throws(Diagnostic) -> ESQLExpression? {
    try expect("(")
    if let function = ESQLStats.Function(rawValue: name) { return try aggregate(function, position) }
    switch name {
    case "kql", "qstr":
      guard case .string(let text) = token.kind else {
        throw Diagnostic(token.position, "'\(name)' needs a constant query")
      }
      kql.append((String(decoding: text, as: UTF8.self), token.position))
      advance()
      try expect(")")
      guard name == "kql" else { throw Diagnostic(position, "'qstr' is not supported") }
      return .kql(kql.count - 1)
    case "match", "match_phrase":
      let field = try expression()
      try expect(",")
      let text = token
      let program = try words()
      var distance = 0
      if take(symbol: ",") { distance = try fuzziness() }
      try expect(")")
      guard distance > 0, case .string(let wanted) = text.kind else { return .words(field, program) }
      return .near(field, CaseFolding.fold(wanted), distance)
    case "replace":
      let text = try expression()
      try expect(",")
      let place = token.position
      guard case .string(let pattern) = token.kind else {
        throw Diagnostic(place, "'replace' needs a constant expression to look for")
      }
      advance()
      try expect(",")
      let replacement = try expression()
      try expect(")")
      do throws(RegexError) {
        return .replace(text, try CapturingRegex(pattern), replacement)
      } catch {
        throw Diagnostic(place, "regular expression, character \(error.offset + 1): \(error.message)")
      }
    default: break
    }
    guard let function = ESQLFunction(rawValue: Self.alias[name] ?? name) else {
      throw Diagnostic(position, "there is no function '\(name)'")
    }
    var arguments: [ESQLExpression] = []
    if !take(symbol: ")") {
      repeat { arguments.append(try expression()) } while take(symbol: ",")
      try expect(")")
    }
    guard function.arity.contains(arguments.count) else {
      throw Diagnostic(position, "'\(name)' does not take \(arguments.count) arguments")
    }
    return try rewritten(function, arguments, position) ?? .call(function, arguments)
  }

  /// Members of the source document and of points are fields of their own here.
  private mutating func rewritten(
    _ function: ESQLFunction, _ arguments: [ESQLExpression], _ position: SourcePosition
  ) throws(Diagnostic) -> ESQLExpression? {
    guard case .column(let column) = arguments.first else { return nil }
    switch function {
    case .json_extract:
      guard columns[column] == "_source", case .literal(let path) = arguments[1], let text = path.firstText else {
        return nil
      }
      return .column(try read(JSONPath.steps(text).joined(separator: "."), position))
    case .st_x, .st_y:
      let name = columns[column] + (function == .st_x ? ".lon" : ".lat")
      guard let member = try? read(name, position) else { return nil }
      return .call(.coalesce, [.call(function, arguments), .call(.to_double, [.column(member)])])
    default: return nil
    }
  }

  /// How many letters may differ, from the options of `match`; other options change only how fast a search is.
  private mutating func fuzziness() throws(Diagnostic) -> Int {
    var distance = 0
    try expect("{")
    repeat {
      let key = token
      advance()
      try expect(":")
      let value = token
      if take(symbol: "-") { throw Diagnostic(value.position, "the option must not be negative") }
      advance()
      guard case .string(let name) = key.kind else { throw Diagnostic(key.position, "expected an option's name") }
      switch String(decoding: name, as: UTF8.self) {
      case "fuzziness":
        guard case .integer(let given) = value.kind, (0...2).contains(given) else {
          throw Diagnostic(value.position, "a fuzziness of 0, 1 or 2 is supported")
        }
        distance = Int(given)
      case "max_expansions", "boost", "lenient", "fuzzy_transpositions": break
      default: throw Diagnostic(key.position, "the option is not supported")
      }
    } while take(symbol: ",")
    try expect("}")
    return distance
  }

  private static let alias = [
    "to_str": "to_string", "to_int": "to_integer", "to_dbl": "to_double", "to_bool": "to_boolean",
    "to_dt": "to_datetime",
    "to_date": "to_datetime", "tolower": "to_lower", "toupper": "to_upper",
  ]

  private mutating func aggregate(
    _ function: ESQLStats.Function, _ position: SourcePosition
  ) throws(Diagnostic) -> ESQLExpression {
    guard aggregates != nil else {
      throw Diagnostic(position, "'\(function.rawValue)' aggregates rows and belongs to 'stats'")
    }
    let outer = aggregates
    aggregates = nil
    var aggregate = ESQLStats.Aggregate(function: function, argument: nil, key: nil, column: 0)
    if token.kind == .symbol("*") {
      advance()
    } else if token.kind != .symbol(")") {
      aggregate.argument = try expression()
    }
    if take(symbol: ",") {
      if function == .top {
        guard case .integer(let limit) = token.kind, limit > 0 else {
          throw Diagnostic(token.position, "'top' needs a number")
        }
        aggregate.limit = Int(clamping: limit)
        advance()
        if take(symbol: ","), case .string(let order) = token.kind {
          aggregate.isDescending = String(decoding: order, as: UTF8.self).lowercased() == "desc"
          advance()
        }
      } else {
        aggregate.key = try expression()
      }
    }
    try expect(")")
    guard aggregate.argument != nil || function == .count else {
      throw Diagnostic(position, "'\(function.rawValue)' needs an argument")
    }
    aggregate.column = makeHidden()
    aggregates = (outer ?? []) + [aggregate]
    return .column(aggregate.column)
  }
}
