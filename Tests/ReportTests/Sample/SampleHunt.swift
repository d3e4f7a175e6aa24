import Evidence
import Pipeline
import Triage

/// A hunt made by hand: an intrusion over three hosts, with noise around it.
enum SampleHunt {
  /// 2026-03-02 08:00:00 UTC.
  static let start: Int64 = 1_772_438_400_000_000_000
  static let minute: Int64 = 60_000_000_000

  static func make() -> HuntResult {
    var result = HuntResult()
    let steps = SampleSteps.all
    result.alerts = steps.enumerated().map { SampleAlerts.alert($1, number: $0) }
    for step in steps { for (key, event) in SampleAlerts.events(step) { result.events[key] = event } }
    if let alert = result.alerts.first {
      let reason = AlertMove.Reason(similarity: "rule and host", points: -4.5, malicious: 0, benign: 2, analysts: 1)
      result.moves[alert.id] = AlertMove(
        riskBefore: alert.risk + 4.5, points: -4.5, reasons: [reason], isAtFloor: true, suppression: .severityForbids)
      result.feedback = FeedbackSummary(VerdictBook([], now: 0), result.moves)
      result.modelMoves[alert.id] = .init(version: "2026.11", probability: 0.93, points: 4.5)
      result.queueModel = .init(
        name: "queue", versions: [.init(version: "2026.11", stage: "active", alerts: 1)], raised: 1, lowered: 0)
      let traits = ["rule": ["own-shell"], "host": ["ws-0142"]]
      let steps = [AlertException.Step(.accept, by: "a.<b>", at: start, reason: "updater\u{1B}[2J", expires: start * 2)]
      result.exceptions = [
        ExceptionUse(AlertException(id: "x-1", traits: traits, steps: steps), .inForce, at: start)
      ]
      (result.exceptions[0].hiddenAlerts, result.exceptions[0].hiddenSignals, result.excepted) = (2, 5, 2)
      result.feedbackProblems = ["verdicts.ndjson:7: time is missing"]
    }
    result.incidents = incidents(result.alerts)
    result.processTrees = SampleAlerts.trees(result.alerts)
    result.hosts = risks(.host, result.alerts)
    result.users = risks(.user, result.alerts)
    result.eventCount = 128_403
    result.duplicateCount = 212
    result.firstEvent = start - 240 * minute
    result.lastEvent = start + 1_200 * minute
    result.bucketSpan = 10 * minute
    result.timeline = timeline(result.alerts)
    result.inputs = SampleInputs.inputs
    result.sources = SampleInputs.sources
    result.detectors = SampleInputs.detectors
    result.ruleCount = 41
    result.waitingRules = [WaitingRule(id: "w-1", name: "Spike in Failed Logons", jobs: ["auth_failures"])]
    result.ruleProblems = ["rules/custom/broken.toml:14:9: expected an expression after 'and'"]
    result.mistypedValues = 3
    result.untimedEvents = 1
    result.version = "0.1.0"
    result.elapsed = 4.72
    result.startedAt = start + 3_000 * minute
    return result
  }

  static func incidents(_ alerts: [Alert]) -> [Incident] {
    let web = EntityKey(.host, "h-web01")
    let main = alerts.filter { !$0.tactics.isEmpty && !$0.entities.contains(web) }
    let other = alerts.filter { $0.entities.contains(web) }
    return [
      incident("i-1", "Credential theft and lateral movement by m.keller from WS-0142 to DC01", .critical, 94, main),
      incident("i-2", "Web server WEB01: shell started by nginx, then a download", .high, 61, other),
    ]
  }

  static func incident(_ id: String, _ title: String, _ severity: Severity, _ risk: Double, _ alerts: [Alert])
    -> Incident
  {
    var tactics: [String] = []
    for tactic in alerts.flatMap(\.tactics) where !tactics.contains(tactic) { tactics.append(tactic) }
    let links = zip(alerts, alerts.dropFirst()).map { left, right in
      let shared = left.entities.first { right.entities.contains($0) } ?? EntityKey(.host, "h-ws0142")
      return Incident.Link(
        from: left.id, to: right.id, entity: shared, note: "the same \(shared.kind.rawValue) within an hour")
    }
    return Incident(
      id: id, title: title, severity: severity, risk: risk, firstSeen: alerts.map(\.firstSeen).min() ?? 0,
      lastSeen: alerts.map(\.lastSeen).max() ?? 0, alertIDs: alerts.map(\.id),
      entities: Array(Set(alerts.flatMap(\.entities))).sorted(), tactics: tactics,
      techniques: Array(Set(alerts.flatMap(\.techniques))).sorted(), links: links)
  }

  static func risks(_ kind: EntityKey.Kind, _ alerts: [Alert]) -> [EntityRisk] {
    var points: [EntityKey: [EntityRisk.Contribution]] = [:]
    for alert in alerts {
      for entity in alert.entities where entity.kind == kind {
        points[entity, default: []].append(.init(alertID: alert.id, points: alert.risk * 0.4))
      }
    }
    return points.map { entity, parts in
      let score = min(98, parts.reduce(0) { $0 + $1.points } * 0.7)
      return EntityRisk(
        entity: entity, name: SampleSteps.names[entity.id] ?? entity.id, score: score,
        contributions: parts.sorted { $0.points > $1.points })
    }.sorted { ($1.score, $0.name) < ($0.score, $1.name) }
  }

  static func timeline(_ alerts: [Alert]) -> [HuntResult.Bucket] {
    (0..<144).map { index in
      let begin = start - 240 * minute + Int64(index) * 10 * minute
      var counts: [String: Int] = [:]
      for alert in alerts where alert.firstSeen >= begin && alert.firstSeen < begin + 10 * minute {
        counts[alert.severity.name, default: 0] += 1
      }
      let busy = index > 18 && index < 80
      return HuntResult.Bucket(
        start: begin, events: busy ? 900 + (index * 7_919) % 1_400 : 40 + (index * 104_729) % 220, alerts: counts)
    }
  }
}
