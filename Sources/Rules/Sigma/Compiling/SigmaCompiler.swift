import ECS

/// Turns searches and conditions of one log source into terms.
///
/// Sigma knows no null: a condition on a field that is missing is false, and its negation is true. Terms of conditions that
/// are negated therefore ask for `isTrue`.
struct SigmaCompiler {
  /// Searches may be nested this deep.
  static let maximumDepth = 32

  let mapping = SigmaMapping.standard
  let source: Int
  private let placeholders: SigmaPlaceholders
  private(set) var warnings: [Diagnostic] = []

  init(_ logsource: SigmaLogsource, _ placeholders: SigmaPlaceholders) throws(Diagnostic) {
    guard let source = mapping.source(logsource) else {
      throw Diagnostic(logsource.position, "nothing is known of the log source \(logsource.description)")
    }
    self.source = source
    self.placeholders = placeholders
    if mapping.sources[source].isCatchAll {
      let text = "nothing is known of the log source \(logsource.description); its fields are looked for by name"
      warnings.append(Diagnostic(logsource.position, text))
    }
  }

  /// Whether an event belongs to the log source.
  var sourceCondition: Term { mapping.sources[source].condition }

  // MARK: Conditions

  /// Any of the conditions over searches.
  mutating func condition(
    _ searches: [DocumentValue.Entry], _ conditions: [SigmaRule.Condition]
  ) throws(Diagnostic) -> Term {
    let names = searches.map(\.key)
    var terms: [Term] = []
    terms.reserveCapacity(searches.count)
    for entry in searches { terms.append(try search(entry.value, depth: 0)) }
    var result: [Term] = []
    for condition in conditions {
      result.append(try term(condition.condition, terms, names, condition.position))
    }
    return Folding.or(result)
  }

  /// `terms` are those of the searches with `names`.
  private func term(
    _ condition: SigmaCondition, _ terms: [Term], _ names: [String], _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    switch condition {
    case .search(let name):
      if let index = names.firstIndex(of: name) { return terms[index] }
      guard name.contains("*") else { throw Diagnostic(position, "there is no search named '\(name)'") }
      return Folding.or(try matching(name, terms, names, position))
    case .some(let pattern): return Folding.or(try matching(pattern, terms, names, position))
    case .all(let pattern): return Folding.and(try matching(pattern, terms, names, position))
    case .not(let inner): return Folding.negate(.isTrue(try term(inner, terms, names, position)))
    case .and(let parts): return Folding.and(try self.terms(parts, terms, names, position))
    case .or(let parts): return Folding.or(try self.terms(parts, terms, names, position))
    }
  }

  private func terms(
    _ parts: [SigmaCondition], _ terms: [Term], _ names: [String], _ position: SourcePosition
  ) throws(Diagnostic) -> [Term] {
    var result: [Term] = []
    result.reserveCapacity(parts.count)
    for part in parts { result.append(try term(part, terms, names, position)) }
    return result
  }

  private func matching(
    _ pattern: String, _ terms: [Term], _ names: [String], _ position: SourcePosition
  ) throws(Diagnostic) -> [Term] {
    let found = SigmaCondition.fitting(names, pattern)
    guard !found.isEmpty else { throw Diagnostic(position, "no search has a name like '\(pattern)'") }
    return found.map { terms[$0] }
  }

  // MARK: Searches

  /// A search: a mapping of fields (all must hold), a list of searches (one must), or words to be found anywhere.
  private mutating func search(_ value: DocumentValue, depth: Int) throws(Diagnostic) -> Term {
    guard depth <= Self.maximumDepth else { throw Diagnostic(value.position, "the search is nested too deep") }
    switch value.content {
    case .mapping(let entries):
      guard !entries.isEmpty else { throw Diagnostic(value.position, "the search is empty") }
      var parts: [Term] = []
      for entry in entries { parts.append(try item(entry)) }
      return Folding.and(parts)
    case .sequence(let elements):
      guard !elements.isEmpty else { throw Diagnostic(value.position, "the search is an empty list") }
      let words = elements.filter { $0.entries == nil && $0.elements == nil }
      var parts: [Term] = []
      if !words.isEmpty { parts.append(try item("", words, value.position)) }
      for element in elements where element.entries != nil || element.elements != nil {
        parts.append(try search(element, depth: depth + 1))
      }
      return Folding.or(parts)
    case .scalar: return try item("", [value], value.position)
    }
  }

  private mutating func item(_ entry: DocumentValue.Entry) throws(Diagnostic) -> Term {
    try item(entry.key, entry.value.elements ?? [entry.value], entry.position)
  }

  private mutating func item(
    _ key: String, _ values: [DocumentValue], _ position: SourcePosition
  ) throws(Diagnostic) -> Term {
    let key = try SigmaFieldKey(key, position)
    guard !values.isEmpty else { throw Diagnostic(position, "the list of values is empty") }
    if key.field.isEmpty {
      let keywords = SigmaKeywordLowering(key: key)
      return try keywords.term(values, placeholders)
    }
    if let meanings = mapping.sources[source].values[key.field], key.modifiers.isEmpty,
      let terms = Self.meanings(values, meanings)
    {
      return Folding.or(terms)
    }
    let lowering = SigmaItemLowering(key: key, fields: fields(key.field))
    return try lowering.term(values, placeholders) { name in fields(name) }
  }

  private static func meanings(_ values: [DocumentValue], _ meanings: [String: Term]) -> [Term]? {
    var terms: [Term] = []
    for value in values {
      guard let text = value.text, let term = meanings[text.lowercased()] else { return nil }
      terms.append(term)
    }
    return terms
  }

  private func fields(_ name: String) -> SigmaFields { mapping.fields(name, of: source) }
}
