import ECS

/// Turns syntax into typed terms: resolves fields, checks types, folds constants, chooses the string tests.
///
/// What cannot mean anything (an unknown function, a wrong number of arguments, a bad expression) is an error. What can
/// be given a meaning but is probably not what was meant (an unknown field, a comparison of unlike types) is a warning.
struct Lowering {
  let options: QueryOptions
  /// Where in a query the expression stands.
  var scope = LoweringScope()
  private(set) var warnings: [Diagnostic] = []

  init(_ options: QueryOptions = QueryOptions()) { self.options = options }

  /// A term with its type.
  typealias Typed = (term: Term, type: ValueType)

  mutating func warn(_ position: SourcePosition, _ message: String) {
    warnings.append(Diagnostic(position, message))
  }

  /// Whether a comparison ignores case, given whether the query says so.
  func ignoresCase(_ isAsked: Bool) -> Bool { isAsked || !options.isCaseSensitive }

  /// A condition.
  mutating func condition(_ syntax: Syntax) throws(Diagnostic) -> Term {
    let (term, type) = try lower(syntax)
    switch type {
    case .boolean, .null: return term
    case .unknown where options.dialect == .elasticsearch: return term
    default:
      guard options.dialect == .reference else {
        throw Diagnostic(syntax.position, "a condition is needed here, this is a \(type.rawValue)")
      }
      let truth = Folding.fold(.call(.truth, insensitive: false, [term]))
      return enumeration(syntax, term, truth) ?? truth
    }
  }

  /// The reference implementation's `subtype.create`, which asks whether a text `subtype` is `create` where it is a text, and
  /// for its member where it is an object.
  private func enumeration(_ syntax: Syntax, _ term: Term, _ truth: Term) -> Term? {
    guard case .field(let path, _) = syntax.kind, case .field = term, case .name(let last)? = path.last else {
      return nil
    }
    let names = path.dropLast().compactMap { if case .name(let name) = $0 { name } else { nil } }
    guard !names.isEmpty, names.count == path.count - 1 else { return nil }
    let parent = FieldID.named(names.joined(separator: "."))
    let test = Term.test(.field(parent), .oneOf([Array(last.utf8)], insensitive: false))
    return Folding.or([Folding.and([.isNull(.field(parent)), truth]), .isTrue(test)])
  }

  mutating func lower(_ syntax: Syntax) throws(Diagnostic) -> Typed {
    switch syntax.kind {
    case .literal(let value): return (.constant(value), ValueType(value))
    case .field(let path, let isOptional):
      return try field(path, isOptional: isOptional, syntax.position)
    case .variable(let name, let path):
      guard let element = scope.element(name, path, isMarked: true) else {
        throw Diagnostic(syntax.position, "there is no variable '$\(name)' here")
      }
      return (element, .unknown)
    case .lineage(let kinship, let event): return (try lineage(kinship, event), .boolean)
    case .call(let name, let insensitive, let arguments):
      return try call(name, insensitive: insensitive, arguments, syntax.position)
    case .negative(let operand):
      let operand = try number(operand)
      return (Folding.fold(.call(.subtract, insensitive: false, [.constant(.integer(0)), operand])), .number)
    case .arithmetic(let function, let left, let right):
      let operands = [try number(left), try number(right)]
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

  /// An operand of arithmetic: fields that are text in the schema, or in none, are read as numbers.
  private mutating func number(_ syntax: Syntax) throws(Diagnostic) -> Term {
    let (term, type) = try lower(syntax)
    guard type == .string || type == .unknown, !term.isConstant else { return term }
    return .call(.number, insensitive: false, [term])
  }

  private mutating func lineage(_ kinship: Kinship, _ event: EventSyntax) throws(Diagnostic) -> Term {
    // The other event is another: it knows neither variables nor earlier steps.
    let outer = scope
    scope = LoweringScope()
    defer { scope = outer }
    return .lineage(Lineage(kinship: kinship, category: event.category, condition: try condition(event.condition)))
  }

  // MARK: Functions

  /// Whether there is a function of a name.
  static func knowsFunction(_ name: String) -> Bool {
    isSearch(name) || name.lowercased() == "safe" || Function.named(name) != nil
  }

  /// Whether a function looks for elements of a list; its second argument names the element.
  static func isSearch(_ name: String) -> Bool {
    ["arraysearch", "_arraysearch", "arraycount", "_arraycount"].contains(name.lowercased())
  }

  private mutating func call(
    _ name: String, insensitive: Bool, _ arguments: [Syntax], _ position: SourcePosition
  ) throws(Diagnostic) -> Typed {
    switch name.lowercased() {
    case "arraysearch", "_arraysearch": return (try search(name, counts: false, arguments, position), .boolean)
    case "arraycount", "_arraycount": return (try search(name, counts: true, arguments, position), .number)
    case "safe" where arguments.count == 1: return try lower(arguments[0])
    default: break
    }
    guard var function = Function.named(name) else { throw Diagnostic(position, "there is no function '\(name)'") }
    guard function.arity.contains(arguments.count) else {
      let range = function.arity
      let wanted = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      throw Diagnostic(position, "'\(name)' takes \(wanted) arguments, not \(arguments.count)")
    }
    var arguments = arguments
    if options.dialect == .reference, function == .match, arguments.count == 2, case .literal = arguments[0].kind {
      // The reference implementation takes the pattern first too.
      if case .field = arguments[1].kind { arguments.swapAt(0, 1) }
    }
    if insensitive, !function.hasInsensitiveForm { warn(position, "'\(name)' has no form that ignores case") }
    var terms: [Term] = []
    for (index, argument) in arguments.enumerated() {
      terms.append(try self.argument(index, argument, of: function, name))
    }
    if options.dialect == .reference {
      if function == .between { function = .betweenOrNull }
      terms = withDefaults(function, terms)
    }
    let ignoresCase = ignoresCase(insensitive)
    let test = try StringTestLowering.term(
      function, insensitive: ignoresCase, terms, arguments, position, options.dialect)
    return (Folding.fold(test ?? .call(function, insensitive: ignoresCase, terms)), function.result)
  }

  private mutating func argument(
    _ index: Int, _ argument: Syntax, of function: Function, _ name: String
  ) throws(Diagnostic) -> Term {
    var (term, type) = try lower(argument)
    let wanted = function.argument(index)
    if function == .number, index == 0, options.dialect == .reference, case .constant(.integer) = term {
      type = .number
    }
    let isNumberOfText = wanted == .number && type == .string && !term.isConstant
    if wanted != .unknown, type != .unknown, type != .null, type != wanted, !isNumberOfText {
      let message = "'\(name)' wants a \(wanted.rawValue) here, this is a \(type.rawValue)"
      if options.dialect == .reference, case .constant = term { throw Diagnostic(argument.position, message) }
      warn(argument.position, message)
    }
    if wanted == .number, type == .string || type == .unknown, !term.isConstant {
      return .call(.number, insensitive: false, [term])
    }
    if function == .length, options.dialect == .reference, case .field(let field) = term { term = .list(field) }
    return term
  }

  /// Null stands for the default of an argument that may be left out.
  private func withDefaults(_ function: Function, _ terms: [Term]) -> [Term] {
    var result = terms
    switch function {
    case .substring:
      if result.count > 1, result[1] == .constant(.null) { result[1] = .constant(.integer(0)) }
      if result.count > 2, result[2] == .constant(.null) { result.removeLast() }
    case .indexOf: if result.count > 2, result[2] == .constant(.null) { result.removeLast() }
    default: break
    }
    return result
  }

  /// `arraySearch(list, $element, condition)`; the reference implementation writes the element without `$`.
  private mutating func search(
    _ name: String, counts: Bool, _ arguments: [Syntax], _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    guard arguments.count == 3 else {
      throw Diagnostic(position, "'\(name)' takes 3 arguments, not \(arguments.count)")
    }
    let variable: LoweringScope.Variable
    switch arguments[1].kind {
    case .variable(let name, let path) where path.isEmpty: variable = .init(name: name, isMarked: true)
    case .field(let path, _):
      guard case .name(let name)? = path.first, path.count == 1 else { fallthrough }
      variable = .init(name: name, isMarked: false)
    default: throw Diagnostic(arguments[1].position, "'\(name)' wants a variable here, as in '$element'")
    }
    guard scope.variables.count < 8 else { throw Diagnostic(position, "searches are nested more than 8 deep") }
    let list = try lower(arguments[0]).term
    let level = scope.variables.count
    scope.variables.append(variable)
    defer { scope.variables.removeLast() }
    let condition = try condition(arguments[2])
    guard case .field(let field) = list else { return .search(list, counts: counts, condition) }
    return .search(.objects(field, members: condition.members(ofVariable: level)), counts: counts, condition)
  }

  // MARK: Membership and patterns

  private mutating func match(
    _ operand: Syntax, _ match: Syntax.Match, insensitive: Bool, _ values: [Syntax], _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    let subject = try lower(operand)
    let insensitive = ignoresCase(insensitive)
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
