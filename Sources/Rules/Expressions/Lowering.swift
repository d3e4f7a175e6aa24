import ECS

/// Turns syntax into typed terms: resolves fields, checks types, folds constants, chooses the string tests.
///
/// What cannot mean anything (an unknown function, a wrong number of arguments, a bad expression) is an error. What can
/// be given a meaning but is probably not what was meant (an unknown field, a comparison of unlike types) is a warning.
struct Lowering {
  private(set) var warnings: [Diagnostic] = []

  /// A term with its type.
  typealias Typed = (term: Term, type: ValueType)

  mutating func warn(_ position: SourcePosition, _ message: String) {
    warnings.append(Diagnostic(position, message))
  }

  /// A condition.
  mutating func condition(_ syntax: Syntax) throws(Diagnostic) -> Term {
    let (term, type) = try lower(syntax)
    switch type {
    case .boolean, .unknown, .null: return term
    default: throw Diagnostic(syntax.position, "a condition is needed here, this is a \(type.rawValue)")
    }
  }

  mutating func lower(_ syntax: Syntax) throws(Diagnostic) -> Typed {
    switch syntax.kind {
    case .literal(let value): return (.constant(value), ValueType(value))
    case .field(let path, let isOptional):
      return field(path, isOptional: isOptional, syntax.position)
    case .call(let name, let insensitive, let arguments):
      return try call(name, insensitive: insensitive, arguments, syntax.position)
    case .negative(let operand):
      let (term, _) = try lower(operand)
      return (Folding.fold(.call(.subtract, insensitive: false, [.constant(.integer(0)), term])), .number)
    case .arithmetic(let function, let left, let right):
      let operands = [try lower(left).term, try lower(right).term]
      return (Folding.fold(.call(function, insensitive: false, operands)), .number)
    case .comparison(let comparison, let left, let right):
      let term = try ComparisonLowering.term(comparison, try lower(left), try lower(right), syntax.position, &self)
      return (term, .boolean)
    case .match(let operand, let match, let insensitive, let values):
      return (try self.match(operand, match, insensitive: insensitive, values, syntax.position), .boolean)
    case .not(let operand): return (Folding.negate(try condition(operand)), .boolean)
    case .and(let operands): return (Folding.and(try conditions(operands)), .boolean)
    case .or(let operands): return (Folding.or(try conditions(operands)), .boolean)
    }
  }

  private mutating func conditions(_ operands: [Syntax]) throws(Diagnostic) -> [Term] {
    var result: [Term] = []
    for operand in operands { result.append(try condition(operand)) }
    return result
  }

  private mutating func field(_ path: String, isOptional: Bool, _ position: SourcePosition) -> Typed {
    if !isOptional, !KnownFields.contains(path) {
      warn(position, "no known source has a field '\(path)'; write '?\(path)' if it may be missing")
    }
    let field = FieldID.named(path)
    return (.field(field), ValueType(field))
  }

  // MARK: Functions

  private mutating func call(
    _ name: String, insensitive: Bool, _ arguments: [Syntax], _ position: SourcePosition
  ) throws(Diagnostic) -> Typed {
    // Published rules write some names in lower case (`startswith`), and Elasticsearch runs them.
    let known = Function(rawValue: name) ?? Function.allCases.first { $0.rawValue.lowercased() == name.lowercased() }
    guard let function = known else { throw Diagnostic(position, "there is no function '\(name)'") }
    guard function.arity.contains(arguments.count) else {
      let range = function.arity
      let wanted = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw Diagnostic(position, "'\(name)' takes \(wanted) arguments, not \(arguments.count)")
    }
    if insensitive, !function.hasInsensitiveForm { warn(position, "'\(name)' has no form that ignores case") }
    var terms: [Term] = []
    for (index, argument) in arguments.enumerated() {
      let (term, type) = try lower(argument)
      let wanted = function.argument(index)
      if wanted != .unknown, type != .unknown, type != .null, type != wanted {
        warn(argument.position, "'\(name)' wants a \(wanted.rawValue) here, this is a \(type.rawValue)")
      }
      terms.append(term)
    }
    let test = try StringTestLowering.term(function, insensitive: insensitive, terms, arguments, position)
    return (Folding.fold(test ?? .call(function, insensitive: insensitive, terms)), function.result)
  }

  // MARK: Membership and patterns

  private mutating func match(
    _ operand: Syntax, _ match: Syntax.Match, insensitive: Bool, _ values: [Syntax], _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    let subject = try lower(operand)
    var plain: [[UInt8]] = []
    var patterns: [GlobPattern] = []
    var others: [Term] = []
    for value in values {
      let operand = try lower(value)
      guard case .constant(.string(let text)) = operand.term, subject.type == .string || subject.type == .unknown else {
        if match == .like || match == .regex, !subjectTakesPatterns(subject.type) || operand.type != .string {
          throw Diagnostic(value.position, "'\(match.rawValue)' wants a constant string pattern")
        }
        others.append(try special(subject, match, insensitive: insensitive, operand, value.position))
        continue
      }
      switch match {
      case .oneOf: plain.append(insensitive ? CaseFolding.fold(text) : text)
      case .colon:
        if GlobPattern.hasWildcard(text) {
          patterns.append(GlobPattern(text, insensitive: true))
        } else {
          plain.append(CaseFolding.fold(text))
        }
      case .like: patterns.append(GlobPattern(text, insensitive: insensitive))
      case .regex:
        let program = try StringTestLowering.program(text, insensitive: insensitive, value.position)
        others.append(.test(subject.term, .regex(program)))
      }
    }
    if !plain.isEmpty { others.append(.test(subject.term, .oneOf(plain, insensitive: insensitive || match == .colon))) }
    if !patterns.isEmpty { others.append(.test(subject.term, .like(patterns))) }
    return Folding.or(others.map(Folding.fold))
  }

  private func subjectTakesPatterns(_ type: ValueType) -> Bool {
    type != .boolean && type != .null
  }

  /// A member of a list that is no string, or whose subject is none.
  private mutating func special(
    _ subject: Typed, _ match: Syntax.Match, insensitive: Bool, _ value: Typed, _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    if case .constant(.string(let text)) = value.term, match != .oneOf {
      if match == .regex {
        return .test(subject.term, .regex(try StringTestLowering.program(text, insensitive: insensitive, position)))
      }
      if match == .like || GlobPattern.hasWildcard(text) {
        return .test(subject.term, .like([GlobPattern(text, insensitive: match == .colon || insensitive)]))
      }
    }
    if insensitive || match == .colon, subject.type == .string, value.type == .string {
      return .call(.arrayContains, insensitive: true, [subject.term, value.term])
    }
    return try ComparisonLowering.term(.equal, subject, value, position, &self)
  }
}
