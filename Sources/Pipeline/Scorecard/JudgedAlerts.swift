import Evidence
import Learning

/// Alerts with the verdicts that decide them.
struct JudgedAlerts {
  /// All alerts, the riskiest first.
  let alerts: [Alert]
  /// Those that were shown, the riskiest first.
  let shown: [Alert]
  /// Those below the threshold: held back by a budget, or drawn for an audit.
  private let below: Set<String>
  /// The last verdict on each alert that says true, benign or false.
  private(set) var decisions: [String: Verdict] = [:]
  private let verdicts: [Verdict]
  private let byID: [String: Alert]

  /// - Parameters:
  ///   - verdicts: in the order of time.
  ///   - below: alerts below the threshold.
  init(_ alerts: [Alert], _ verdicts: [Verdict], below: Set<String>) {
    let ranked = alerts.sorted { ($0.risk, $1.id) > ($1.risk, $0.id) }
    self.alerts = ranked
    self.below = below
    shown = ranked.filter { !below.contains($0.id) }
    byID = Dictionary(alerts.map { ($0.id, $0) }) { first, _ in first }
    self.verdicts = verdicts.filter { $0.subjectKind == "alert" }
    for verdict in self.verdicts where byID[verdict.subjectID] != nil && Self.decides(verdict) {
      decisions[verdict.subjectID] = verdict
    }
  }

  private static func decides(_ verdict: Verdict) -> Bool { verdict.decision != nil }

  /// Whether an alert was not shown.
  func isBelow(_ id: String) -> Bool { below.contains(id) }

  /// Whether an alert is an attack, by its last verdict; nil without one.
  func isAttack(_ id: String) -> Bool? { decisions[id]?.disposition.isMalicious }

  /// What verdicts say of some alerts.
  func count(_ alerts: [Alert]) -> Scorecard.Count {
    let said = alerts.compactMap { isAttack($0.id) }
    let attacks = said.count { $0 }
    return Scorecard.Count(
      judged: said.count, attacks: attacks, precision: said.isEmpty ? nil : .init(share: attacks, of: said.count))
  }

  /// The verdicts on alerts that were shown.
  private var queueDecisions: [Verdict] { decisions.filter { !below.contains($0.key) }.map(\.value) }

  func fill(_ card: inout Scorecard, queueLength: Int) {
    for verdict in queueDecisions { card.verdicts[verdict.disposition.rawValue, default: 0] += 1 }
    card.analysts = analysts()
    (card.doublyJudged, card.agreed) = agreement()
    card.analystAUROC = analystAUROC()
    card.precision = precision()
    (card.medianTriageSeconds, card.slowTriageSeconds) = triage()
    let confirmed = shown.enumerated().filter { isAttack($0.element.id) == true }
    let findings = confirmed.map { finding($0.element, rank: $0.offset + 1) }
    card.caught = Array(findings.prefix(ScorecardBuilder.listed))
    card.missed = alerts.filter { below.contains($0.id) && isAttack($0.id) == true }.prefix(ScorecardBuilder.listed)
      .map { finding($0, rank: 0) }
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
    let ordered = queueDecisions.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    guard !ordered.isEmpty else { return nil }
    var sequence = RunningMeanSequence()
    for verdict in ordered { sequence.add(verdict.disposition == .truePositive ? 1 : 0) }
    return Scorecard.Estimate(value: sequence.mean, lower: sequence.lower, upper: sequence.upper)
  }

  private func triage() -> (median: Double?, slow: Double?) {
    var first: [String: Int64] = [:]
    for verdict in verdicts where first[verdict.subjectID] == nil && !below.contains(verdict.subjectID) {
      first[verdict.subjectID] = verdict.time
    }
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

  /// What each analyst said last of each alert.
  private var said: [String: [String: Bool]] {
    var result: [String: [String: Bool]] = [:]
    for verdict in verdicts {
      if let isMalicious = verdict.decision {
        result[verdict.subjectID, default: [:]][verdict.author] = isMalicious
      }
    }
    return result
  }

  /// Alerts that several analysts judged, and those on which all of them agree.
  private func agreement() -> (judged: Int, agreed: Int) {
    let several = said.values.filter { $0.count > 1 }
    return (several.count, several.count { Set($0.values).count == 1 })
  }

  /// How well the analyst alone tells what a verdict is, by the share of attacks among each one's verdicts. Near 1 the verdicts
  /// say more about who gave them than about alerts. Analysts with few verdicts are taken together: their shares would fit them by
  /// chance.
  private func analystAUROC() -> Double? {
    let given = said.values.flatMap { $0.map { (author: $0.key, isAttack: $0.value) } }
    let counts = given.reduce(into: [String: Int]()) { $0[$1.author, default: 0] += 1 }
    let names = given.map { counts[$0.author] ?? 0 >= 20 ? $0.author : "" }
    guard given.count >= 20, Set(names).count > 1 else { return nil }
    let labels = given.map(\.isAttack)
    var attacks: [String: Int] = [:]
    for (name, isAttack) in zip(names, labels) where isAttack { attacks[name, default: 0] += 1 }
    let totals = names.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    let scores = names.map { Double(attacks[$0] ?? 0) / Double(totals[$0] ?? 1) }
    return (try? RankedScores(scores: scores, labels: labels))?.auroc
  }

  private func falseCauses() -> [Scorecard.Finding] {
    var rules: [String: (falses: Int, judged: Int, last: Alert)] = [:]
    for alert in shown {
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
