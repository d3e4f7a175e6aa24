import Learning

/// Events that follow one another.
///
/// A sequence is a state machine for each value of its keys: every step holds one beginning at most, a later one takes its
/// place, an event that fulfils the next step moves it on. Where an event fulfils several steps the later ones come first,
/// so that it does not fill two. Steps that ask that an event be missing forbid it between their neighbours; at the
/// beginning from `span` before the last event on, at the end until `span` after the first event has passed.
///
/// Source of the meaning: Elasticsearch, "EQL syntax reference", sequences and missing events.
struct SequenceForm: RuleForm {
  /// The events that must be there, in their order.
  var steps: [RelatedItem] = []
  /// The events that must not be there: before step 0, between step `i - 1` and `i`, and last behind all steps.
  var forbidden: [[RelatedItem]] = []
  var until: RelatedItem?
  /// Nanoseconds from the first to the last event.
  var span: Int64?
  var conditionCount = 0

  var captures: [[Term]] {
    var result = [[Term]](repeating: [], count: conditionCount)
    for item in steps + forbidden.flatMap({ $0 }) + (until.map { [$0] } ?? []) {
      // Items of one condition capture the same.
      result[item.condition] = item.captures
    }
    return result
  }

  func makeState(_ limits: RunLimits) -> any RuleState { SequenceState(self, limits) }

  func keeping(_ fields: [StepField]) -> any RuleForm {
    var copy = self
    copy.steps.keep(fields)
    return copy
  }
}

/// The beginning of a sequence.
struct PartialSequence: Sendable {
  var key: JoinKey
  var events: [MatchedEvent]
  /// What later steps and pipes read of the events.
  var kept: [(field: StepField, value: Value)]
  /// Time of the latest event that is forbidden at the beginning, for each such step.
  var before: [Int64?]
  /// Counts the beginnings; older ones are smaller.
  var number: UInt64

  var start: Int64 { events.first?.time ?? 0 }
}

struct SequenceState: RuleState {
  private let form: SequenceForm
  private let limits: RunLimits
  /// `stages[i]` holds sequences of which `i + 1` events are there.
  private var stages: [[JoinKey: PartialSequence]]
  /// Latest times of events that are forbidden at the beginning.
  private var before: [[JoinKey: Int64]]
  /// Sequences that wait for a missing event, by the time they wait for.
  private var waiting: [(deadline: Int64, sequence: PartialSequence)] = []
  private var number: UInt64 = 0
  /// What is held before expired beginnings are looked for.
  private var reviewAt = 256

  init(_ form: SequenceForm, _ limits: RunLimits) {
    self.form = form
    self.limits = limits
    stages = [[JoinKey: PartialSequence]](repeating: [:], count: max(0, form.steps.count - 1))
    before = [[JoinKey: Int64]](repeating: [:], count: form.forbidden.first?.count ?? 0)
  }

  var deadline: Int64? { waiting.first?.deadline }

  // MARK: Events

  mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
    if let until = form.until, let values = hit.values(until.condition), let key = until.key(values) {
      for stage in stages.indices { stages[stage][key] = nil }
    }
    for position in form.steps.indices.reversed() {
      let step = form.steps[position]
      guard let values = hit.values(step.condition), let key = step.key(values) else { continue }
      if position == 0 {
        begin(hit, values, key, into: &matches)
      } else {
        proceed(hit, values, key, to: position, into: &matches)
      }
    }
    forbid(hit)
    if held > reviewAt { review(hit.time) }
  }

  private mutating func begin(_ hit: Hit, _ values: [Value], _ key: JoinKey, into matches: inout [RuleMatch]) {
    number += 1
    let partial = PartialSequence(
      key: key, events: [hit.event], kept: form.steps[0].kept(values, step: 0), before: before.map { $0[key] },
      number: number)
    if stages.isEmpty { complete(partial, into: &matches) } else { stages[0][key] = partial }
  }

  private mutating func proceed(
    _ hit: Hit, _ values: [Value], _ key: JoinKey, to position: Int, into matches: inout [RuleMatch]
  ) {
    let step = form.steps[position]
    guard var partial = stages[position - 1][key] else { return }
    if let span = form.span, hit.time.subtracting(partial.start) > span {
      stages[position - 1][key] = nil
      return
    }
    guard step.holds(values, with: partial.kept) else { return }
    if !step.forks { stages[position - 1][key] = nil }
    partial.events.append(hit.event)
    partial.kept += step.kept(values, step: position)
    if position == form.steps.count - 1 {
      complete(partial, into: &matches)
    } else {
      stages[position][key] = partial
    }
  }

  /// Lets an event end what must not see it.
  private mutating func forbid(_ hit: Hit) {
    for (gap, items) in form.forbidden.enumerated() {
      for (index, item) in items.enumerated() {
        guard let values = hit.values(item.condition), let key = item.key(values) else { continue }
        if gap == 0 {
          before[index][key] = hit.time
        } else if gap < form.steps.count {
          guard let partial = stages[gap - 1][key], partial.events.last !== hit.event,
            item.holds(values, with: partial.kept)
          else { continue }
          stages[gap - 1][key] = nil
        } else {
          waiting.removeAll { entry in
            entry.sequence.key == key && entry.sequence.events.last !== hit.event && entry.deadline >= hit.time
              && item.holds(values, with: entry.sequence.kept)
          }
        }
      }
    }
  }

  private mutating func complete(_ partial: PartialSequence, into matches: inout [RuleMatch]) {
    let end = partial.events.last?.time ?? 0
    if let span = form.span {
      for case .some(let time) in partial.before where time >= end.subtracting(span) { return }
    }
    guard form.forbidden.last?.isEmpty == false, let span = form.span else {
      matches.append(match(partial))
      return
    }
    let entry = (deadline: partial.start.adding(span), sequence: partial)
    let place = waiting.firstIndex { $0.deadline > entry.deadline } ?? waiting.count
    waiting.insert(entry, at: place)
  }

  private func match(_ partial: PartialSequence) -> RuleMatch {
    var steps: [RuleMatch.Step] = []
    for gap in form.forbidden.indices {
      for item in form.forbidden[gap] { steps.append(.init(condition: item.condition, event: nil)) }
      guard gap < partial.events.count else { continue }
      steps.append(.init(condition: form.steps[gap].condition, event: partial.events[gap]))
    }
    var match = RuleMatch(steps: steps, time: partial.events.last?.time ?? 0)
    match.keys = partial.key.texts
    match.kept = partial.kept
    return match
  }

  // MARK: Time

  mutating func advance(to time: Int64, into matches: inout [RuleMatch]) {
    while let first = waiting.first, first.deadline < time {
      matches.append(match(first.sequence))
      waiting.removeFirst()
    }
  }

  /// A sequence whose missing event might still have come is none, unless the input is taken for all there is.
  mutating func finish(into matches: inout [RuleMatch]) {
    if limits.endsWithInput { advance(to: .max, into: &matches) }
  }

  // MARK: Memory

  private var held: Int {
    stages.reduce(0) { $0 + $1.count } + before.reduce(0) { $0 + $1.count } + waiting.count
  }

  /// Forgets what has expired and, if that is not enough, the oldest.
  private mutating func review(_ time: Int64) {
    if let span = form.span {
      let start = time.subtracting(span)
      for stage in stages.indices { stages[stage] = stages[stage].filter { $0.value.start >= start } }
      for index in before.indices { before[index] = before[index].filter { $0.value >= start } }
    }
    if held > limits.heldPerRule { forget(held - limits.heldPerRule * 7 / 8) }
    reviewAt = min(max(256, 2 * held), limits.heldPerRule)
  }

  private mutating func forget(_ count: Int) {
    let numbers = (stages.flatMap { $0.values.map(\.number) } + waiting.map(\.sequence.number)).sorted()
    if !numbers.isEmpty {
      let limit = numbers[min(count, numbers.count) - 1]
      for stage in stages.indices { stages[stage] = stages[stage].filter { $0.value.number > limit } }
      waiting.removeAll { $0.sequence.number <= limit }
    }
    for index in before.indices where before[index].count > limits.heldPerRule / 2 {
      let times = before[index].values.sorted()
      let limit = times[times.count / 2]
      before[index] = before[index].filter { $0.value > limit }
    }
  }

  // MARK: Snapshots

  func write(to writer: inout StateWriter) {
    writer.append(number)
    writer.append(count: reviewAt)
    for stage in stages {
      writer.append(count: stage.count)
      for partial in stage.values.sorted(by: { $0.number < $1.number }) { write(partial, to: &writer) }
    }
    for times in before {
      writer.append(count: times.count)
      for (key, time) in times.sorted(by: { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }) {
        writer.append(key)
        writer.append(signed: time)
      }
    }
    writer.append(count: waiting.count)
    for entry in waiting { write(entry.sequence, to: &writer) }
  }

  private func write(_ partial: PartialSequence, to writer: inout StateWriter) {
    writer.append(partial.key)
    writer.append(partial.number)
    for event in partial.events { writer.append(event) }
    for kept in partial.kept { writer.append(kept.value) }
    for time in partial.before {
      writer.append(time != nil)
      writer.append(signed: time ?? 0)
    }
  }

  mutating func read(from reader: inout StateReader) throws(StateError) {
    number = try reader.number()
    reviewAt = try reader.integer(in: 0...max(256, limits.heldPerRule))
    for stage in stages.indices {
      stages[stage] = [:]
      for _ in 0..<(try reader.count(ofSize: 8)) {
        let partial = try partial(events: stage + 1, from: &reader)
        stages[stage][partial.key] = partial
      }
    }
    for index in before.indices {
      before[index] = [:]
      for _ in 0..<(try reader.count(ofSize: 2)) {
        let key = try reader.key()
        before[index][key] = try reader.signed()
      }
    }
    waiting = []
    for _ in 0..<(try reader.count(ofSize: 8)) {
      let partial = try partial(events: form.steps.count, from: &reader)
      waiting.append((partial.start.adding(form.span ?? 0), partial))
    }
  }

  private func partial(events: Int, from reader: inout StateReader) throws(StateError) -> PartialSequence {
    let key = try reader.key()
    var partial = PartialSequence(key: key, events: [], kept: [], before: [], number: try reader.number())
    for _ in 0..<events { partial.events.append(try reader.event()) }
    for position in 0..<events {
      for field in form.steps[position].kept {
        partial.kept.append((StepField(step: position, field: field), try reader.value()))
      }
    }
    for _ in before {
      let isThere = try reader.bool()
      let time = try reader.signed()
      partial.before.append(isThere ? time : nil)
    }
    return partial
  }
}

extension Hit {
  /// The captured values of a condition, if the event fulfils it.
  func values(_ condition: Int) -> [Value]? {
    for fulfilled in fulfilled where fulfilled.condition == condition { return fulfilled.values }
    return nil
  }
}
