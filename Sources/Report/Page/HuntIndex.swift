import Evidence
import Pipeline

/// A hunt's results with the look-ups that its pages need. Identifiers come from outside: nothing here assumes that
/// they are unique or that what they name exists.
struct HuntIndex {
  let result: HuntResult
  let limits: ReportLimits
  /// Alerts in the order of the report: most severe first, then by risk, then by time.
  let order: [Int]
  /// Position in `result.alerts` by identifier.
  let alertPosition: [String: Int]
  /// The first incident that an alert belongs to, by alert identifier: position in `result.incidents`.
  let incidentOfAlert: [String: Int]
  /// Alerts by severity.
  let alertCounts: [Severity: Int]
  /// Incidents by severity.
  let incidentCounts: [Severity: Int]
  /// How many alerts, in the order of the report, are shown with their evidence and can be linked to.
  var shownAlerts = Int.max
  private let names: [EntityKey: String]
  /// Rank in the report by position in `result.alerts`.
  private let ranks: [Int]

  init(_ result: HuntResult, limits: ReportLimits = ReportLimits()) {
    self.result = result
    self.limits = limits
    order = result.alerts.indices.sorted { left, right in
      let a = result.alerts[left]
      let b = result.alerts[right]
      if a.severity != b.severity { return a.severity > b.severity }
      // A risk that is no number must not make the order depend on the sorting algorithm.
      let risks = (a.risk.isNaN ? -1 : a.risk, b.risk.isNaN ? -1 : b.risk)
      if risks.0 != risks.1 { return risks.0 > risks.1 }
      return (a.firstSeen, left) < (b.firstSeen, right)
    }
    alertPosition = Dictionary(
      result.alerts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var membership: [String: Int] = [:]
    for (position, incident) in result.incidents.enumerated() {
      for alert in incident.alertIDs where membership[alert] == nil { membership[alert] = position }
    }
    incidentOfAlert = membership
    alertCounts = Dictionary(grouping: result.alerts, by: \.severity).mapValues(\.count)
    incidentCounts = Dictionary(grouping: result.incidents, by: \.severity).mapValues(\.count)
    names = Self.names(of: result)
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, position) in order.enumerated() { ranks[position] = rank }
    self.ranks = ranks
  }

  /// The number that the report gives to an alert by its position in `result.alerts`.
  func number(ofAlertAt position: Int) -> Int { ranks[position] + 1 }

  /// The number that the report gives to an alert.
  func number(of alert: Alert) -> Int? { alertPosition[alert.id].map(number(ofAlertAt:)) }

  /// Whether an alert with this number is shown with its evidence.
  func isShown(_ number: Int) -> Bool { number <= shownAlerts }

  /// The alert with an identifier.
  func alert(_ id: String) -> Alert? { alertPosition[id].map { result.alerts[$0] } }

  /// What people call an entity.
  func name(_ entity: EntityKey) -> String { names[entity] ?? entity.id }

  /// The names of an alert's or incident's entities of one kind, each once.
  func names(_ kind: EntityKey.Kind, of entities: [EntityKey]) -> [String] {
    var seen: Set<String> = []
    return entities.filter { $0.kind == kind }.map(name).filter { seen.insert($0).inserted }
  }

  /// The alerts of an incident, in order of time.
  func alerts(of incident: Incident) -> [Alert] {
    var seen: Set<String> = []
    let alerts = incident.alertIDs.filter { seen.insert($0).inserted }.compactMap(alert)
    return alerts.enumerated().sorted { ($0.element.firstSeen, $0.offset) < ($1.element.firstSeen, $1.offset) }
      .map(\.element)
  }

  private static func names(of result: HuntResult) -> [EntityKey: String] {
    var names = result.entityNames
    for risk in result.hosts + result.users + result.accounts where !risk.name.isEmpty {
      names[risk.entity] = risk.name
    }
    for tree in result.processTrees.values {
      for node in tree.nodes where !node.name.isEmpty {
        let key = EntityKey(.process, node.id)
        if names[key] == nil { names[key] = node.pid.map { "\(node.name) (\($0))" } ?? node.name }
      }
    }
    return names
  }
}
