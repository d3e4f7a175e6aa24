import ECS

/// The values that a term is evaluated on.
struct Bindings {
  /// Field values of one event, at most one a field.
  var values: [(field: FieldID, value: Value)] = []
  /// All values of fields.
  var lists: [(field: FieldID, values: [Value])] = []
  /// The elements that the enclosing searches look at.
  var variables: [Value] = []
  /// Fields of events that fulfilled earlier steps.
  var steps: [(field: StepField, value: Value)] = []
  /// What pipes computed.
  var facts: [String: Value] = [:]

  subscript(field: FieldID) -> Value {
    for binding in values where binding.field == field { return binding.value }
    return .null
  }

  func all(_ field: FieldID) -> [Value] {
    for binding in lists where binding.field == field { return binding.values }
    return []
  }
}

/// Evaluates terms on given field values: three-valued logic, one value a field.
///
/// A condition is true, false, or null when it depends on a missing value. `false and null` is false, `true or null` is
/// true, `not null` is null; a rule matches only where its condition is true.
enum Interpreter {
  static func value(_ term: Term, _ bindings: Bindings) -> Value {
    switch term {
    case .constant(let value): return value
    case .field(let field): return bindings[field]
    case .list(let field):
      let values = bindings.all(field)
      return values.isEmpty ? .null : .list(values)
    case .objects(let field, let members): return Elements.objects(field, members, bindings)
    case .variable(let number): return number < bindings.variables.count ? bindings.variables[number] : .null
    case .member(let whole, let path): return Elements.member(of: value(whole, bindings), path[...])
    case .search(let list, let counts, let condition): return search(list, counts, condition, bindings)
    case .step(let step, let field):
      let wanted = StepField(step: step, field: field)
      return bindings.steps.first { $0.field == wanted }?.value ?? .null
    case .fact(let name): return bindings.facts[name] ?? .null
    case .call(let function, let insensitive, let terms):
      return FunctionCall.value(function, insensitive: insensitive, terms.map { value($0, bindings) })
    default:
      guard let truth = truth(term, bindings) else { return .null }
      return .boolean(truth)
    }
  }

  private static func search(_ list: Term, _ counts: Bool, _ condition: Term, _ bindings: Bindings) -> Value {
    var inner = bindings
    inner.variables.append(.null)
    var count: Int64 = 0
    for element in Elements.elements(of: value(list, bindings)) {
      inner.variables[inner.variables.count - 1] = element
      guard truth(condition, inner) == true else { continue }
      count += 1
      if !counts { return .boolean(true) }
    }
    return counts ? .integer(count) : .boolean(false)
  }

  static func truth(_ term: Term, _ bindings: Bindings) -> Bool? {
    switch term {
    case .constant, .field, .call, .list, .objects, .variable, .member, .search, .step, .fact:
      switch value(term, bindings) {
      case .boolean(let truth): return truth
      // Fields that no schema knows are text, whatever the source wrote.
      case .string(let text): return text == Array("true".utf8) ? true : text == Array("false".utf8) ? false : nil
      default: return nil
      }
    // Decided by the plan; a condition that contains it as an operand is null.
    case .lineage: return nil
    case .compare(let comparison, let left, let right):
      return anyOf(value(left, bindings)) { left in
        anyOf(value(right, bindings)) { right in Value.compare(comparison, left, right) }
      }
    case .test(let operand, let test):
      return anyOf(value(operand, bindings)) { value in
        guard let text = value.text else { return nil }
        let folded = CaseFolding.fold(text)
        return test.holds(text.span, folded: folded.span)
      }
    case .isNull(let operand):
      return value(operand, bindings).isNull
    case .isTrue(let operand):
      return truth(operand, bindings) == true
    case .anyValue:
      // Bindings are of chosen fields; the matcher decides this on the event itself.
      return nil
    case .inNetwork(let operand, let networks):
      return anyOf(value(operand, bindings)) { value in
        switch value {
        case .address(let address): return networks.contains { $0.contains(address) }
        case .string(let text):
          guard let address = IPAddress(text.span) else { return false }
          return networks.contains { $0.contains(address) }
        default: return nil
        }
      }
    case .not(let operand):
      return truth(operand, bindings).map { !$0 }
    case .and(let terms):
      return ThreeValued.and(terms.lazy.map { truth($0, bindings) })
    case .or(let terms):
      return ThreeValued.or(terms.lazy.map { truth($0, bindings) })
    }
  }

  /// A condition on a value; of a list, whether some element fulfils it.
  private static func anyOf(_ value: Value, _ condition: (Value) -> Bool?) -> Bool? {
    guard case .list(let values) = value else { return condition(value) }
    return values.isEmpty ? nil : ThreeValued.or(values.lazy.map(condition))
  }
}

/// Kleene's logic of true, false and unknown (`nil`).
enum ThreeValued {
  static func and(_ values: some Sequence<Bool?>) -> Bool? {
    var result: Bool? = true
    for value in values {
      if value == false { return false }
      if value == nil { result = nil }
    }
    return result
  }

  static func or(_ values: some Sequence<Bool?>) -> Bool? {
    var result: Bool? = false
    for value in values {
      if value == true { return true }
      if value == nil { result = nil }
    }
    return result
  }
}
