import Evidence

/// Makes alerts of groups of signals: groups of one rule in one process activity, or about one account, that follow each
/// other without a long pause, are one alert.
struct AlertBuilder {
  /// Entities named by an alert.
  static let entityLimit = 64

  let configuration: TriageConfiguration
  let processes: ProcessTable

  private struct ActivityKey: Hashable {
    var ruleID: String
    var host: String
    var activity: EntityKey?
  }

  /// The alerts, the riskiest first.
  func alerts(_ groups: [SignalGroupKey: SignalGroup]) -> [Alert] {
    var activities: [ActivityKey: [SignalGroup]] = [:]
    for (key, group) in groups {
      let activity = ActivityKey(ruleID: key.ruleID, host: key.host, activity: root(of: key.subject))
      activities[activity, default: []].append(group)
    }
    var alerts: [Alert] = []
    for (key, groups) in activities {
      for group in joined(groups) { alerts.append(alert(key, group)) }
    }
    return alerts.sorted { ($0.risk, $1.firstSeen, $1.id) > ($1.risk, $0.firstSeen, $0.id) }
  }

  private func root(of subject: EntityKey?) -> EntityKey? {
    guard let subject, subject.kind == .process else { return subject }
    return EntityKey(.process, ActivityRoot.of(subject.id, in: processes))
  }

  private func joined(_ groups: [SignalGroup]) -> [SignalGroup] {
    var result: [SignalGroup] = []
    for group in groups.sorted(by: { ($0.span.first, $0.span.last) < ($1.span.first, $1.span.last) }) {
      if let last = result.indices.last, result[last].span.gap(to: group.span) <= configuration.alertGap {
        result[last].merge(group, keeping: configuration.signalsPerAlert)
      } else {
        result.append(group)
      }
    }
    return result
  }

  private func alert(_ key: ActivityKey, _ group: SignalGroup) -> Alert {
    let strongest = group.kept[0]
    var entities: [EntityKey] = []
    var seen: Set<EntityKey> = []
    for signal in group.kept {
      for entity in signal.entities where entities.count < Self.entityLimit && seen.insert(entity).inserted {
        entities.append(entity)
      }
    }
    let severity = group.kept.map(\.severity).max() ?? strongest.severity
    return Alert(
      id: StableID.of(
        key.ruleID, key.host, key.activity.map { $0.kind.rawValue + ":" + $0.id } ?? "", String(group.span.first)),
      title: strongest.title, ruleID: key.ruleID, severity: severity,
      risk: AlertRisk.score(severity: severity, signals: group.kept), firstSeen: group.span.first,
      lastSeen: group.span.last, techniques: Set(group.kept.flatMap(\.techniques)).sorted(),
      tactics: Set(group.kept.flatMap(TacticChain.tactics)).sorted().map(\.id), entities: entities,
      signals: group.kept, signalCount: group.count)
  }
}
