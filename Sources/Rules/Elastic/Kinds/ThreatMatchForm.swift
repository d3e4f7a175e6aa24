import ECS
import Learning

/// Looks up the values of events among indicators; remembers nothing of events.
struct ThreatMatchForm: RuleForm {
  let table: IndicatorTable
  private let fields: [String]

  init(table: IndicatorTable) {
    self.table = table
    var fields: [String] = []
    for alternative in table.alternatives {
      for entry in alternative.required + alternative.excluded where !fields.contains(entry.field) {
        fields.append(entry.field)
      }
    }
    self.fields = fields
  }

  var captures: [[Term]] { [fields.map { .field(.named($0)) }] }

  func makeState(_ limits: RunLimits) -> any RuleState { State(form: self) }

  /// The first indicator that an event's values match, with the field and the value that do.
  private func indicator(_ values: [Value]) -> (number: Int, field: String, value: Value)? {
    func all(_ field: String) -> [Value] {
      let value = fields.firstIndex(of: field).map { $0 < values.count ? values[$0] : .null } ?? .null
      return value.all.map { IndicatorTable.key($0, field: field) }
    }
    for alternative in table.alternatives {
      let lists = alternative.required.map { Value.list(all($0.field)) }
      for key in ValueCombinations.all(lists[...]) {
        for number in alternative.numbers[key] ?? [] {
          let isExcluded = alternative.excluded.contains { entry in
            let known = table.indicators[number].values[entry.indicator] ?? []
            let own = all(entry.field)
            return known.contains { own.contains(IndicatorTable.key($0, field: entry.field)) }
          }
          if !isExcluded, let first = alternative.required.first { return (number, first.field, key[0]) }
        }
      }
    }
    return nil
  }

  struct State: RuleState {
    let form: ThreatMatchForm

    mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
      guard let found = form.indicator(hit.fulfilled.first?.values ?? []) else { return }
      var match = RuleMatch(steps: [.init(condition: 0, event: hit.event)], time: hit.time)
      match.facts.append(.init(name: "matched \(found.field)", value: found.value.firstText ?? ""))
      match.facts += form.table.indicators[found.number].facts
      matches.append(match)
    }

    mutating func finish(into matches: inout [RuleMatch]) {}
    func write(to writer: inout StateWriter) {}
    mutating func read(from reader: inout StateReader) throws(StateError) {}
  }
}
