public import Evidence
import Learning

/// What an analyst judges as one, and what a budget charges once: an incident, or an alert that belongs to none.
struct BudgetCase {
  let id: String
  let risk: Double
  let time: Int64
  let alerts: [Alert]

  /// The cases of alerts, in order of time.
  static func cases(_ alerts: [Alert], _ incidents: [Incident]) -> [BudgetCase] {
    let known = Dictionary(alerts.map { ($0.id, $0) }) { first, _ in first }
    var rest = known
    var result: [BudgetCase] = []
    for incident in incidents {
      let members = incident.alertIDs.compactMap { rest.removeValue(forKey: $0) }
      guard !members.isEmpty else { continue }
      result.append(
        BudgetCase(id: "incident:" + incident.id, risk: incident.risk, time: incident.firstSeen, alerts: members))
    }
    for alert in alerts where rest.removeValue(forKey: alert.id) != nil {
      result.append(BudgetCase(id: "alert:" + alert.id, risk: alert.risk, time: alert.firstSeen, alerts: [alert]))
    }
    return result.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  /// The scopes that something is promised to, each named as it is, with their numbers.
  func scopes(_ limits: [BudgetScope: Double]) -> [BudgetScope: Double] {
    var result: [BudgetScope: Double] = [:]
    func add(_ kind: BudgetScope.Kind, _ name: String?) {
      let own = BudgetScope(kind, name)
      if let limit = limits[own] ?? limits[BudgetScope(kind)] { result[own] = limit }
    }
    add(.fleet, nil)
    for alert in alerts {
      for detector in alert.detectors { add(.detector, detector) }
      let traits = AlertTraits(alert)
      if let host = traits.values[.host] { add(.host, host) }
      if let group = traits.values[.hostGroup] { add(.hostGroup, group) }
    }
    return result
  }

  /// ln of an e-value: the average of those of its p-values, which needs no independence. A rule's likelihood ratio is an
  /// expert's guess with no guarantee, so it does not count here.
  var logEValue: Double {
    let values = alerts.flatMap(\.signals).map { $0.pValue.map { EValue.logarithm(ofPValue: $0) } ?? -700 }
    guard let highest = values.max(), highest > -700 else { return -.infinity }
    let sum = values.reduce(0) { $0 + Logarithm.exp(max(-700, $1 - highest)) }
    return highest + Logarithm.of(sum / Double(values.count))
  }

  /// When and how verdicts decide it: true as soon as one of its alerts is not false, false with the last verdict if all that were
  /// judged are false; nil when nothing was decided.
  func decision(_ verdicts: [String: [Verdict]]) -> (time: Int64, isFalse: Bool)? {
    let said = ([id] + alerts.map { "alert:" + $0.id }).compactMap { verdicts[$0]?.last }
    if let first = said.filter({ $0.disposition != .falsePositive }).map(\.time).min() { return (first, false) }
    return said.map(\.time).max().map { ($0, true) }
  }
}

extension Alert {
  /// The names of the detectors that gave it, in order.
  public var detectors: [String] { Set(signals.map(\.detector.name)).sorted() }
}
