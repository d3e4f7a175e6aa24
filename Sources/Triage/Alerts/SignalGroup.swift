import Evidence

/// What a group of signals has in common: a rule, a host, and the activity or account it is about.
struct SignalGroupKey: Sendable, Hashable, Codable {
  var ruleID: String
  var host: String
  /// The process, else the session, the user, or whatever the signal names; empty for signals folded for want of room.
  var subject: EntityKey?
  /// The signals' hour, so that groups do not depend on the order of signals; neighbours are joined later.
  var slot: Int64
}

/// The signals of one key, counted, with the strongest kept.
struct SignalGroup: Sendable, Codable {
  var span: TimeSpan
  var count: Int
  private(set) var kept: [Signal]

  init(_ signal: Signal) {
    span = TimeSpan(first: signal.time, last: signal.time)
    count = 1
    kept = [signal]
  }

  /// Adds a signal; the same evidence given twice counts once as long as it is among the kept.
  mutating func add(_ signal: Signal, keeping limit: Int) {
    if kept.contains(signal) { return }
    span = span.union(TimeSpan(first: signal.time, last: signal.time))
    count += 1
    insert(signal, limit)
  }

  /// Takes in another group.
  mutating func merge(_ other: SignalGroup, keeping limit: Int) {
    span = span.union(other.span)
    count += other.count
    for signal in other.kept { insert(signal, limit) }
  }

  /// The group with other entities in its signals.
  func renamed(_ aliases: [EntityKey: EntityKey]) -> SignalGroup {
    var result = self
    for index in result.kept.indices {
      var seen: Set<EntityKey> = []
      result.kept[index].entities = kept[index].entities.map { aliases[$0] ?? $0 }.filter { seen.insert($0).inserted }
    }
    return result
  }

  private mutating func insert(_ signal: Signal, _ limit: Int) {
    let place = kept.firstIndex { Self.isStronger(signal, $0) } ?? kept.count
    guard place < limit else { return }
    kept.insert(signal, at: place)
    if kept.count > limit { kept.removeLast() }
  }

  /// Strongest first; among equals the earliest, then by content, so that the order never depends on arrival.
  private static func isStronger(_ a: Signal, _ b: Signal) -> Bool {
    if a.severity != b.severity { return a.severity > b.severity }
    if a.logLikelihoodRatio != b.logLikelihoodRatio { return a.logLikelihoodRatio > b.logLikelihoodRatio }
    if a.time != b.time { return a.time < b.time }
    if a.title != b.title { return a.title < b.title }
    return (a.events.first?.id ?? "", a.entities.description) < (b.events.first?.id ?? "", b.entities.description)
  }
}
