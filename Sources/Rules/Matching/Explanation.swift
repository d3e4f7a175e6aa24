public import ECS

/// A condition of a rule that an event fulfils.
public struct MatchedCondition: Sendable, Hashable {
  /// The field that was looked at.
  public var field: FieldID
  /// The value that fulfils the condition.
  public var value: String
  /// The condition in words.
  public var condition: String

  /// Conditions that are kept of an event that waits.
  static let mostKept = 16
  /// Characters that are kept of a value then.
  static let longestKept = 512

  /// The same with a value that is not longer than what is kept.
  var cut: MatchedCondition {
    guard value.utf8.count > Self.longestKept else { return self }
    return MatchedCondition(field: field, value: String(value.prefix(Self.longestKept)), condition: condition)
  }
}

extension RuleSet {
  /// Which parts of one of a rule's conditions an event fulfils: the true leaves that are not negations, in the query's own
  /// order of evaluation. Meant for the few rows that match.
  public func explanation(ofRule rule: Int, condition: Int, row: Int, in columns: ColumnSet) -> [MatchedCondition] {
    var result: [MatchedCondition] = []
    // They stand in the order of the rules.
    var low = 0
    var high = conditions.count
    while low < high {
      let middle = (low + high) / 2
      if (conditions[middle].rule, conditions[middle].index) < (rule, condition) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    if low < conditions.count, conditions[low].rule == rule, conditions[low].index == condition {
      _ = explain(conditions[low].root, row, columns, &result)
    }
    return result
  }

  private func explain(_ node: Int, _ row: Int, _ columns: ColumnSet, _ found: inout [MatchedCondition]) -> Bool {
    switch plan.nodes[node] {
    case .always: return true
    case .never: return false
    case .and(let children):
      var inner: [MatchedCondition] = []
      for child in children where !explain(child, row, columns, &inner) { return false }
      found += inner
      return true
    case .or(let children):
      var isTrue = false
      for child in children where explain(child, row, columns, &found) { isTrue = true }
      return isTrue
    case .complement(let inner):
      var unused: [MatchedCondition] = []
      return !explain(inner, row, columns, &unused)
    case .leaf(let leaf, let sense):
      // Which processes were related is not known any more; the rule matched, so they were as it asks.
      if case .lineage = plan.leaves[leaf] { return true }
      if case .anyValue(let test) = plan.leaves[leaf] { return explain(test, sense, row, columns, &found) }
      let term = plan.leaves[leaf].term
      guard sense.holds(truth(plan.leaves[leaf], row, columns)) else { return false }
      guard sense == .isTrue else { return true }
      for field in term.fields {
        guard let value = deciding(field, term, row, columns) else { continue }
        let condition = MatchedCondition(field: field, value: value, condition: term.words)
        if !found.contains(condition) { found.append(condition) }
      }
      return true
    }
  }

  private func explain(
    _ test: StringTest, _ sense: Plan.Sense, _ row: Int, _ columns: ColumnSet, _ found: inout [MatchedCondition]
  ) -> Bool {
    let event = columns.batch[row]
    let deciding = event.cells.first { cell in
      guard !cell.flags.contains(.mapped), let text = event.text(of: cell).map({ Array($0.utf8) }) else { return false }
      let folded = CaseFolding.fold(text)
      return test.holds(text.span, folded: folded.span)
    }
    guard sense.holds(deciding != nil) else { return false }
    if let deciding, let value = event.text(of: deciding) {
      let words = Term.test(.field(deciding.field), test).words
      let condition = MatchedCondition(field: deciding.field, value: value, condition: words)
      if !found.contains(condition) { found.append(condition) }
    }
    return true
  }

  private func truth(_ leaf: Plan.Leaf, _ row: Int, _ columns: ColumnSet) -> Bool? {
    if case .missing(let field) = leaf {
      return columns[field].map { !RowValues.hasValue($0, row: row) } ?? true
    }
    return RowValues(leaf.term, columns).truth(row: row)
  }

  /// The value of a field that makes the condition true; the first one where several fields play together.
  private func deciding(_ field: FieldID, _ term: Term, _ row: Int, _ columns: ColumnSet) -> String? {
    let values = RowValues.values(columns[field], row: row)
    var chosen = values.first
    if term.fields.count == 1 {
      chosen = values.first { Interpreter.truth(term, Bindings(values: [(field, $0)])) == true } ?? chosen
    }
    return chosen?.text.map { String(decoding: $0, as: UTF8.self) }
  }
}

extension Plan.Leaf {
  var term: Term {
    switch self {
    case .text(let field, let test): .test(.field(field), test)
    case .dictionary(_, let term), .row(let term): term
    case .missing(let field): .isNull(.field(field))
    case .anyValue(let test): .anyValue(test)
    case .lineage: .yes
    }
  }
}

extension Term {
  /// The condition in words, short.
  var words: String {
    switch self {
    case .test(_, .oneOf(let values, _)):
      values.count == 1 ? "is \"\(String(decoding: values[0], as: UTF8.self))\"" : "is one of \(values.count) values"
    case .test(_, .like(let patterns)):
      patterns.count == 1 ? "is like \"\(patterns[0].text)\"" : "is like one of \(patterns.count) patterns"
    case .test(_, .regex(let program)): "matches /\(program.source)/"
    case .inNetwork(_, let networks): "lies in one of \(networks.count) networks"
    case .compare(let comparison, .field, .constant(let value)):
      "\(comparison.rawValue) \(value.text.map { String(decoding: $0, as: UTF8.self) } ?? "null")"
    case .compare(let comparison, _, _): "\(comparison.rawValue) holds"
    default: "fulfils a condition"
    }
  }
}
