public import Evidence
import Learning

/// What an analyst judges as one, and what a budget charges once: an incident, or an alert that belongs to none.
struct BudgetCase {
  let id: String
  let risk: Double
  let time: Int64
  let alerts: [Alert]
  /// Of what critical kinds it is: the rules of its critical alerts; of an incident that only its course makes critical, the rule of its riskiest
  /// alert. Empty for what is not critical.
  let criticalKinds: Set<String>

  private init(_ id: String, risk: Double, severity: Severity, time: Int64, alerts: [Alert]) {
    (self.id, self.risk, self.time, self.alerts) = (id, risk, time, alerts)
    let critical = Set(alerts.lazy.filter { $0.severity == .critical }.map(\.ruleID))
    let riskiest = alerts.max { ($0.risk, $1.id) < ($1.risk, $0.id) }
    let course = severity == .critical ? riskiest.map { ["course:" + $0.ruleID] } : nil
    criticalKinds = critical.isEmpty ? Set(course ?? []) : critical
  }

  /// The cases of alerts, in order of time.
  static func cases(_ alerts: [Alert], _ incidents: [Incident]) -> [BudgetCase] {
    let known = Dictionary(alerts.map { ($0.id, $0) }) { first, _ in first }
    var rest = known
    var result: [BudgetCase] = []
    for incident in incidents {
      let members = incident.alertIDs.compactMap { rest.removeValue(forKey: $0) }
      guard !members.isEmpty else { continue }
      result.append(
        BudgetCase(
          "incident:" + incident.id, risk: incident.risk, severity: incident.severity, time: incident.firstSeen,
          alerts: members))
    }
    for alert in alerts where rest.removeValue(forKey: alert.id) != nil {
      result.append(
        BudgetCase(
          "alert:" + alert.id, risk: alert.risk, severity: alert.severity, time: alert.firstSeen, alerts: [alert]))
    }
    return result.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  /// The alerts of some cases, by case.
  static func members(_ cases: [BudgetCase]) -> [String: [String]] {
    Dictionary(cases.map { ($0.id, $0.alerts.map(\.id)) }) { first, _ in first }
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

  /// What cases compete by: their risk. Many share one, and a tie must not be all or nothing, so that less than a thousandth of
  /// a point depends on the identifier alone.
  var score: Double {
    (risk.isFinite ? risk : 0) + Double(SplitMix64.mix(TextHash.of(id)) >> 11) * 0x1p-53 / 1_000
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
  ///
  /// - Parameters:
  ///   - alerts: the alerts of the case `id`.
  ///   - verdicts: by what they are about, first to last.
  static func decision(
    _ id: String, alerts: [String], _ verdicts: [String: [Verdict]]
  ) -> (time: Int64, isFalse: Bool)? {
    let said = Set([id] + alerts.map { "alert:" + $0 }).compactMap { verdicts[$0]?.last }
    if let first = said.filter({ $0.disposition != .falsePositive }).map(\.time).min() { return (first, false) }
    return said.map(\.time).max().map { ($0, true) }
  }
}

extension Alert {
  /// The names of the detectors that gave it, in order.
  public var detectors: [String] { Set(signals.map(\.detector.name)).sorted() }
}
