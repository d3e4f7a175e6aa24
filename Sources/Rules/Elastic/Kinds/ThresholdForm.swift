import ECS
import Learning

/// Counts events and distinct values of groups in a sliding window.
struct ThresholdForm: RuleForm {
  /// References to events that a match shows; the latest are kept.
  static let shownEvents = 32

  let fields: [String]
  let value: Int
  let cardinality: [ThresholdDefinition.Cardinality]
  /// The window in nanoseconds.
  let window: Int64
  /// How long a group that matched says nothing, in nanoseconds.
  let interval: Int64

  init(_ definition: ThresholdDefinition) {
    fields = definition.fields
    value = definition.value
    cardinality = definition.cardinality
    window = definition.window.multipliedReportingOverflow(by: 1_000_000_000).partialValue
    interval = definition.interval.multipliedReportingOverflow(by: 1_000_000_000).partialValue
  }

  var captures: [[Term]] { [(fields + cardinality.map(\.field)).map { .field(.named($0)) }] }

  func makeState(_ limits: RunLimits) -> any RuleState { State(form: self, limit: max(1, limits.heldPerRule)) }

  struct State: RuleState {
    let form: ThresholdForm
    /// Groups that are remembered, and a tenth of the times and values that they may hold together.
    let limit: Int
    private var groups: [[Value]: Group] = [:]
    /// Groups by the time of their last event, oldest first; entries of groups that were touched since are stale.
    private var order = Recency<[Value]>()
    private var size = 0

    init(form: ThresholdForm, limit: Int) {
      self.form = form
      self.limit = limit
    }

    mutating func observe(_ hit: Hit, into matches: inout [RuleMatch]) {
      guard let values = hit.fulfilled.first?.values else { return }
      let keys = ValueCombinations.all(values.prefix(form.fields.count))
      let counted = Array(values.dropFirst(form.fields.count))
      for key in keys { count(key, counted, hit.event, &matches) }
    }

    private mutating func count(
      _ key: [Value], _ counted: [Value], _ event: MatchedEvent, _ matches: inout [RuleMatch]
    ) {
      // Taken out and put back, so that it is changed in place.
      var group = groups.removeValue(forKey: key) ?? Group(fields: form.cardinality.count)
      size -= group.size
      group.add(event, counted, form)
      if group.isOver(form), event.time >= group.quietUntil {
        matches.append(match(key, group, event.time))
        group = Group(fields: form.cardinality.count)
        group.quietUntil = event.time.adding(form.interval)
      }
      size += group.size
      groups[key] = group
      order.touch(key)
      while groups.count > limit || size > 10 * limit, groups.count > 1, let oldest = order.removeOldest() {
        size -= groups.removeValue(forKey: oldest)?.size ?? 0
      }
    }

    private func match(_ key: [Value], _ group: Group, _ time: Int64) -> RuleMatch {
      var match = RuleMatch(steps: group.events.map { .init(condition: 0, event: $0) }, time: time)
      match.keys = key.map { $0.firstText ?? "" }
      for (field, value) in zip(form.fields, key) { match.keyValues[field] = value }
      match.facts.append(.init(name: "events", value: String(group.times.count)))
      for (index, cardinality) in form.cardinality.enumerated() {
        let count = group.distinct[index].count
        match.facts.append(.init(name: "distinct \(cardinality.field)", value: String(count)))
      }
      return match
    }

    /// Groups that were quiet tell what they have.
    mutating func finish(into matches: inout [RuleMatch]) {
      for key in order.oldestFirst {
        guard let group = groups[key], group.isOver(form), let last = group.times.last else { continue }
        matches.append(match(key, group, last))
      }
      groups = [:]
      order = Recency()
      size = 0
    }

    func write(to writer: inout StateWriter) {
      let keys = order.oldestFirst
      writer.append(count: keys.count)
      for key in keys {
        writer.append(key)
        (groups[key] ?? Group(fields: form.cardinality.count)).write(to: &writer)
      }
    }

    mutating func read(from reader: inout StateReader) throws(StateError) {
      groups = [:]
      order = Recency()
      size = 0
      for _ in 0..<(try reader.count(ofSize: 2)) {
        let key = try reader.values()
        let group = try Group(from: &reader, fields: form.cardinality.count)
        size += group.size
        groups[key] = group
        order.touch(key)
      }
    }
  }

  /// What is remembered of the events with the same values.
  struct Group: Sendable {
    /// The times of the latest events, as many as are needed.
    var times: [Int64] = []
    /// For each counted field, when each value was seen last.
    var distinct: [[Value: Int64]]
    /// The latest events.
    var events: [MatchedEvent] = []
    /// Until when the group says nothing, because it matched.
    var quietUntil = Int64.min

    init(fields: Int) { distinct = [[Value: Int64]](repeating: [:], count: fields) }

    var size: Int { 1 + times.count + distinct.reduce(0) { $0 + $1.count } }

    mutating func add(_ event: MatchedEvent, _ counted: [Value], _ form: ThresholdForm) {
      let start = event.time.subtracting(form.window)
      times.removeAll { $0 < start }
      times.append(event.time)
      // More than are needed say nothing more; the oldest would leave the window first.
      if times.count > form.value { times.removeFirst(times.count - form.value) }
      for index in distinct.indices {
        for value in index < counted.count ? counted[index].all : [] { distinct[index][value] = event.time }
        if distinct[index].count >= form.cardinality[index].value || distinct[index].count % 64 == 0 {
          distinct[index] = distinct[index].filter { $0.value >= start }
        }
      }
      events.removeAll { $0.time < start }
      events.append(event)
      if events.count > ThresholdForm.shownEvents { events.removeFirst() }
    }

    func isOver(_ form: ThresholdForm) -> Bool {
      guard times.count >= form.value else { return false }
      return zip(distinct, form.cardinality).allSatisfy { $0.count >= $1.value }
    }

    func write(to writer: inout StateWriter) {
      writer.append(signed: quietUntil)
      writer.append(count: times.count)
      for time in times { writer.append(signed: time) }
      for values in distinct {
        writer.append(count: values.count)
        for (value, time) in values.sorted(by: { ($0.value, $0.key.order) < ($1.value, $1.key.order) }) {
          writer.append(value)
          writer.append(signed: time)
        }
      }
      writer.append(count: events.count)
      for event in events { writer.append(event) }
    }

    init(from reader: inout StateReader, fields: Int) throws(StateError) {
      distinct = []
      quietUntil = try reader.signed()
      for _ in 0..<(try reader.count()) { times.append(try reader.signed()) }
      for _ in 0..<fields {
        var values: [Value: Int64] = [:]
        for _ in 0..<(try reader.count(ofSize: 2)) {
          let value = try reader.value()
          values[value] = try reader.signed()
        }
        distinct.append(values)
      }
      for _ in 0..<(try reader.count(ofSize: 4)) { events.append(try reader.event()) }
    }
  }
}

/// All choices of one value a field, of fields that may have several.
enum ValueCombinations {
  /// Choices that are made of one event.
  static let maximum = 256

  /// The choices; none where a field has no value.
  static func all(_ values: ArraySlice<Value>) -> [[Value]] {
    var result: [[Value]] = [[]]
    for value in values {
      var longer: [[Value]] = []
      for prefix in result {
        for choice in value.all where longer.count < maximum { longer.append(prefix + [choice]) }
      }
      result = longer
    }
    var seen: Set<[Value]> = []
    return result.filter { seen.insert($0).inserted }
  }
}

extension Value {
  /// Something to sort by, so that what is written does not depend on hashing.
  var order: String { text.map { String(decoding: $0, as: UTF8.self) } ?? "\(self)" }
}
