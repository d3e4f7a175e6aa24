import Learning

/// Events of all items in any order, that have their keys in common: the first of each item.
///
/// A join may take one event for several items and ends with `until`; a sample takes a different event for each, and
/// answers once for each value of the keys, or as often as is asked for, each time with other events. Sources: the
/// documentation of the EQL reference implementation (`join`); Elasticsearch, "EQL syntax reference", samples.
struct JoinForm: RuleForm {
  var items: [RelatedItem] = []
  var until: RelatedItem?
  /// Samples for each value of the keys; 0 for a join.
  var samplesPerKey = 0
  var conditionCount = 0

  var isSample: Bool { samplesPerKey > 0 }

  var captures: [[Term]] {
    var result = [[Term]](repeating: [], count: conditionCount)
    for item in items + (until.map { [$0] } ?? []) { result[item.condition] = item.captures }
    return result
  }

  func makeState(_ limits: RunLimits) -> any RuleState { JoinState(self, limits) }

  func keeping(_ fields: [StepField]) -> any RuleForm {
    var copy = self
    copy.items.keep(fields)
    return copy
  }
}

struct JoinState: RuleState {
  private struct Candidate: Sendable {
    var event: MatchedEvent
    var values: [Value]
  }

  private struct Group: Sendable {
    var number: UInt64
    /// For each item the events that fulfil it, as many as can be needed.
    var candidates: [[Candidate]]
    /// Samples that were made of it.
    var samples = 0
  }

  private let form: JoinForm
  private let limits: RunLimits
  private var groups: [JoinKey: Group] = [:]
  private var number: UInt64 = 0

  init(_ form: JoinForm, _ limits: RunLimits) {
    self.form = form
    self.limits = limits
  }

  mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
    if let until = form.until, let values = hit.values(until.condition), let key = until.key(values) {
      groups[key] = nil
    }
    // An event that completes a join may begin the next one; one that completes a sample is in it once.
    var touched: [JoinKey] = []
    for (index, item) in form.items.enumerated() {
      guard let values = hit.values(item.condition), let key = item.key(values) else { continue }
      guard take(Candidate(event: hit.event, values: values), key, index) else { continue }
      if form.isSample {
        if !touched.contains(key) { touched.append(key) }
      } else {
        complete(key, at: hit.time, into: &matches)
      }
    }
    for key in touched { complete(key, at: hit.time, into: &matches) }
    if groups.count > limits.heldPerRule { forgetOldest() }
  }

  /// Holds an event; false if it is not needed.
  private mutating func take(_ candidate: Candidate, _ key: JoinKey, _ index: Int) -> Bool {
    if groups[key] == nil {
      number += 1
      groups[key] = Group(number: number, candidates: [[Candidate]](repeating: [], count: form.items.count))
    }
    guard let group = groups[key] else { return false }
    let wanted = form.isSample ? form.items.count * (form.samplesPerKey - group.samples) : 1
    guard group.candidates[index].count < wanted else { return false }
    groups[key]?.candidates[index].append(candidate)
    return true
  }

  private mutating func complete(_ key: JoinKey, at time: Int64, into matches: inout [RuleMatch]) {
    guard let group = groups[key], let chosen = choice(group) else { return }
    matches.append(match(chosen, key, at: time))
    guard form.isSample else {
      groups[key] = nil
      return
    }
    groups[key]?.samples += 1
    let isDone = group.samples + 1 >= form.samplesPerKey
    for index in form.items.indices {
      groups[key]?.candidates[index].removeAll { held in isDone || chosen.contains { $0.event === held.event } }
    }
    if !isDone { complete(key, at: time, into: &matches) }
  }

  /// An event for each item; for a sample all different.
  private func choice(_ group: Group) -> [Candidate]? {
    guard group.candidates.allSatisfy({ !$0.isEmpty }) else { return nil }
    guard form.isSample else { return group.candidates.map { $0[0] } }
    // Augmenting paths in the graph of items and events (H. W. Kuhn, 1955).
    var owner: [ObjectIdentifier: Int] = [:]
    var chosen = [Int?](repeating: nil, count: form.items.count)
    for item in form.items.indices {
      var visited: Set<ObjectIdentifier> = []
      guard Self.assign(item, group, &owner, &chosen, &visited) else { return nil }
    }
    return chosen.enumerated().compactMap { item, index in index.map { group.candidates[item][$0] } }
  }

  private static func assign(
    _ item: Int, _ group: Group, _ owner: inout [ObjectIdentifier: Int], _ chosen: inout [Int?],
    _ visited: inout Set<ObjectIdentifier>
  ) -> Bool {
    for (index, candidate) in group.candidates[item].enumerated() where owner[ObjectIdentifier(candidate.event)] == nil
    {
      owner[ObjectIdentifier(candidate.event)] = item
      chosen[item] = index
      return true
    }
    for (index, candidate) in group.candidates[item].enumerated() {
      let event = ObjectIdentifier(candidate.event)
      guard visited.insert(event).inserted, let other = owner[event] else { continue }
      if assign(other, group, &owner, &chosen, &visited) {
        owner[event] = item
        chosen[item] = index
        return true
      }
    }
    return false
  }

  private func match(_ chosen: [Candidate], _ key: JoinKey, at time: Int64) -> RuleMatch {
    var match = RuleMatch(steps: [], time: time)
    match.keys = key.texts
    for (index, candidate) in chosen.enumerated() {
      match.steps.append(.init(condition: form.items[index].condition, event: candidate.event))
      match.kept += form.items[index].kept(candidate.values, step: index)
    }
    return match
  }

  mutating func finish(into matches: inout [RuleMatch]) {}

  private mutating func forgetOldest() {
    let numbers = groups.values.map(\.number).sorted()
    let limit = numbers[numbers.count / 8]
    groups = groups.filter { $0.value.number > limit }
  }

  // MARK: Snapshots

  func write(to writer: inout StateWriter) {
    writer.append(number)
    writer.append(count: groups.count)
    for (key, group) in groups.sorted(by: { $0.value.number < $1.value.number }) {
      writer.append(key)
      writer.append(group.number)
      writer.append(count: group.samples)
      // An event that fulfils several items must be one again.
      var events: [MatchedEvent] = []
      for candidate in group.candidates.joined() where !events.contains(where: { $0 === candidate.event }) {
        events.append(candidate.event)
      }
      writer.append(count: events.count)
      for event in events { writer.append(event) }
      for candidates in group.candidates {
        writer.append(count: candidates.count)
        for candidate in candidates {
          writer.append(count: events.firstIndex { $0 === candidate.event } ?? 0)
          writer.append(candidate.values)
        }
      }
    }
  }

  mutating func read(from reader: inout StateReader) throws(StateError) {
    number = try reader.number()
    groups = [:]
    for _ in 0..<(try reader.count(ofSize: 4)) {
      let key = try reader.key()
      var group = Group(number: try reader.number(), candidates: [])
      group.samples = try reader.integer(in: 0...form.samplesPerKey)
      var events: [MatchedEvent] = []
      for _ in 0..<(try reader.count(ofSize: 6)) { events.append(try reader.event()) }
      for item in form.items {
        var candidates: [Candidate] = []
        for _ in 0..<(try reader.count(ofSize: 2)) {
          let index = try reader.integer(in: 0...max(0, events.count - 1))
          let values = try reader.values()
          guard events.indices.contains(index), values.count == item.captures.count else {
            throw StateError("an event's values are not those of its rule")
          }
          candidates.append(Candidate(event: events[index], values: values))
        }
        group.candidates.append(candidates)
      }
      groups[key] = group
    }
  }
}
