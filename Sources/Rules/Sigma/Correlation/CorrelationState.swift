import Learning

/// The events that a correlation holds, by what they have in common.
///
/// A condition that asks for enough is answered as soon as there is enough within the time span, and begins anew then; one
/// that asks for few is answered when the time span since the first event is over.
struct CorrelationState: RuleState {
  private struct Held: Sendable {
    var event: MatchedEvent
    var condition: Int
    var counted: String?
  }

  private let form: CorrelationForm
  private let limit: Int
  /// Events in order of time, by key.
  private var groups: [[String]: [Held]] = [:]
  /// The keys in the order of their first events; keys that have gone may stand here still.
  private var order: [(time: Int64, keys: [String])] = []
  private var first = 0
  private var held = 0

  init(form: CorrelationForm, limit: Int) {
    self.form = form
    self.limit = limit
  }

  var deadline: Int64? {
    guard first < order.count else { return nil }
    return order[first].time.adding(form.timespan)
  }

  mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
    expire(before: hit.time, into: &matches)
    for fulfilled in hit.fulfilled { take(hit, fulfilled, into: &matches) }
  }

  mutating func advance(to time: Int64, into matches: inout [RuleMatch]) { expire(before: time, into: &matches) }

  mutating func finish(into matches: inout [RuleMatch]) { expire(before: .max, into: &matches) }

  // MARK: Events

  private mutating func take(_ hit: Hit, _ fulfilled: Hit.Fulfilled, into matches: inout [RuleMatch]) {
    let counted = form.counted(fulfilled)
    if form.type == .valueCount, counted == nil { return }
    let keys = form.keys(fulfilled)
    if groups[keys] == nil { order.append((hit.time, keys)) }
    groups[keys, default: []].append(Held(event: hit.event, condition: fulfilled.condition, counted: counted))
    held += 1
    if form.answersAtOnce, let found = answer(groups[keys] ?? []) {
      matches.append(match(found.events, found.number, keys, at: hit.time))
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
      let seen = Set(events.map(\.condition))
      guard seen.count == form.layouts.count || (!form.bounds.isEmpty && form.holds(seen.count)) else { return nil }
      return (events, seen.count)
    case .temporalOrdered:
      var next = 0
      var chain: [Held] = []
      for event in events where next < form.layouts.count && event.condition == next {
        chain.append(event)
        next += 1
      }
      return next == form.layouts.count ? (chain, next) : nil
    }
  }

  private func match(_ events: [Held], _ number: Int, _ keys: [String], at time: Int64) -> RuleMatch {
    var match = RuleMatch(steps: events.map { .init(condition: $0.condition, event: $0.event) }, time: time)
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
      guard let events = groups[keys], let oldest = events.first, oldest.event.time == start else { continue }
      if !form.answersAtOnce {
        if let found = answer(events) {
          matches.append(match(found.events, found.number, keys, at: start.adding(form.timespan)))
        }
        remove(keys)
        continue
      }
      let kept = events.drop { $0.event.time.adding(form.timespan) < time }
      held -= events.count - kept.count
      groups[keys] = kept.isEmpty ? nil : Array(kept)
      if let next = kept.first { insert(next.event.time, keys) }
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
    held -= groups.removeValue(forKey: keys)?.count ?? 0
  }

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
        writer.append(event.event)
        writer.append(count: event.condition)
        writer.append(event.counted != nil)
        writer.append(event.counted ?? "")
      }
    }
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
        let event = try reader.event()
        let condition = try reader.integer(in: 0...max(0, form.layouts.count - 1))
        let isCounted = try reader.bool()
        let counted = try reader.string()
        events.append(Held(event: event, condition: condition, counted: isCounted ? counted : nil))
      }
      guard let oldest = events.first, groups[keys] == nil else { throw StateError("a correlation's group is empty") }
      order.append((oldest.event.time, keys))
      held += events.count
      groups[keys] = events
    }
  }
}
