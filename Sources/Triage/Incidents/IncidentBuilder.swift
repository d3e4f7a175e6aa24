import Evidence

/// Alerts that are one incident.
struct AlertCluster: Sendable {
  var incidentID: String
  /// In order of time.
  var alertIDs: [String]
  /// Why.
  var links: [Incident.Link]
}

/// Joins alerts into incidents: links over shared entities, clusters of them, and the story of each cluster.
struct IncidentBuilder {
  /// Entities named by an incident.
  static let entityLimit = 200

  let configuration: TriageConfiguration
  let population: EntityPopulation
  let processes: ProcessTable

  /// Which alerts are one incident, and why. A single alert is one only if it is at least of high severity. Does not depend on
  /// the alerts' risk.
  func clusters(_ alerts: [Alert]) -> [AlertCluster] {
    let ordered = alerts.sorted { ($0.firstSeen, $0.lastSeen, $0.id) < ($1.firstSeen, $1.lastSeen, $1.id) }
    let links = LinkFinder(ordered, population: population, processes: processes).links()
    var agglomeration = Agglomeration(ordered.map(LinkFinder.span), links, configuration)
    var clusters: [AlertCluster] = []
    for cluster in agglomeration.clusters() {
      guard cluster.count > 1 || ordered[cluster[0]].severity >= .high else { continue }
      let inside = Set(cluster)
      let own = agglomeration.used.filter { inside.contains($0.first) }
      clusters.append(
        AlertCluster(
          incidentID: StableID.of("incident", ordered[cluster[0]].id), alertIDs: cluster.map { ordered[$0].id },
          links: own.map { note($0, ordered) }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }))
    }
    return clusters
  }

  /// The incidents of clusters, the riskiest first.
  func incidents(_ clusters: [AlertCluster], _ alerts: [Alert]) -> [Incident] {
    let known = Dictionary(alerts.map { ($0.id, $0) }) { first, _ in first }
    return clusters.map { incident($0, $0.alertIDs.compactMap { known[$0] }) }
      .sorted { ($0.risk, $1.firstSeen, $1.id) > ($1.risk, $0.firstSeen, $0.id) }
  }

  private func incident(_ cluster: AlertCluster, _ alerts: [Alert]) -> Incident {
    let steps = alerts.filter { $0.severity > .low }.map { $0.tactics.compactMap { AttackTactic($0) } }
    let chain = TacticChain.length(steps)
    let severity = alerts.map(\.severity).max() ?? .low
    let risk = SublinearRisk.score(alerts.map { .init(id: $0.id, group: $0.ruleID, risk: $0.risk) }).score
    var tactics: [String] = []
    for alert in alerts { for tactic in alert.tactics where !tactics.contains(tactic) { tactics.append(tactic) } }
    return Incident(
      id: cluster.incidentID, title: IncidentTitle(population: population).text(alerts),
      severity: chain >= 3 ? severity.raised : severity, risk: Self.raised(risk, chain: chain),
      firstSeen: alerts[0].firstSeen, lastSeen: alerts.map(\.lastSeen).max() ?? alerts[0].lastSeen,
      alertIDs: alerts.map(\.id), entities: entities(alerts), tactics: tactics,
      techniques: Set(alerts.flatMap(\.techniques)).sorted(),
      links: cluster.links)
  }

  /// Each step along the kill chain after the second adds 15 % to the exponent of what is left to certainty.
  private static func raised(_ risk: Double, chain: Int) -> Double {
    guard chain > 2 else { return risk }
    let rest = Logarithm.of(1 - min(risk, 99.99) / 100)
    return 100 * (1 - Logarithm.exp(rest * (1 + 0.15 * Double(chain - 2))))
  }

  /// Hosts and users first, then what most alerts share.
  private func entities(_ alerts: [Alert]) -> [EntityKey] {
    var counts: [EntityKey: Int] = [:]
    for alert in alerts { for entity in alert.entities { counts[entity, default: 0] += 1 } }
    func order(_ entity: EntityKey) -> Int { entity.kind == .host ? 0 : entity.kind == .user ? 1 : 2 }
    let sorted = counts.sorted {
      (order($0.key), -$0.value, $0.key) < (order($1.key), -$1.value, $1.key)
    }
    return sorted.prefix(Self.entityLimit).map(\.key)
  }

  private func note(_ link: AlertLink, _ alerts: [Alert]) -> Incident.Link {
    let (first, second) = (alerts[link.first], alerts[link.second])
    let entity = link.relation.entity
    let name = population.name(of: entity)
    let shared =
      switch link.relation.kind {
      case .processTree: "the same process tree (\(processName(entity)))"
      case .session: "the same logon session"
      case .file: "the same file"
      case .address: "the same address \(name)"
      case .domain: "the same domain \(name)"
      case .user: "the same user \(name)"
      case .service: "the same service \(name)"
      case .origin: "one came from \(name), where the other happened"
      case .host: "the same host \(name)"
      }
    let gap = LinkFinder.span(first).gap(to: LinkFinder.span(second))
    let when = gap == 0 ? "at the same time" : "\(TimeSpan.words(gap)) apart"
    return Incident.Link(from: first.id, to: second.id, entity: entity, note: "\(shared), \(when)")
  }

  private func processName(_ entity: EntityKey) -> String {
    guard let record = processes.records[entity.id], !record.name.isEmpty else { return "process" }
    return record.pid.map { "\(record.name), process \($0)" } ?? record.name
  }
}

extension Severity {
  /// One level up, at most critical.
  var raised: Severity {
    switch self {
    case .low: .medium
    case .medium: .high
    case .high, .critical: .critical
    }
  }
}
