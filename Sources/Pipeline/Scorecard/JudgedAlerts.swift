import Evidence
import Learning

/// Alerts with the verdicts that decide them.
struct JudgedAlerts {
  /// All alerts, the riskiest first.
  let alerts: [Alert]
  /// The last verdict on each alert that says true, benign or false.
  private(set) var decisions: [String: Verdict] = [:]
  private let verdicts: [Verdict]
  private let byID: [String: Alert]

  /// Alerts that are decided.
  var count: Int { decisions.count }

  /// - Parameter verdicts: in the order of time.
  init(_ alerts: [Alert], _ verdicts: [Verdict]) {
    self.alerts = alerts.sorted { ($0.risk, $1.id) > ($1.risk, $0.id) }
    byID = Dictionary(alerts.map { ($0.id, $0) }) { first, _ in first }
    self.verdicts = verdicts.filter { $0.subjectKind == "alert" }
    for verdict in self.verdicts where byID[verdict.subjectID] != nil && Self.decides(verdict) {
      decisions[verdict.subjectID] = verdict
    }
  }

  private static func decides(_ verdict: Verdict) -> Bool {
    [.truePositive, .falsePositive, .benignTruePositive].contains(verdict.disposition)
  }

  func fill(_ card: inout Scorecard, queueLength: Int) {
    for verdict in decisions.values { card.verdicts[verdict.disposition.rawValue, default: 0] += 1 }
    card.analysts = analysts()
    card.precision = precision()
    (card.medianTriageSeconds, card.slowTriageSeconds) = triage()
    let confirmed = alerts.enumerated().filter { decisions[$0.element.id]?.disposition == .truePositive }
    let findings = confirmed.map { finding($0.element, rank: $0.offset + 1) }
    card.caught = Array(findings.prefix(ScorecardBuilder.listed))
    card.nearlyMissed = Array(findings.filter { $0.rank > queueLength }.suffix(ScorecardBuilder.listed))
    card.falseCauses = falseCauses()
  }

  private func finding(_ alert: Alert, rank: Int) -> Scorecard.Finding {
    let signal = alert.signals.first
    let reason = signal?.reasons.first.map { "\($0.field): \($0.value)" } ?? ""
    return Scorecard.Finding(
      id: alert.id, title: alert.title, severity: alert.severity.name,
      host: alert.entities.first { $0.kind == .host }?.id ?? "", time: alert.firstSeen, count: 1, rank: rank,
      reason: reason)
  }

  /// Verdicts in the order in which they were given; each is one draw.
  private func precision() -> Scorecard.Estimate? {
    let ordered = decisions.values.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    guard !ordered.isEmpty else { return nil }
    var sequence = RunningMeanSequence()
    for verdict in ordered { sequence.add(verdict.disposition == .truePositive ? 1 : 0) }
    return Scorecard.Estimate(value: sequence.mean, lower: sequence.lower, upper: sequence.upper)
  }

  private func triage() -> (median: Double?, slow: Double?) {
    var first: [String: Int64] = [:]
    for verdict in verdicts where first[verdict.subjectID] == nil { first[verdict.subjectID] = verdict.time }
    let seconds = first.compactMap { id, time -> Double? in
      guard let alert = byID[id], time >= alert.lastSeen else { return nil }
      return Double(time.subtractingReportingOverflow(alert.lastSeen).partialValue) / 1e9
    }.sorted()
    guard !seconds.isEmpty else { return (nil, nil) }
    return (seconds[seconds.count / 2], seconds[min(seconds.count - 1, seconds.count * 9 / 10)])
  }

  private func analysts() -> [Scorecard.Analyst] {
    var latest: [String: [String: Verdict.Disposition]] = [:]
    var counts: [String: Int] = [:]
    for verdict in verdicts {
      counts[verdict.author, default: 0] += 1
      if Self.decides(verdict) { latest[verdict.subjectID, default: [:]][verdict.author] = verdict.disposition }
    }
    var result: [String: Scorecard.Analyst] = [:]
    for (name, count) in counts { result[name] = Scorecard.Analyst(name: name, verdicts: count, agreed: 0, shared: 0) }
    for said in latest.values where said.count > 1 {
      for (name, own) in said {
        result[name]?.shared += 1
        let others = said.filter { $0.key != name }.values
        if others.allSatisfy({ ($0 == .truePositive) == (own == .truePositive) }) { result[name]?.agreed += 1 }
      }
    }
    return result.values.sorted { ($1.verdicts, $0.name) < ($0.verdicts, $1.name) }.prefix(20).map { $0 }
  }

  private func falseCauses() -> [Scorecard.Finding] {
    var rules: [String: (falses: Int, judged: Int, last: Alert)] = [:]
    for alert in alerts {
      guard let verdict = decisions[alert.id] else { continue }
      var entry = rules[alert.ruleID] ?? (0, 0, alert)
      entry.judged += 1
      if verdict.disposition == .falsePositive { entry.falses += 1 }
      if alert.lastSeen >= entry.last.lastSeen { entry.last = alert }
      rules[alert.ruleID] = entry
    }
    let ranked = rules.filter { $0.value.falses > 0 }.sorted {
      ($1.value.falses, $0.key) < ($0.value.falses, $1.key)
    }
    return ranked.prefix(ScorecardBuilder.listed).map { rule, entry in
      let note = decisions[entry.last.id]?.note ?? ""
      var finding = finding(entry.last, rank: Int((100 * Double(entry.falses) / Double(entry.judged)).rounded()))
      (finding.id, finding.count, finding.time) = (rule, entry.falses, entry.last.lastSeen)
      if !note.isEmpty { finding.reason = note }
      return finding
    }
  }
}
