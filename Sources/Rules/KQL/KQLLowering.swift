import ECS

/// Gives a KQL or Lucene query its meaning over the fields of the schema, as Elasticsearch's mappings give it.
struct KQLLowering {
  /// What `now` means in dates.
  let now: Timestamp
  /// Whether wildcards and exact values ignore case, as an option of some filters.
  var ignoresCase = false
  private(set) var warnings: [Diagnostic] = []
  private var prefix = ""

  init(now: Timestamp) { self.now = now }

  mutating func warn(_ position: SourcePosition, _ message: String) {
    warnings.append(Diagnostic(position, message))
  }

  mutating func clause(_ syntax: KQLSyntax) throws(Diagnostic) -> Term {
    switch syntax {
    case .everything: return .yes
    case .and(let terms): return Folding.and(try clauses(terms))
    case .or(let terms): return Folding.or(try clauses(terms))
    case .not(let inner): return Clause.not(try clause(inner))
    case .field(let name, let values, let position):
      return try clause(self.fields(name, position), values)
    case .range(let name, let comparison, let bound, let position):
      let fields = self.fields(name, position)
      return Folding.or(fields.map { range($0, comparison, bound, position) })
    case .nested(let name, let inner, let position): return try nested(name, inner, position)
    }
  }

  private mutating func clauses(_ syntax: [KQLSyntax]) throws(Diagnostic) -> [Term] {
    var result: [Term] = []
    for syntax in syntax { result.append(try clause(syntax)) }
    return result
  }

  // MARK: Fields

  /// The fields that a name means: itself, a pattern, or any field; text that is analysed is looked at by itself.
  private mutating func fields(_ name: KQLLiteral?, _ position: SourcePosition) -> [FieldID] {
    guard let name else { return prefix.isEmpty ? [.anyField] + Self.analysed : [.named(prefix + "*")] }
    let path = prefix + name.text
    let field = FieldID.named(path)
    if name.parts.count > 1 {
      let pattern = FieldPattern(path)
      return [field] + Self.analysed.filter { pattern?.matches($0.path) == true }
    }
    if !KnownFields.contains(path), !Self.isObject(path) {
      warn(position, "no known source has a field '\(path)'")
    }
    return [field]
  }

  /// The fields of ECS whose text is analysed into words.
  static let analysed: [FieldID] = ECSSchema.fields.compactMap { definition in
    guard definition.type == .text || definition.type == .matchOnlyText else { return nil }
    return FieldID.named(definition.path)
  }

  /// Whether a path is that of an object: only its members are fields.
  static func isObject(_ path: String) -> Bool { objects.contains(path) }

  private static let objects: Set<String> = {
    var result: Set<String> = []
    for definition in ECSSchema.fields {
      var path = definition.path[...]
      while let dot = path.lastIndex(of: ".") {
        path = path[..<dot]
        result.insert(String(path))
      }
    }
    return result
  }()

  func exists(_ field: FieldID) -> Term {
    let path = field.path
    if field == .anyField { return .yes }
    guard Self.isObject(path) else { return Clause.exists(field) }
    return Folding.or([Clause.exists(field), Clause.exists(.named(path + ".*"))])
  }

  // MARK: Values

  mutating func clause(_ fields: [FieldID], _ values: KQLValues) throws(Diagnostic) -> Term {
    switch values {
    case .value(let literal, let position):
      var result: [Term] = []
      for field in fields { result.append(try value(field, literal, position)) }
      return Folding.or(result)
    case .regex(let pattern, let position):
      let program = try StringTestLowering.program(pattern, insensitive: false, position)
      return Folding.or(fields.map { Clause.test($0, .regex(program)) })
    case .between(let lower, let upper, let position):
      return Folding.or(
        fields.map { field in
          var bounds: [Term] = []
          for bound in [lower, upper] {
            if let (comparison, literal) = bound { bounds.append(range(field, comparison, literal, position)) }
          }
          return bounds.isEmpty ? exists(field) : Folding.and(bounds)
        })
    case .not(let inner): return Clause.not(try clause(fields, inner))
    case .and(let inner):
      var result: [Term] = []
      for inner in inner { result.append(try clause(fields, inner)) }
      return Folding.and(result)
    case .or(let inner): return try disjunction(fields, inner)
    }
  }

  /// A list of values: the plain ones and the patterns of a keyword field become one test each.
  private mutating func disjunction(_ fields: [FieldID], _ values: [KQLValues]) throws(Diagnostic) -> Term {
    var rest: [KQLValues] = []
    var literals: [KQLLiteral] = []
    for value in values {
      if case .value(let literal, _) = value, !literal.isAnything {
        literals.append(literal)
      } else {
        rest.append(value)
      }
    }
    var result: [Term] = []
    for field in fields {
      if isKeyword(field) {
        let plain = literals.compactMap(\.plain).map { ignoresCase ? CaseFolding.fold($0) : $0 }
        let patterns = literals.filter(\.hasWildcard).map { GlobPattern($0, insensitive: ignoresCase) }
        if !plain.isEmpty { result.append(Clause.test(field, .oneOf(plain, insensitive: ignoresCase))) }
        if !patterns.isEmpty { result.append(Clause.test(field, .like(patterns))) }
      } else {
        for value in values {
          if case .value(let literal, let position) = value, !literal.isAnything {
            result.append(try self.value(field, literal, position))
          }
        }
      }
    }
    for value in rest { result.append(try clause(fields, value)) }
    return Folding.or(result)
  }

  private func isKeyword(_ field: FieldID) -> Bool {
    field.type.family == .keyword && field.type != .text && field.type != .matchOnlyText
  }

  mutating func value(
    _ field: FieldID, _ literal: KQLLiteral, _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    if literal.isAnything { return exists(field) }
    if field.type == .text || field.type == .matchOnlyText {
      return Clause.test(field, .regex(try AnalysedText.program(literal, position)))
    }
    switch field.type.family {
    case .keyword:
      if let plain = literal.plain {
        return Clause.test(field, .oneOf([ignoresCase ? CaseFolding.fold(plain) : plain], insensitive: ignoresCase))
      }
      return Clause.test(field, .like([GlobPattern(literal, insensitive: ignoresCase)]))
    default:
      guard literal.plain != nil else {
        warn(position, "a field of type \(field.type.rawValue) has no wildcards; nothing can match")
        return .no
      }
      return scalar(field, .equal, literal, position)
    }
  }

  // MARK: Ranges and typed values

  mutating func range(
    _ field: FieldID, _ comparison: Comparison, _ bound: KQLLiteral, _ position: SourcePosition
  ) -> Term {
    guard let text = bound.plain else {
      if bound.isAnything { return exists(field) }
      warn(position, "a bound has no wildcards; nothing can match")
      return .no
    }
    guard field.type.family == .keyword else { return scalar(field, comparison, bound, position) }
    // A pattern of fields takes any type: a number is compared with what is a number.
    if field.path.contains("*") || !KnownFields.isInSchema(field), let number = Self.number(text) {
      let subject = Term.call(.number, insensitive: false, [.field(field)])
      return .compare(comparison, subject, .constant(number))
    }
    return .compare(comparison, .field(field), .constant(.string(text)))
  }

  /// A comparison with a number, a truth value, a time or an address.
  private mutating func scalar(
    _ field: FieldID, _ comparison: Comparison, _ literal: KQLLiteral, _ position: SourcePosition
  ) -> Term {
    let text = literal.plain ?? []
    let subject = Term.field(field)
    switch field.type.family {
    case .keyword: return .no
    case .integer, .double:
      if let number = Self.number(text) {
        return .compare(comparison, subject, .constant(number))
      }
    case .boolean:
      let word = String(decoding: text, as: UTF8.self)
      if word == "true" || word == "false" {
        return .compare(comparison, subject, .constant(.boolean(word == "true")))
      }
    case .date:
      if let interval = DateMath.interval(text, now: now) { return date(subject, comparison, interval) }
    case .ip:
      let written = String(decoding: text, as: UTF8.self)
      if comparison == .equal, let network = IPNetwork(written) {
        return .inNetwork(subject, [network])
      }
      if let address = IPAddress(written) {
        return .compare(comparison, subject, .constant(.address(address)))
      }
    }
    warn(position, "'\(literal.text)' is no value of type \(field.type.rawValue); nothing can match")
    return .no
  }

  private func date(_ subject: Term, _ comparison: Comparison, _ interval: ClosedRange<Int64>) -> Term {
    func bound(_ comparison: Comparison, _ time: Int64) -> Term {
      .compare(comparison, subject, .constant(.date(time)))
    }
    switch comparison {
    case .greater: return bound(.greater, interval.upperBound)
    case .greaterOrEqual: return bound(.greaterOrEqual, interval.lowerBound)
    case .less: return bound(.less, interval.lowerBound)
    case .lessOrEqual: return bound(.lessOrEqual, interval.upperBound)
    case .equal, .notEqual:
      if interval.lowerBound == interval.upperBound { return bound(.equal, interval.lowerBound) }
      return Folding.and([bound(.greaterOrEqual, interval.lowerBound), bound(.lessOrEqual, interval.upperBound)])
    }
  }

  static func number(_ text: [UInt8]) -> Value? {
    let word = String(decoding: text, as: UTF8.self)
    if let integer = Int64(word) { return .integer(integer) }
    guard let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: ".") || first &- 0x30 <= 9,
      let double = Double(word), double.isFinite
    else { return nil }
    return .double(double)
  }

  // MARK: Nested

  /// One object of the list at a path must fulfil the whole condition. A source that wrote a single object instead of a
  /// list has its members as fields of their own.
  private mutating func nested(
    _ name: KQLLiteral, _ inner: KQLSyntax, _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    let path = prefix + name.text
    let outer = prefix
    prefix = path + "."
    defer { prefix = outer }
    let condition = try clause(inner)
    let list = FieldID.named(path)
    return Folding.or([
      .test(.field(list), .objects(path: path, condition)), Folding.and([.isNull(.field(list)), condition]),
    ])
  }
}

extension FieldID {
  /// Stands for every field: its column has all values of an event.
  static let anyField = FieldID.named("*")
}
