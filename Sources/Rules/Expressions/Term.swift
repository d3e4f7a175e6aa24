import ECS

/// A typed expression over event fields, without places, so that equal ones of different rules are one.
indirect enum Term: Sendable, Hashable {
  case constant(Value)
  case field(FieldID)
  case call(Function, insensitive: Bool, [Term])
  case compare(Comparison, Term, Term)
  /// A condition on the text of a value.
  case test(Term, StringTest)
  /// Whether a value is missing; never null itself.
  case isNull(Term)
  /// Whether a condition is true: false, never null, where it is null. What languages without null mean by a condition.
  case isTrue(Term)
  /// A condition on the text of any value that the source gave the event, whatever its field.
  case anyValue(StringTest)
  /// Whether an address lies in one of the networks.
  case inNetwork(Term, [IPNetwork])
  case not(Term)
  case and([Term])
  case or([Term])

  static let yes = Term.constant(.boolean(true))
  static let no = Term.constant(.boolean(false))

  /// The fields it reads, each once, in order of appearance.
  var fields: [FieldID] {
    var result: [FieldID] = []
    collect(into: &result)
    return result
  }

  private func collect(into result: inout [FieldID]) {
    switch self {
    case .constant, .anyValue: break
    case .field(let field): if !result.contains(field) { result.append(field) }
    case .call(_, _, let terms), .and(let terms), .or(let terms): for term in terms { term.collect(into: &result) }
    case .compare(_, let left, let right):
      left.collect(into: &result)
      right.collect(into: &result)
    case .test(let term, _), .isNull(let term), .isTrue(let term), .not(let term), .inNetwork(let term, _):
      term.collect(into: &result)
    }
  }
}

/// A condition on one string, whose other side is constant.
enum StringTest: Sendable, Hashable {
  /// The string is one of these; already folded when `insensitive`.
  case oneOf([[UInt8]], insensitive: Bool)
  /// The string matches one of these patterns.
  case like([GlobPattern])
  /// The whole string matches the expression.
  case regex(RegexProgram)
  /// The text is a JSON list of objects, or one, and some object fulfils a condition on its own; the fields of the
  /// condition begin with the list's path.
  indirect case objects(path: String, Term)

  /// Decides by brute force; the batch matcher decides most tests by tables first.
  func holds(_ text: borrowing Span<UInt8>, folded: borrowing Span<UInt8>) -> Bool {
    switch self {
    case .oneOf(let values, let insensitive):
      for value in values {
        if insensitive ? folded.isEqual(to: value.span) : text.isEqual(to: value.span) { return true }
      }
      return false
    case .like(let patterns):
      for pattern in patterns {
        if pattern.insensitive ? pattern.matches(folded) : pattern.matches(text) { return true }
      }
      return false
    case .regex(let program):
      var matcher = RegexMatcher(program)
      return program.insensitive ? matcher.matches(folded) : matcher.matches(text)
    case .objects(let path, let term): return NestedObjects.someFulfils(term, path: path, text)
    }
  }
}
