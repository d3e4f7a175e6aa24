import ECS

/// A typed expression over event fields, without places, so that equal ones of different rules are one.
indirect enum Term: Sendable, Hashable {
  case constant(Value)
  /// A field; of several values each is tried.
  case field(FieldID)
  /// All values of a field as a list.
  case list(FieldID)
  /// The objects in a field that is an array of objects or one object, of which `members` (paths below the field) are read.
  case objects(FieldID, members: [String])
  /// The element that the enclosing search looks at; searches are numbered from the outermost.
  case variable(Int)
  /// A part of a list or an object.
  case member(Term, [PathPart])
  /// Whether an element of a list fulfils a condition, or how many do. Never null: no list has no such element.
  case search(Term, counts: Bool, Term)
  /// A field of an event that fulfilled an earlier step.
  case step(Int, FieldID)
  /// Something that a pipe computed (`count`, `percent`, …).
  case fact(String)
  /// Whether the event's process is related to that of an event that fulfilled a condition.
  case lineage(Lineage)
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

  /// The fields of the event itself that it reads, each once, in order of appearance.
  var fields: [FieldID] {
    var result: [FieldID] = []
    visit { term in
      for field in term.ownFields where !result.contains(field) { result.append(field) }
    }
    return result
  }

  /// The fields of which one value after another is tried.
  var choiceFields: [FieldID] {
    var result: [FieldID] = []
    visit { term in
      if case .field(let field) = term, !result.contains(field) { result.append(field) }
    }
    return result
  }

  /// The fields of earlier steps that it reads.
  var steps: [StepField] {
    var result: [StepField] = []
    visit { term in
      guard case .step(let step, let field) = term else { return }
      let read = StepField(step: step, field: field)
      if !result.contains(read) { result.append(read) }
    }
    return result
  }

  /// Whether the event alone says what the term gives.
  var isConstant: Bool {
    var result = true
    visit { term in
      switch term {
      case .field, .list, .objects, .variable, .step, .fact, .lineage, .anyValue: result = false
      default: break
      }
    }
    return result
  }

  /// Whether it looks at all values of a field together.
  var readsLists: Bool {
    var result = false
    visit { term in
      switch term {
      case .list, .objects: result = true
      default: break
      }
    }
    return result
  }

  /// Whether a missing value can make the term anything but null.
  var asksForNull: Bool {
    var result = false
    visit { term in
      switch term {
      case .isNull, .isTrue, .anyValue, .search, .lineage, .fact, .step: result = true
      default: break
      }
    }
    return result
  }

  /// Whether it contains a relation between processes.
  var readsLineage: Bool {
    var result = false
    visit { term in if case .lineage = term { result = true } }
    return result
  }

  private var ownFields: [FieldID] {
    switch self {
    case .field(let field), .list(let field): [field]
    case .objects(let field, let members): [field] + members.map { FieldID.named(field.path + "." + $0) }
    default: []
    }
  }

  /// Calls with the term and everything in it, outer terms first. Conditions of other events (`lineage`) are not part of it.
  func visit(_ body: (Term) -> Void) {
    body(self)
    switch self {
    case .constant, .field, .list, .objects, .variable, .step, .fact, .lineage, .anyValue: break
    case .call(_, _, let terms), .and(let terms), .or(let terms): for term in terms { term.visit(body) }
    case .compare(_, let left, let right), .search(let left, _, let right):
      left.visit(body)
      right.visit(body)
    case .test(let term, _), .isNull(let term), .isTrue(let term), .not(let term), .inNetwork(let term, _),
      .member(let term, _):
      term.visit(body)
    }
  }
}

/// A field of an event that fulfilled an earlier step.
struct StepField: Sendable, Hashable {
  var step: Int
  var field: FieldID
}

/// A relation between the processes of two events.
struct Lineage: Sendable, Hashable {
  var kinship: Kinship
  /// The category of the other event; `nil` for any.
  var category: String?
  /// What the other event must fulfil.
  var condition: Term
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

  /// Hashes texts eight bytes at a time.
  func hash(into hasher: inout Hasher) {
    var texts = ByteHash()
    switch self {
    case .oneOf(let values, let insensitive):
      texts.combine(insensitive ? 1 : 2)
      for value in values { texts.combine(value.span) }
      hasher.combine(texts.value)
    case .like(let patterns):
      for pattern in patterns { texts.combine(pattern.bytes.span) }
      hasher.combine(texts.value)
    case .regex(let program): hasher.combine(program)
    case .objects(let path, let term):
      hasher.combine(path)
      hasher.combine(term)
    }
  }

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
