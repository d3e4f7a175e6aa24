/// Computes what is constant before any event is seen, and flattens conditions.
enum Folding {
  /// The term, or its value if it reads no field.
  static func fold(_ term: Term) -> Term {
    if case .constant = term { return term }
    guard term.isConstant else { return term }
    return .constant(Interpreter.value(term, Bindings()))
  }

  static func negate(_ term: Term) -> Term {
    switch term {
    case .constant(.boolean(let value)): .constant(.boolean(!value))
    case .constant(.null): .constant(.null)
    case .not(let inner): inner
    default: .not(term)
    }
  }

  static func and(_ terms: [Term]) -> Term {
    if terms.count == 1 { return terms[0] }
    var flat: [Term] = []
    var seen: Set<Term> = []
    for term in terms {
      switch term {
      case .and(let inner): for term in inner where seen.insert(term).inserted { flat.append(term) }
      case .constant(.boolean(true)): break
      case .constant(.boolean(false)): return .no
      default: if seen.insert(term).inserted { flat.append(term) }
      }
    }
    if flat.isEmpty { return .yes }
    return flat.count == 1 ? flat[0] : .and(flat)
  }

  static func or(_ terms: [Term]) -> Term {
    if terms.count == 1 { return terms[0] }
    var flat: [Term] = []
    var seen: Set<Term> = []
    for term in terms {
      switch term {
      case .or(let inner): for term in inner where seen.insert(term).inserted { flat.append(term) }
      case .constant(.boolean(false)): break
      case .constant(.boolean(true)): return .yes
      default: if seen.insert(term).inserted { flat.append(term) }
      }
    }
    if flat.isEmpty { return .no }
    return flat.count == 1 ? flat[0] : .or(flat)
  }
}
