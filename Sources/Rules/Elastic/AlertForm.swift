import ECS
import Evidence
import Learning

/// Holds back alerts like one that was made and those beyond the rule's maximum, and lets the event decide name, severity and risk: around any other form.
struct AlertForm: RuleForm {
  let base: any RuleForm
  let suppression: AlertSuppression?
  let overrides: AlertOverrides
  let maximum: AlertMaximum?
  private let fields: [FieldID]

  init(
    base: any RuleForm, suppression: AlertSuppression?, overrides: AlertOverrides, maximum: AlertMaximum?
  ) {
    self.base = base
    self.maximum = maximum
    self.suppression = suppression
    self.overrides = overrides
    fields = ((suppression?.groupBy ?? []) + overrides.fields).map { FieldID.named($0) }
  }

  /// What the inner form captures, and behind it the fields that are asked for here.
  var captures: [[Term]] { base.captures.map { $0 + fields.map(Term.field) } }

  func makeState(_ limits: RunLimits) -> any RuleState {
    State(form: self, inner: base.makeState(limits), limit: max(1, limits.heldPerRule))
  }

  struct State: RuleState {
    let form: AlertForm
    var inner: any RuleState
    let limit: Int
    /// Until when alerts with these values are held back, and how many were.
    private var held: [[Value]: Held] = [:]
    /// The same, oldest first; entries that were renewed since are stale.
    private var order: [(values: [Value], until: Int64)] = []
    private var first = 0
    private var run = Run()

    /// What stands for a run of the rule: the time from an alert on in which it makes so many.
    private struct Run {
      var end = Int64.min
      var alerts = 0
    }

    private struct Held {
      var until: Int64
      var count: Int
    }

    init(form: AlertForm, inner: any RuleState, limit: Int) {
      self.form = form
      self.inner = inner
      self.limit = limit
    }

    var deadline: Int64? { inner.deadline }

    mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
      let start = matches.count
      var bare = hit
      var values: [Value] = []
      for (index, fulfilled) in hit.fulfilled.enumerated() where fulfilled.values.count >= form.fields.count {
        bare.fulfilled[index].values.removeLast(form.fields.count)
        values = Array(fulfilled.values.suffix(form.fields.count))
      }
      inner.observe(bare, into: &matches)
      judge(from: start, values, &matches)
    }

    mutating func advance(to time: Int64, into matches: inout [RuleMatch]) {
      let start = matches.count
      inner.advance(to: time, into: &matches)
      judge(from: start, [], &matches)
    }

    mutating func finish(into matches: inout [RuleMatch]) {
      let start = matches.count
      inner.finish(into: &matches)
      judge(from: start, [], &matches)
    }

    /// Looks at the matches that the inner form made.
    private mutating func judge(from start: Int, _ values: [Value], _ matches: inout [RuleMatch]) {
      var kept = Array(matches[..<start])
      for var match in matches[start...] {
        let known = match.keyValues
        if let suppression = form.suppression {
          var group: [Value] = []
          for (index, field) in suppression.groupBy.enumerated() {
            group.append(known[field] ?? (index < values.count ? values[index] : .null))
          }
          let counts = suppression.includesMissing || !group.contains(where: \.isNull)
          if counts, !admit(group, &match, suppression) { continue }
        }
        if let maximum = form.maximum, !admit(&match, maximum) { continue }
        form.overrides.apply(values.dropFirst(form.suppression?.groupBy.count ?? 0), to: &match)
        kept.append(match)
      }
      matches = kept
    }

    /// Whether a match of a group is an alert; remembers it if it is, counts it if not.
    private mutating func admit(_ group: [Value], _ match: inout RuleMatch, _ suppression: AlertSuppression) -> Bool {
      if var known = held[group], match.time < known.until {
        known.count += 1
        held[group] = known
        return false
      }
      if let count = held[group]?.count, count > 0 {
        match.facts.append(.init(name: "alerts held back before", value: String(count)))
      }
      let until = match.time.adding(suppression.seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue)
      held[group] = Held(until: until, count: 0)
      order.append((group, until))
      while held.count > limit, first < order.count {
        let oldest = order[first]
        first += 1
        if held[oldest.values]?.until == oldest.until { held[oldest.values] = nil }
      }
      if first > 1_024, first * 2 > order.count {
        order.removeFirst(first)
        first = 0
      }
      // Renewals leave stale entries behind; they must not outgrow what is held.
      if order.count - first > 4 * limit { rebuild() }
      return true
    }

    /// Whether a match is within the maximum of its run; the first of the next run says how many were not.
    private mutating func admit(_ match: inout RuleMatch, _ maximum: AlertMaximum) -> Bool {
      if match.time >= run.end {
        let beyond = run.alerts - maximum.alerts
        if beyond > 0 {
          match.facts.append(.init(name: "alerts beyond the rule's maximum before", value: String(beyond)))
        }
        let nanoseconds = maximum.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        run = Run(end: match.time.adding(nanoseconds.overflow ? .max : nanoseconds.partialValue))
      }
      run.alerts += 1
      return run.alerts <= maximum.alerts
    }

    private mutating func rebuild() {
      order = order[first...].filter { held[$0.values]?.until == $0.until }
      first = 0
    }

    func write(to writer: inout StateWriter) {
      inner.write(to: &writer)
      writer.append(signed: run.end)
      writer.append(count: run.alerts)
      let live = order[first...].filter { held[$0.values]?.until == $0.until }
      writer.append(count: live.count)
      for entry in live {
        writer.append(entry.values)
        writer.append(signed: entry.until)
        writer.append(count: held[entry.values]?.count ?? 0)
      }
    }

    mutating func read(from reader: inout StateReader) throws(StateError) {
      try inner.read(from: &reader)
      run = Run(end: try reader.signed(), alerts: try reader.integer(in: 0...Int.max))
      held = [:]
      order = []
      first = 0
      for _ in 0..<(try reader.count(ofSize: 3)) {
        let values = try reader.values()
        let until = try reader.signed()
        held[values] = Held(until: until, count: try reader.integer(in: 0...Int.max))
        order.append((values, until))
      }
    }
  }
}

extension AlertOverrides {
  /// Sets what the values of `fields` decide.
  func apply(_ values: ArraySlice<Value>, to match: inout RuleMatch) {
    guard !isEmpty else { return }
    var rest = values
    if !nameField.isEmpty, let name = rest.popFirst()?.firstText, !name.isEmpty { match.title = name }
    for rule in severities {
      guard let value = rest.popFirst() else { break }
      if value.texts.contains(rule.value), rule.severity > match.severity ?? .low { match.severity = rule.severity }
      if value.texts.contains(rule.value), match.severity == nil { match.severity = rule.severity }
    }
    for _ in riskFields {
      guard let value = rest.popFirst() else { break }
      let number = value.number ?? value.firstText.flatMap { Double($0) }
      if let number, (0...100).contains(number) { match.risk = Int(number) }
    }
  }
}

extension Value {
  /// The value, or each of several.
  var all: [Value] {
    switch self {
    case .null: []
    case .list(let values): values
    default: [self]
    }
  }

  /// The texts of all values.
  var texts: [String] { all.compactMap { $0.text.map { String(decoding: $0, as: UTF8.self) } } }

  /// The text of the first value.
  var firstText: String? { texts.first }
}
