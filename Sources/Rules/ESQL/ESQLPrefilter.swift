import ECS

/// Translates what leading `where` commands ask of single events into terms of the shared plan, so that a query costs
/// nothing on events that cannot matter to it. The term holds wherever the query's own condition does, and may hold
/// elsewhere; rows are judged exactly afterwards.
struct ESQLPrefilter {
  private let query: ESQLQuery
  private let kql: [Term]
  /// Columns that still are what the event says.
  private var fields: Set<Int>

  init(_ query: ESQLQuery, kql: [Term]) {
    self.query = query
    self.kql = kql
    fields = Set(query.fields.filter { !query.columns[$0].hasPrefix("_") })
  }

  /// The condition that events must fulfil.
  mutating func condition() -> Term {
    var terms: [Term] = []
    for command in query.commands {
      if command.isBlocking { break }
      switch command {
      case .filter(let expression): if let term = term(expression) { terms.append(term) }
      case .eval(let assignments): for (column, _) in assignments { fields.remove(column) }
      case .rename(let pairs): for (_, to) in pairs { fields.remove(to) }
      case .expand(let column):
        // Each value becomes a row of its own; a condition on any value is still right, a negated one is not.
        fields.remove(column)
      case .extract(_, .grok(_, let columns)): for (_, column, _) in columns { fields.remove(column) }
      case .extract(_, .dissect(_, let columns)): for (_, column) in columns { fields.remove(column) }
      case .show, .stats, .sort, .limit: break
      }
    }
    return Folding.and(terms)
  }

  /// A term that is true wherever the expression is; `nil` if there is none to say.
  private func term(_ expression: ESQLExpression) -> Term? {
    switch expression {
    case .and(let left, let right):
      let terms = [term(left), term(right)].compactMap { $0 }
      return terms.isEmpty ? nil : Folding.and(terms)
    case .or(let left, let right):
      guard let left = term(left), let right = term(right) else { return nil }
      return Folding.or([left, right])
    case .kql(let number): return kql[number]
    case .not(.isNull(.column(let column))): return field(column).map { Clause.exists($0) }
    case .not(.kql(let number)): return Clause.not(kql[number])
    case .compare(.equal, .column(let column), .literal(.string(let text))):
      guard let field = keyword(column) else { return nil }
      return .test(.field(field), .oneOf([text], insensitive: false))
    case .isIn(.column(let column), let values):
      guard let field = keyword(column) else { return nil }
      var texts: [[UInt8]] = []
      for value in values {
        guard case .literal(.string(let text)) = value else { return nil }
        texts.append(text)
      }
      return .test(.field(field), .oneOf(texts, insensitive: false))
    case .like(.column(let column), let patterns): return keyword(column).map { .test(.field($0), .like(patterns)) }
    case .regex(.column(let column), let programs):
      guard let field = keyword(column) else { return nil }
      return Folding.or(programs.map { .test(.field(field), .regex($0)) })
    case .call(.starts_with, let arguments):
      guard case .column(let column) = arguments[0], case .literal(.string(let text)) = arguments[1],
        let field = keyword(column)
      else { return nil }
      return .test(
        .field(field), .like([GlobPattern(literal: text, before: false, behind: true, insensitive: false)]))
    default: return nil
    }
  }

  private func field(_ column: Int) -> FieldID? {
    fields.contains(column) ? FieldID.named(query.columns[column]) : nil
  }

  private func keyword(_ column: Int) -> FieldID? {
    guard let field = field(column), field.type.family == .keyword else { return nil }
    return field
  }
}
