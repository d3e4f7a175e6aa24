import ECS

/// Evaluates terms on given field values: three-valued logic, one value a field.
///
/// A condition is true, false, or null when it depends on a missing value. `false and null` is false, `true or null` is
/// true, `not null` is null; a rule matches only where its condition is true.
enum Interpreter {
  /// Field values of one event, at most one a field.
  typealias Bindings = [(field: FieldID, value: Value)]

  static func value(_ term: Term, _ bindings: Bindings) -> Value {
    switch term {
    case .constant(let value): return value
    case .field(let field):
      for binding in bindings where binding.field == field { return binding.value }
      return .null
    case .call(let function, let insensitive, let terms):
      return FunctionCall.value(function, insensitive: insensitive, terms.map { value($0, bindings) })
    default:
      guard let truth = truth(term, bindings) else { return .null }
      return .boolean(truth)
    }
  }

  static func truth(_ term: Term, _ bindings: Bindings) -> Bool? {
    switch term {
    case .constant, .field, .call:
      if case .boolean(let truth) = value(term, bindings) { return truth }
      return nil
    case .compare(let comparison, let left, let right):
      return Value.compare(comparison, value(left, bindings), value(right, bindings))
    case .test(let operand, let test):
      guard let text = value(operand, bindings).text else { return nil }
      let folded = CaseFolding.fold(text)
      return test.holds(text.span, folded: folded.span)
    case .isNull(let operand):
      return value(operand, bindings).isNull
    case .isTrue(let operand):
      return truth(operand, bindings) == true
    case .anyValue:
      // Bindings are of chosen fields; the matcher decides this on the event itself.
      return nil
    case .inNetwork(let operand, let networks):
      switch value(operand, bindings) {
      case .address(let address): return networks.contains { $0.contains(address) }
      case .string(let text):
        guard let address = IPAddress(text.span) else { return false }
        return networks.contains { $0.contains(address) }
      default: return nil
      }
    case .not(let operand):
      return truth(operand, bindings).map { !$0 }
    case .and(let terms):
      return ThreeValued.and(terms.lazy.map { truth($0, bindings) })
    case .or(let terms):
      return ThreeValued.or(terms.lazy.map { truth($0, bindings) })
    }
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
