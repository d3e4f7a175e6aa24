import Evidence

/// Folds signals into groups as they come, in bounded memory and in any order.
struct SignalFolder: Sendable, Codable {
  private static let slot = TimeSpan.hour

  let configuration: TriageConfiguration
  private(set) var groups: [SignalGroupKey: SignalGroup] = [:]
  /// Signals that were counted nowhere because even folded groups were too many.
  private(set) var lost = 0

  init(_ configuration: TriageConfiguration) { self.configuration = configuration }

  /// Adds a signal.
  mutating func add(_ signal: Signal) {
    let host = signal.entities.first { $0.kind == .host }?.id ?? ""
    var key = SignalGroupKey(
      ruleID: signal.ruleID, host: host, subject: Self.subject(of: signal), slot: signal.time / Self.slot)
    if groups[key] == nil, groups.count >= configuration.groupCapacity {
      key.subject = nil
      key.slot = 0
      guard groups[key] != nil || groups.count < 2 * configuration.groupCapacity else {
        lost += 1
        return
      }
    }
    if groups[key] == nil {
      groups[key] = SignalGroup(signal)
    } else {
      groups[key]?.add(signal, keeping: configuration.signalsPerGroup)
    }
  }

  /// The entities of the signals that are kept, processes apart.
  var entities: Set<EntityKey> {
    Set(groups.values.lazy.flatMap(\.kept).flatMap(\.entities).filter { $0.kind != .process })
  }

  /// Gives entities other keys; groups that become the same are joined.
  mutating func rename(_ aliases: [EntityKey: EntityKey]) {
    for (key, group) in groups where Self.isNamed(in: group, key, aliases) {
      groups[key] = nil
      var key = key
      key.host = aliases[EntityKey(.host, key.host)]?.id ?? key.host
      key.subject = key.subject.map { aliases[$0] ?? $0 }
      let renamed = group.renamed(aliases)
      if groups[key] == nil {
        groups[key] = renamed
      } else {
        groups[key]?.merge(renamed, keeping: configuration.signalsPerGroup)
      }
    }
  }

  private static func isNamed(
    in group: SignalGroup, _ key: SignalGroupKey, _ aliases: [EntityKey: EntityKey]
  ) -> Bool {
    if let subject = key.subject, aliases[subject] != nil { return true }
    return group.kept.contains { $0.entities.contains { aliases[$0] != nil } }
  }

  /// Whom or what a signal is mainly about.
  static func subject(of signal: Signal) -> EntityKey? {
    for kind in [EntityKey.Kind.process, .user, .session, .address, .file, .service, .domain] {
      if let entity = signal.entities.first(where: { $0.kind == kind }) { return entity }
    }
    return signal.entities.first { $0.kind == .host }
  }
}
