public import Evidence
import Triage

/// A case that a budget of false alerts had no room for, though it is severe.
public struct HeldCase: Sendable, Hashable, Codable {
  /// Whether it is an incident, or an alert that belongs to none.
  public var isIncident: Bool
  /// The identifier of the incident or alert, by which the store knows it.
  public var id: String
  /// One line.
  public var title: String
  /// The highest severity in it.
  public var severity: Severity
  /// 0 … 100.
  public var risk: Double
  /// Its first moment, in nanoseconds since 1970.
  public var firstSeen: Int64
  /// Everything involved.
  public var entities: [EntityKey]
  /// Alerts in it.
  public var alerts: Int
}

extension HuntResult {
  /// More cases that were held back are not listed one by one.
  static let mostHeldCases = 20

  /// Takes what the budget did.
  mutating func take(_ outcome: QueueBudget.Outcome?) {
    guard let outcome else { return }
    budgets = outcome.reports
    budgetTotals = outcome.totals
    budgetChanges = outcome.changes
    shownBefore = outcome.shownBefore
  }

  /// Leaves out alerts that a budget of false alerts had no room for. A case is held back or shown whole, so no incident loses a
  /// part of its alerts. What is severe among them stays named.
  mutating func leaveOut(_ held: Set<String>) {
    for alert in alerts where held.contains(alert.id) { heldCounts[alert.severity, default: 0] += 1 }
    heldCases = Array(severeCases(held).prefix(Self.mostHeldCases))
    let before = alerts.count
    alerts.removeAll { held.contains($0.id) }
    incidents.removeAll { $0.alertIDs.allSatisfy(held.contains) }
    processTrees = processTrees.filter { !held.contains($0.key) }
    moves = moves.filter { !held.contains($0.key) }
    modelMoves = modelMoves.filter { !held.contains($0.key) }
    heldBack = before - alerts.count
  }

  private func severeCases(_ held: Set<String>) -> [HeldCase] {
    var loose = held
    var cases: [HeldCase] = []
    for incident in incidents where incident.alertIDs.allSatisfy(held.contains) {
      loose.subtract(incident.alertIDs)
      cases.append(
        HeldCase(
          isIncident: true, id: incident.id, title: incident.title, severity: incident.severity, risk: incident.risk,
          firstSeen: incident.firstSeen, entities: incident.entities, alerts: incident.alertIDs.count))
    }
    for alert in alerts where loose.contains(alert.id) {
      cases.append(
        HeldCase(
          isIncident: false, id: alert.id, title: alert.title, severity: alert.severity, risk: alert.risk,
          firstSeen: alert.firstSeen, entities: alert.entities, alerts: 1))
    }
    return cases.filter { $0.severity >= .high }
      .sorted { ($1.severity, $1.risk, $0.firstSeen, $0.id) < ($0.severity, $0.risk, $1.firstSeen, $1.id) }
  }
}
