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
    var distinct = DistinctTerms()
    for term in terms {
      switch term {
      case .and(let inner): for term in inner { distinct.insert(term) }
      case .constant(.boolean(true)): break
      case .constant(.boolean(false)): return .no
      default: distinct.insert(term)
      }
    }
    let flat = distinct.terms
    if flat.isEmpty { return .yes }
    return flat.count == 1 ? flat[0] : .and(flat)
  }

  static func or(_ terms: [Term]) -> Term {
    if terms.count == 1 { return terms[0] }
    var distinct = DistinctTerms()
    for term in terms {
      switch term {
      case .or(let inner): for term in inner { distinct.insert(term) }
      case .constant(.boolean(false)): break
      case .constant(.boolean(true)): return .yes
      default: distinct.insert(term)
      }
    }
    let flat = distinct.terms
    if flat.isEmpty { return .no }
    return flat.count == 1 ? flat[0] : .or(flat)
  }
}

/// Terms in the order in which they were first inserted, each once.
private struct DistinctTerms {
  private(set) var terms: [Term] = []
  private var seen: Set<Term> = []

  /// Most conditions are so few that comparing them is cheaper than hashing all that they hold.
  private static let fewest = 8

  mutating func insert(_ term: Term) {
    if terms.count < Self.fewest {
      if !terms.contains(term) { terms.append(term) }
      return
    }
    if seen.isEmpty { seen = Set(terms) }
    if seen.insert(term).inserted { terms.append(term) }
  }
}
