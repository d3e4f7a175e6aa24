import ECS

/// Conditions of a two-valued query language: what has no value does not fulfil one, and its negation holds there.
///
/// EQL's logic knows a third value; KQL, Lucene queries and Elasticsearch's filters do not. Their negation is "is not true".
enum Clause {
  static func not(_ term: Term) -> Term {
    switch term {
    case .constant(.boolean(let value)): .constant(.boolean(!value))
    case .constant: .yes
    case .not(.isTrue(let inner)): inner
    case .isNull, .isTrue: .not(term)
    case .not(.isNull(let subject)): .isNull(subject)
    default: .not(.isTrue(term))
    }
  }

  static func exists(_ field: FieldID) -> Term { .not(.isNull(.field(field))) }

  /// A test of one field, or of any.
  static func test(_ field: FieldID, _ test: StringTest) -> Term {
    field == .anyField ? .anyValue(test) : .test(.field(field), test)
  }
}
