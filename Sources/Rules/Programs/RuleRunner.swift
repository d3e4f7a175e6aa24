public import ECS
public import Evidence
import Learning

/// Runs rules over batches of events in order of time: what rules remember stands here, above the matcher.
///
/// The matches do not depend on the size of the batches. Events that come late by no more than `RunLimits.lateness` are put
/// in order before states see them; event rules need no order and answer at once.
public struct RuleRunner: Sendable {
  /// The rules it runs.
  public var rules: RuleSet { matcher.rules }
  /// What it may use.
  public let limits: RunLimits
  private var matcher: RuleMatcher
  /// The state of each rule; `nil` for rules that match single events.
  private var states: [(any RuleState)?]
  private var waiting = WaitingHits()
  /// The latest time seen.
  private var clock = Int64.min
  /// The earliest deadline of any state.
  private var deadline = Int64.max

  /// A runner that has seen nothing.
  public init(_ rules: RuleSet, limits: RunLimits = RunLimits()) {
    self.limits = limits
    matcher = RuleMatcher(rules)
    states = rules.forms.map { form in form is EventForm ? nil : form.makeState(limits) }
  }

  /// Looks at a batch. The columns must include `RuleSet.fields` and, for entities, `EntityFields.all`; `reference` says
  /// where the event of a row is.
  public mutating func observe(
    _ columns: ColumnSet, reference: (Int) -> EventReference, into matches: inout [RuleMatch]
  ) {
    let found = fulfilled(columns)
    let times = columns.dates(.timestamp)
    let entities = EntityColumns(columns)
    var next = 0
    for row in 0..<columns.count {
      guard next < found.count || !waiting.isEmpty || deadline < .max else { break }
      if let time = times?[row], time > clock { advance(to: time, into: &matches) }
      guard next < found.count, found[next].row == row else { continue }
      // One object for all rules.
      let event = MatchedEvent(
        reference: reference(row), entities: entities.all(row: row), time: times?[row] ?? max(clock, 0))
      while next < found.count, found[next].row == row {
        let rule = found[next].rule
        var last = next + 1
        while last < found.count, found[last].row == row, found[last].rule == rule { last += 1 }
        take(found[next..<last], event, columns, into: &matches)
        next = last
      }
    }
    for row in 0..<columns.count { if let time = times?[row], time > clock { clock = time } }
  }

  /// Says what could only be said at the end of the input.
  public mutating func finish(into matches: inout [RuleMatch]) {
    release(before: .max, into: &matches)
    for rule in states.indices {
      guard states[rule] != nil else { continue }
      let start = matches.count
      states[rule]?.finish(into: &matches)
      for index in start..<matches.count { matches[index].rule = rule }
    }
    deadline = .max
  }

  // MARK: Events

  private struct Found {
    var row: Int
    var rule: Int
    var condition: Int
  }

  /// What a batch fulfils, in the order of events, rules and conditions.
  private mutating func fulfilled(_ columns: ColumnSet) -> [Found] {
    var found: [Found] = []
    for match in matcher.matches(columns) {
      match.rows.forEach { row in found.append(Found(row: row, rule: match.rule, condition: match.condition)) }
    }
    found.sort { ($0.row, $0.rule, $0.condition) < ($1.row, $1.rule, $1.condition) }
    return found
  }

  private mutating func take(
    _ found: ArraySlice<Found>, _ event: MatchedEvent, _ columns: ColumnSet, into matches: inout [RuleMatch]
  ) {
    guard let first = found.first else { return }
    guard states[first.rule] != nil else {
      var match = RuleMatch(steps: [.init(condition: 0, event: event)], time: event.time)
      match.rule = first.rule
      match.decided = (first.row, 0)
      matches.append(match)
      return
    }
    let captures = rules.captures[first.rule]
    let hit = Hit(
      event: event,
      fulfilled: found.map { found in
        let terms = found.condition < captures.count ? captures[found.condition] : []
        let values = terms.map { RowValues.value($0, columns, row: found.row) }
        return Hit.Fulfilled(condition: found.condition, values: values)
      })
    if limits.lateness > 0, event.time > clock.subtracting(limits.lateness) {
      waiting.insert(explained(hit, rule: first.rule, row: first.row, columns), rule: first.rule)
      if waiting.count > limits.waiting { releaseFirst(into: &matches) }
    } else {
      let start = matches.count
      give(hit, to: first.rule, into: &matches)
      for index in start..<matches.count where matches[index].steps.last?.event === event {
        matches[index].decided = (first.row, matches[index].steps.last?.condition ?? 0)
      }
    }
  }

  private mutating func give(_ hit: Hit, to rule: Int, into matches: inout [RuleMatch]) {
    let start = matches.count
    states[rule]?.observe(hit, into: &matches)
    for index in start..<matches.count {
      matches[index].rule = rule
      guard let last = matches[index].steps.last, last.event === hit.event else { continue }
      matches[index].reasons = hit.fulfilled.first { $0.condition == last.condition }?.reasons ?? []
    }
    if let wanted = states[rule]?.deadline { deadline = min(deadline, wanted) }
  }

  /// An event with what it fulfils, because its row is gone when its turn comes.
  private func explained(_ hit: Hit, rule: Int, row: Int, _ columns: ColumnSet) -> Hit {
    var result = hit
    for index in result.fulfilled.indices {
      let condition = result.fulfilled[index].condition
      let reasons = rules.explanation(ofRule: rule, condition: condition, row: row, in: columns)
      result.fulfilled[index].reasons = reasons.prefix(MatchedCondition.mostKept).map(\.cut)
    }
    return result
  }

  // MARK: Time

  private mutating func advance(to time: Int64, into matches: inout [RuleMatch]) {
    clock = time
    let settled = time.subtracting(limits.lateness)
    release(before: settled, into: &matches)
    expire(before: settled, into: &matches)
  }

  /// Gives states the events that waited, up to and including a time.
  private mutating func release(before time: Int64, into matches: inout [RuleMatch]) {
    while let first = waiting.first, first.hit.time <= time { releaseFirst(into: &matches) }
  }

  private mutating func releaseFirst(into matches: inout [RuleMatch]) {
    guard let entry = waiting.removeFirst() else { return }
    expire(before: entry.hit.time, into: &matches)
    give(entry.hit, to: entry.rule, into: &matches)
  }

  /// Lets states know of deadlines that have passed.
  private mutating func expire(before time: Int64, into matches: inout [RuleMatch]) {
    guard deadline < time else { return }
    deadline = .max
    for rule in states.indices {
      guard let wanted = states[rule]?.deadline else { continue }
      if wanted < time {
        let start = matches.count
        states[rule]?.advance(to: time, into: &matches)
        for index in start..<matches.count { matches[index].rule = rule }
      }
      if let next = states[rule]?.deadline { deadline = min(deadline, next) }
    }
  }

  // MARK: Snapshots

  private static let version: UInt64 = 2

  /// What the rules remember, as bytes that `restore` understands.
  public func snapshot() -> [UInt8] {
    var writer = StateWriter(tag: "rules", version: Self.version)
    writer.append(signed: clock)
    writer.append(signed: deadline)
    writer.append(count: states.count { $0 != nil })
    for (rule, state) in states.enumerated() {
      guard let state else { continue }
      writer.append(rules.rules[rule].id)
      state.write(to: &writer)
    }
    waiting.write(to: &writer)
    matcher.lineages.write(to: &writer)
    return writer.bytes
  }

  /// Takes on what a runner of the same rules and limits remembered.
  public mutating func restore(_ snapshot: [UInt8]) throws(RuleStateError) {
    do throws(StateError) {
      self = try restored(snapshot)
    } catch {
      throw RuleStateError(description: error.description)
    }
  }

  private func restored(_ snapshot: [UInt8]) throws(StateError) -> RuleRunner {
    var reader = try StateReader(snapshot, tag: "rules", version: Self.version)
    var copy = RuleRunner(rules, limits: limits)
    copy.clock = try reader.signed()
    copy.deadline = try reader.signed()
    guard try reader.count() == copy.states.count(where: { $0 != nil }) else {
      throw StateError("the snapshot is of other rules")
    }
    for rule in copy.states.indices {
      guard var state = copy.states[rule] else { continue }
      guard try reader.string() == rules.rules[rule].id else { throw StateError("the snapshot is of other rules") }
      try state.read(from: &reader)
      copy.states[rule] = state
    }
    copy.waiting = try WaitingHits(from: &reader, rules)
    var lineages = copy.matcher.lineages
    try lineages.read(from: &reader)
    copy.matcher.restore(lineages)
    try reader.end()
    return copy
  }
}

/// A snapshot of rules that cannot be restored.
public struct RuleStateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong with it.
  public var description: String
}

extension Int64 {
  /// The difference, or the smallest number.
  func subtracting(_ other: Int64) -> Int64 {
    let (value, overflow) = subtractingReportingOverflow(other)
    return overflow ? .min : value
  }

  /// The sum, or the largest number.
  func adding(_ other: Int64) -> Int64 {
    let (value, overflow) = addingReportingOverflow(other)
    return overflow ? .max : value
  }
}
