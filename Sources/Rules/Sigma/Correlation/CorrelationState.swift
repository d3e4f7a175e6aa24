import Learning

/// The events that a correlation holds, by what they have in common.
///
/// A condition that asks for enough is answered as soon as there is enough within the time span, and begins anew then; one
/// that asks for few is answered when the time span since the first event is over.
struct CorrelationState: RuleState {
  /// An event that a rule matches, or the events that a correlation found.
  private struct Held: Sendable {
    var member: Int
    var steps: [RuleMatch.Step]
    var time: Int64
    var counted: String?
  }

  private let form: CorrelationForm
  private let limit: Int
  /// The member that each condition belongs to.
  private let owners: [Int]
  /// The states of members that are correlations themselves, by member.
  private var inner: [Int: CorrelationState] = [:]
  /// Events in order of time, by key.
  private var groups: [[String]: [Held]] = [:]
  /// The keys in the order of their first events; keys that have gone may stand here still.
  private var order: [(time: Int64, keys: [String])] = []
  private var first = 0
  private var held = 0

  init(form: CorrelationForm, limit: Int) {
    self.form = form
    self.limit = limit
    owners = form.members.enumerated().flatMap { number, member in member.conditions.map { _ in number } }
    for (number, member) in form.members.enumerated() {
      guard case .correlation(let form, _, _, _) = member else { continue }
      inner[number] = CorrelationState(form: form, limit: limit)
    }
  }

  var deadline: Int64? {
    var result = first < order.count ? order[first].time.adding(form.timespan) : nil
    for state in inner.values {
      guard let deadline = state.deadline else { continue }
      result = min(result ?? deadline, deadline)
    }
    return result
  }

  mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
    advance(to: hit.time, into: &matches)
    for fulfilled in hit.fulfilled {
      let number = owners[fulfilled.condition]
      switch form.members[number] {
      case .rule(_, let layout):
        let event = Held(
          member: number, steps: [.init(condition: fulfilled.condition, event: hit.event)], time: hit.time,
          counted: layout.counted(fulfilled.values))
        take(event, layout.keys(fulfilled.values), into: &matches)
      case .correlation(_, let first, _, _):
        var own = hit
        own.fulfilled = [fulfilled]
        own.fulfilled[0].condition -= first
        var found: [RuleMatch] = []
        inner[number]?.observe(own, into: &found)
        for match in found { take(match, of: number, into: &matches) }
      }
    }
  }

  mutating func advance(to time: Int64, into matches: inout [RuleMatch]) {
    collect(&matches) { $0.advance(to: time, into: &$1) }
    expire(before: time, into: &matches)
  }

  mutating func finish(into matches: inout [RuleMatch]) {
    collect(&matches) { $0.finish(into: &$1) }
    expire(before: .max, into: &matches)
  }

  // MARK: Events

  /// Takes what members that are correlations find when time goes on, in order of time.
  private mutating func collect(
    _ matches: inout [RuleMatch], _ step: (inout CorrelationState, inout [RuleMatch]) -> Void
  ) {
    guard !inner.isEmpty else { return }
    var all: [(number: Int, match: RuleMatch)] = []
    for number in inner.keys.sorted() {
      guard var state = inner[number] else { continue }
      var found: [RuleMatch] = []
      step(&state, &found)
      inner[number] = state
      all += found.map { (number, $0) }
    }
    all.sort { ($0.match.time, $0.number) < ($1.match.time, $1.number) }
    for (number, match) in all {
      expire(before: match.time, into: &matches)
      take(match, of: number, into: &matches)
    }
  }

  /// Takes what a correlation that is a member found.
  private mutating func take(_ match: RuleMatch, of number: Int, into matches: inout [RuleMatch]) {
    guard case .correlation(_, let first, let keys, let counted) = form.members[number] else { return }
    var steps = match.steps
    for index in steps.indices { steps[index].condition += first }
    let event = Held(member: number, steps: steps, time: match.time, counted: counted.map { match.keys[$0] })
    take(event, keys.map { match.keys[$0] }, into: &matches)
  }

  private mutating func take(_ event: Held, _ keys: [String], into matches: inout [RuleMatch]) {
    if form.type == .valueCount, event.counted == nil { return }
    if groups[keys] == nil { order.append((event.time, keys)) }
    groups[keys, default: []].append(event)
    held += event.steps.count
    if form.answersAtOnce, let found = answer(groups[keys] ?? []) {
      matches.append(match(found.events, found.number, keys, at: event.time))
      drop(keys)
    }
    while held > limit, first < order.count { drop(order[first].keys) }
  }

  /// The events that fulfil the correlation, and the number, if they do.
  private func answer(_ events: [Held]) -> (events: [Held], number: Int)? {
    switch form.type {
    case .eventCount: return form.holds(events.count) ? (events, events.count) : nil
    case .valueCount:
      let number = Set(events.compactMap(\.counted)).count
      return form.holds(number) ? (events, number) : nil
    case .temporal:
      let seen = Set(events.map(\.member))
      guard seen.count == form.members.count || (!form.bounds.isEmpty && form.holds(seen.count)) else { return nil }
      return (events, seen.count)
    case .temporalOrdered:
      var next = 0
      var chain: [Held] = []
      for event in events where next < form.members.count && event.member == next {
        chain.append(event)
        next += 1
      }
      return next == form.members.count ? (chain, next) : nil
    }
  }

  private func match(_ events: [Held], _ number: Int, _ keys: [String], at time: Int64) -> RuleMatch {
    var match = RuleMatch(steps: events.flatMap(\.steps), time: time)
    match.keys = keys
    match.facts = [RuleMatch.Fact(name: form.type.rawValue, value: String(number))]
    return match
  }

  // MARK: Time

  /// Lets go of events whose time span is over before a time.
  private mutating func expire(before time: Int64, into matches: inout [RuleMatch]) {
    while first < order.count, order[first].time.adding(form.timespan) < time {
      let keys = order[first].keys
      let start = order[first].time
      first += 1
      guard let events = groups[keys], let oldest = events.first, oldest.time == start else { continue }
      if !form.answersAtOnce {
        if let found = answer(events) {
          matches.append(match(found.events, found.number, keys, at: start.adding(form.timespan)))
        }
        remove(keys)
        continue
      }
      let kept = events.drop { $0.time.adding(form.timespan) < time }
      held -= Self.count(events.prefix(events.count - kept.count))
      groups[keys] = kept.isEmpty ? nil : Array(kept)
      if let next = kept.first { insert(next.time, keys) }
    }
    if first > 1_024, first * 2 > order.count {
      order.removeSubrange(..<first)
      first = 0
    }
  }

  /// Puts a key where its first event's time belongs.
  private mutating func insert(_ time: Int64, _ keys: [String]) {
    var low = first
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if order[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    order.insert((time, keys), at: low)
  }

  private mutating func remove(_ keys: [String]) {
    held -= Self.count((groups.removeValue(forKey: keys) ?? [])[...])
  }

  /// The events that are held for some things.
  private static func count(_ events: ArraySlice<Held>) -> Int { events.reduce(0) { $0 + $1.steps.count } }

  private mutating func drop(_ keys: [String]) {
    remove(keys)
    if let index = order[first...].firstIndex(where: { $0.keys == keys }) { order.remove(at: index) }
  }

  // MARK: Snapshots

  func write(to writer: inout StateWriter) {
    let live = order[first...].filter { groups[$0.keys] != nil }
    writer.append(count: live.count)
    for entry in live {
      writer.append(count: entry.keys.count)
      for key in entry.keys { writer.append(key) }
      let events = groups[entry.keys] ?? []
      writer.append(count: events.count)
      for event in events {
        writer.append(count: event.member)
        writer.append(signed: event.time)
        writer.append(count: event.steps.count)
        for step in event.steps {
          guard let matched = step.event else { continue }
          writer.append(count: step.condition)
          writer.append(matched)
        }
        writer.append(event.counted != nil)
        writer.append(event.counted ?? "")
      }
    }
    for number in inner.keys.sorted() { inner[number]?.write(to: &writer) }
  }

  mutating func read(from reader: inout StateReader) throws(StateError) {
    groups = [:]
    order = []
    first = 0
    held = 0
    for _ in 0..<(try reader.count()) {
      var keys: [String] = []
      for _ in 0..<(try reader.count()) { keys.append(try reader.string()) }
      var events: [Held] = []
      for _ in 0..<(try reader.count()) {
        let member = try reader.integer(in: 0...max(0, form.members.count - 1))
        let time = try reader.signed()
        var steps: [RuleMatch.Step] = []
        for _ in 0..<(try reader.count()) {
          let condition = try reader.integer(in: 0...max(0, owners.count - 1))
          steps.append(.init(condition: condition, event: try reader.event()))
        }
        let isCounted = try reader.bool()
        let counted = try reader.string()
        events.append(Held(member: member, steps: steps, time: time, counted: isCounted ? counted : nil))
      }
      guard let oldest = events.first, groups[keys] == nil else { throw StateError("a correlation's group is empty") }
      order.append((oldest.time, keys))
      held += Self.count(events[...])
      groups[keys] = events
    }
    for number in inner.keys.sorted() { try inner[number]?.read(from: &reader) }
  }
}
