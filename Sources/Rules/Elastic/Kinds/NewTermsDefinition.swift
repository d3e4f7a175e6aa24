import ECS
import Learning

/// Events that fulfil a query and have a value, or a combination of values, that was not seen within a span of time before.
struct NewTermsDefinition: RuleDefinition {
  var query: KQLDefinition
  /// One to three fields.
  var fields: [String]
  /// How far back values are known, in seconds.
  var history: Int64

  var kind: String { "new_terms" }

  func program(in context: RuleContext) throws(Diagnostic) -> RuleProgram {
    let compiled = try query.compile(now: context.library.now)
    let condition = EventCondition(category: nil, condition: compiled.condition)
    let span = history.multipliedReportingOverflow(by: 1_000_000_000).partialValue
    return RuleProgram(
      conditions: [condition], form: NewTermsForm(fields: fields, history: span), warnings: compiled.warnings)
  }
}

/// Remembers when each combination of values was seen last.
///
/// At the beginning of a run every value is new, as it is in an empty index; a match says how much history there was.
struct NewTermsForm: RuleForm {
  let fields: [String]
  /// In nanoseconds.
  let history: Int64

  var captures: [[Term]] { [fields.map { .field(.named($0)) }] }

  func makeState(_ limits: RunLimits) -> any RuleState { State(form: self, limit: max(1, limits.heldPerRule)) }

  struct State: RuleState {
    let form: NewTermsForm
    /// Combinations that are remembered; those not seen for longest give way.
    let limit: Int
    private var seen: [[Value]: Int64] = [:]
    private var order = Recency<[Value]>()
    /// The time of the first event.
    private var start: Int64?

    init(form: NewTermsForm, limit: Int) {
      self.form = form
      self.limit = limit
    }

    mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
      let begin = start ?? hit.time
      start = begin
      guard let values = hit.fulfilled.first?.values else { return }
      for key in ValueCombinations.all(values[...]) {
        let last = seen.updateValue(hit.time, forKey: key)
        order.touch(key)
        if seen.count > limit, let oldest = order.removeOldest() { seen[oldest] = nil }
        if let last, last >= hit.time.subtracting(form.history) { continue }
        var match = RuleMatch(steps: [.init(condition: 0, event: hit.event)], time: hit.time)
        for (field, value) in zip(form.fields, key) {
          match.facts.append(.init(name: "new \(field)", value: value.firstText ?? ""))
          match.keyValues[field] = value
        }
        let known = min(form.history, hit.time.subtracting(begin)) / 3_600_000_000_000
        match.facts.append(.init(name: "hours of history", value: "\(known) of \(form.history / 3_600_000_000_000)"))
        matches.append(match)
      }
    }

    mutating func finish(into matches: inout [RuleMatch]) {}

    func write(to writer: inout StateWriter) {
      writer.append(start != nil)
      writer.append(signed: start ?? 0)
      let keys = order.oldestFirst
      writer.append(count: keys.count)
      for key in keys {
        writer.append(key)
        writer.append(signed: seen[key] ?? 0)
      }
    }

    mutating func read(from reader: inout StateReader) throws(StateError) {
      let hasStart = try reader.bool()
      let time = try reader.signed()
      start = hasStart ? time : nil
      seen = [:]
      order = Recency()
      for _ in 0..<(try reader.count(ofSize: 2)) {
        let key = try reader.values()
        seen[key] = try reader.signed()
        order.touch(key)
      }
    }
  }
}
