import ECS

/// Indicators by their values, for each alternative of a mapping.
struct IndicatorTable: Sendable {
  /// What a match says of an indicator.
  struct Indicator: Sendable {
    var facts: [RuleMatch.Fact]
    /// The values of its fields, for entries that must not match.
    var values: [String: [Value]]
  }

  /// One alternative: the indicators by the values of its fields.
  struct Alternative: Sendable {
    var required: [ThreatMatchDefinition.Entry]
    var excluded: [ThreatMatchDefinition.Entry]
    var numbers: [[Value]: [Int]] = [:]
  }

  private(set) var indicators: [Indicator] = []
  private(set) var alternatives: [Alternative] = []

  var isEmpty: Bool { indicators.isEmpty }

  init(_ batches: [EventBatch], condition: Term, mapping: [[ThreatMatchDefinition.Entry]], path: String) {
    alternatives = mapping.map { entries in
      Alternative(required: entries.filter { !$0.isNegated }, excluded: entries.filter(\.isNegated))
    }
    let names = Set(mapping.flatMap { $0.map(\.indicator) }).sorted()
    let told = Self.told(path)
    let fields = names.map { FieldID.named($0) }
    for batch in batches {
      let columns = ColumnSet(batch, FieldSelection(condition.fields + fields + told.map(\.field)))
      let truth = RowValues(condition, columns)
      for row in 0..<batch.count where truth.truth(row: row) == true {
        var values: [String: [Value]] = [:]
        for (name, field) in zip(names, fields) {
          values[name] = RowValues.values(columns[field], row: row).filter { !$0.isNull }
        }
        let facts = told.compactMap { name, field in
          RowValues.values(columns[field], row: row).first?.firstText.map { RuleMatch.Fact(name: name, value: $0) }
        }
        add(Indicator(facts: facts, values: values))
      }
    }
  }

  /// What is told of an indicator: the names and fields.
  private static func told(_ path: String) -> [(name: String, field: FieldID)] {
    ["type", "provider", "name", "description", "marking.tlp", "confidence"].map {
      ("indicator \($0)", FieldID.named("\(path).\($0)"))
    } + [("indicator feed", .named("threat.feed.name"))]
  }

  private mutating func add(_ indicator: Indicator) {
    let number = indicators.count
    indicators.append(indicator)
    for index in alternatives.indices {
      let lists = alternatives[index].required.map { entry in
        (indicator.values[entry.indicator] ?? []).map { Self.key($0, field: entry.field) }
      }
      for key in ValueCombinations.all(lists.map { Value.list($0) }[...]) {
        alternatives[index].numbers[key, default: []].append(number)
      }
    }
  }

  /// A value as both sides compare it: addresses as addresses, everything else as text.
  static func key(_ value: Value, field: String) -> Value {
    if case .address = value { return value }
    guard let text = value.text else { return .null }
    if FieldID.named(field).type.family == .ip, let address = IPAddress(text.span) { return .address(address) }
    return .string(text)
  }

  /// For each alternative, what events must fulfil to be looked at closely.
  var conditions: [Term] {
    alternatives.enumerated().map { number, alternative in
      guard !alternative.numbers.isEmpty else { return .no }
      var terms: [Term] = []
      for (index, entry) in alternative.required.enumerated() {
        let field = FieldID.named(entry.field)
        guard field.type.family == .keyword else {
          terms.append(Clause.exists(field))
          continue
        }
        let values = Set(alternatives[number].numbers.keys.compactMap { $0[index].text })
        let sorted = values.sorted { $0.lexicographicallyPrecedes($1) }
        terms.append(.test(.field(field), .oneOf(sorted, insensitive: false)))
      }
      return Folding.and(terms)
    }
  }
}
