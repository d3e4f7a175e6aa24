import ECS

/// A condition of a two-valued query language: what has no value does not fulfil it, and its negation holds there.
///
/// EQL's logic knows a third value; KQL, Lucene queries and Elasticsearch's filters do not. A clause becomes a `Term` that
/// is true exactly where the clause holds.
indirect enum Clause: Sendable {
  case constant(Bool)
  /// Holds where `term` is true; `subject` is what must not be null for the term to be true or false.
  case leaf(Term, subject: Term)
  case exists(FieldID)
  case and([Clause])
  case or([Clause])
  case not(Clause)

  /// A test of one field.
  static func test(_ field: FieldID, _ test: StringTest) -> Clause {
    .leaf(.test(.field(field), test), subject: .field(field))
  }

  /// The term that is true where the clause holds, or where it does not.
  func term(negated: Bool = false) -> Term {
    switch self {
    case .constant(let value): return value != negated ? .yes : .no
    case .leaf(let term, let subject):
      return negated ? Folding.or([.isNull(subject), .not(term)]) : term
    case .exists(let field):
      let missing = Term.isNull(.field(field))
      return negated ? missing : .not(missing)
    case .not(let inner): return inner.term(negated: !negated)
    case .and(let inner), .or(let inner):
      var isAnd = negated
      if case .and = self { isAnd = !negated }
      let terms = inner.map { $0.term(negated: negated) }
      return isAnd ? Folding.and(terms) : Folding.or(terms)
    }
  }
}
