import ECS
import Evidence
import Learning
public import Store

/// Makes the scorecard of a store.
public struct ScorecardBuilder {
  /// False alerts a day that were promised; nil for none.
  public var budget: Double?
  /// Findings below the threshold and what audits of them said.
  public var audits: [AuditRecord] = []
  /// Alerts that one look at the queue covers in a day: a confirmed attack that ranked below is nearly missed.
  public var queueLength = 50
  private let store: EventStore

  /// A builder for a store.
  public init(_ store: EventStore) { self.store = store }

  static let day: Int64 = 86_400_000_000_000
  static let week = 7 * day
  static let listed = 10

  /// Reads the store.
  public func build() throws(StoreError) -> Scorecard {
    var card = Scorecard()
    let summary = try store.summary()
    (card.firstEvent, card.lastEvent, card.events) = (summary.firstEvent, summary.lastEvent, summary.events)
    card.sources = try store.topValues(of: .eventModule, limit: 12).map { .init(name: $0.value, count: $0.count) }
    card.isSimulated = try store.count(where: .equals(.tags, "simulated")) > 0
    let daily = try store.histogram(interval: Self.day, by: .hostName).filter { $0.value?.isEmpty == false }
    card.endpoints = Set(daily.compactMap(\.value)).count
    card.endpointDays = daily.count
    card.silentEndpoints = try silences(last: summary.lastEvent)
    let alerts = try store.alerts(FindingQuery(limit: 1_000_000)).map(\.alert)
    for alert in alerts { card.alerts[alert.severity.name, default: 0] += 1 }
    for stored in try store.incidents(FindingQuery(limit: 1_000_000)) {
      card.incidents[stored.incident.severity.name, default: 0] += 1
    }
    let judged = JudgedAlerts(alerts, try store.verdicts())
    judged.fill(&card, queueLength: queueLength)
    card.weeks = weeks(judged, daily)
    card.models = try store.models().map {
      Scorecard.Model(name: $0.name, version: $0.version, stage: $0.state.rawValue)
    }
    if !audits.isEmpty { card.audit = Self.audit(audits, caught: card.verdicts["true_positive"] ?? 0) }
    if let budget, let first = summary.firstEvent, let last = summary.lastEvent {
      let days = max(Double(last.subtractingReportingOverflow(first).partialValue) / Double(Self.day), 0)
      let falses = card.verdicts["false_positive"] ?? 0
      card.budget = Scorecard.Budget(perDay: budget, days: days, falses: falses, unjudged: alerts.count - judged.count)
    }
    return card
  }

  private func weeks(_ judged: JudgedAlerts, _ daily: [BucketCount]) -> [Scorecard.Week] {
    var weeks: [Int64: Scorecard.Week] = [:]
    func start(_ time: Int64) -> Int64 {
      // Weeks begin on Monday; 1 January 1970 was a Thursday.
      let shifted = time.subtractingReportingOverflow(4 * Self.day).partialValue
      let rest = ((shifted % Self.week) + Self.week) % Self.week
      return time.subtractingReportingOverflow(rest).partialValue
    }
    func empty(_ start: Int64) -> Scorecard.Week {
      Scorecard.Week(start: start, alerts: 0, endpointDays: 0, trues: 0, benignTrues: 0, falses: 0)
    }
    for bucket in daily { weeks[start(bucket.start), default: empty(start(bucket.start))].endpointDays += 1 }
    for alert in judged.alerts {
      let week = start(alert.firstSeen)
      var entry = weeks[week] ?? empty(week)
      entry.alerts += 1
      switch judged.decisions[alert.id]?.disposition {
      case .truePositive: entry.trues += 1
      case .benignTruePositive: entry.benignTrues += 1
      case .falsePositive: entry.falses += 1
      default: break
      }
      weeks[week] = entry
    }
    return weeks.values.sorted { $0.start < $1.start }.suffix(520).map { week in
      var week = week
      let trials = week.trues + week.benignTrues + week.falses
      if trials > 0 {
        week.precision = Scorecard.Estimate(
          value: Double(week.trues) / Double(trials),
          lower: Binomial.lowerLimit(successes: week.trues, trials: trials, confidence: 0.975),
          upper: Binomial.upperLimit(successes: week.trues, trials: trials, confidence: 0.975))
      }
      return week
    }
  }

  /// Endpoints that sent nothing for longer than on any day before, judged at the last event of all.
  private func silences(last: Int64?) throws(StoreError) -> [SilenceAlarm.Silence] {
    guard let last else { return [] }
    var alarm = SilenceAlarm()
    let hour = Self.day / 24
    for bucket in try store.histogram(interval: hour, by: .hostName) {
      guard let host = bucket.value, !host.isEmpty else { continue }
      alarm.note(host, at: Double(bucket.start) / Double(Self.day))
    }
    return Array(alarm.silences(at: Double(last) / Double(Self.day)).prefix(Self.listed))
  }

  private static func audit(_ records: [AuditRecord], caught: Int) -> Scorecard.Audit {
    let least = records.map(\.propensity).filter { $0 > 0 }.min() ?? 1
    var recall = AuditedRecall(leastPropensity: least)
    recall.noteCaught(caught)
    for record in records {
      recall.noteUnseen(propensity: record.propensity, audit: record.audited ? record.malicious ?? false : nil)
    }
    func estimate(_ value: AuditedRecall.Estimate) -> Scorecard.Estimate {
      Scorecard.Estimate(value: value.value, lower: value.lower, upper: value.upper)
    }
    return Scorecard.Audit(
      unseen: recall.unseen, audited: recall.audited, found: recall.found, missed: estimate(recall.missed),
      recall: recall.recall.map(estimate))
  }
}
