import ECS
import Evidence
import Learning
public import Store
public import Triage

/// Makes the scorecard of a store.
public struct ScorecardBuilder {
  /// False alerts a day that were promised, by scope; empty for none.
  public var budget: [BudgetScope: Double] = [:]
  /// Findings below the threshold and what audits of them said, beside those that the store has logged.
  public var audits: [AuditRecord] = []
  /// Alerts that are read in a period: a confirmed attack that ranked below is nearly missed.
  public var queueLength = 50
  private let store: EventStore

  /// A builder for a store.
  public init(_ store: EventStore) { self.store = store }

  static let day: Int64 = 86_400_000_000_000
  static let week = 7 * day
  static let listed = 10
  private static let mostAlerts = 1_000_000

  /// Reads the store. The gates are judged elsewhere: they need what is known of models as well.
  public func build() throws(StoreError) -> Scorecard {
    var card = Scorecard()
    let summary = try store.summary()
    (card.firstEvent, card.lastEvent, card.events) = (summary.firstEvent, summary.lastEvent, summary.events)
    card.sources = try store.topValues(of: .eventModule, limit: 12).map { .init(name: $0.value, count: $0.count) }
    card.isSimulated = try store.count(where: .equals(.tags, "simulated")) > 0
    let daily = try store.histogram(interval: Self.day, by: .hostName).filter { $0.value?.isEmpty == false }
    card.endpoints = Set(daily.compactMap(\.value)).count
    card.endpointDays = daily.count
    card.silentEndpoints = Array(try SilentSources.silences(in: store, [("", .hostName)]).prefix(Self.listed))
    let stored = try store.alerts(FindingQuery(limit: Self.mostAlerts))
    let incidents = try store.incidents(FindingQuery(limit: Self.mostAlerts)).map(\.incident)
    for incident in incidents { card.incidents[incident.severity.name, default: 0] += 1 }
    let log = try FeedbackStore.AuditLog(store)
    let audits = audits + log.records
    let unseen = stored.filter(\.status.isUnseen).map(\.id)
    // Whatever was drawn for an audit, complete or not, was below the threshold.
    let below = Set(unseen).union(audits.map(\.id)).union(try store.audits().map(\.id))
    card.heldBack = stored.count { $0.status == .held }
    card.excepted = stored.count { $0.status == .excepted }
    let verdicts = try store.verdicts()
    let judged = JudgedAlerts(stored.map(\.alert), verdicts, below: below)
    for alert in judged.shown { card.alerts[alert.severity.name, default: 0] += 1 }
    judged.fill(&card, queueLength: queueLength)
    card.weeks = weeks(judged, daily)
    card.models = try store.models().map {
      Scorecard.Model(name: $0.name, version: $0.version, stage: $0.state.rawValue)
    }
    if !audits.isEmpty || !log.open.isEmpty {
      card.audit = Self.audit(audits, log, caught: card.verdicts["true_positive"] ?? 0)
    }
    card.budgets = budgets(judged, incidents, verdicts, summary)
    let accepted = try obeyedExceptions()
    let history = QueueHistory(judged.alerts, verdicts: verdicts, incidents: incidents)
    card.feedback = FeedbackEffect(
      judged: judged, history: history, verdicts: verdicts, incidents: incidents, accepted: accepted
    )
    .card(queueLength: queueLength)
    card.detection = QueueDetection(judged, history, audits: audits).card()
    card.ablation = DetectorAblation(judged: judged, incidents: incidents).card()
    card.slices = try AlertSlices(judged, store, daily: daily).card()
    let policy = FeedbackPolicy()
    let liars = LyingAnalysts(judged: judged, history: history)
    card.robustness = Scorecard.Robustness(
      analystBound: policy.bound(analysts: 1), pairBound: policy.bound(analysts: 2), sourceBound: policy.sourceBound,
      liars: [1, 2].map { liars.attack($0, queueLength: queueLength) }.filter { $0.attacks > 0 }, models: [])
    return card
  }

  private func obeyedExceptions() throws(StoreError) -> Int {
    let malicious = try store.maliciousTraits()
    return try store.exceptions().count { $0.standing(at: WallClock.now, contradicting: malicious) == .inForce }
  }

  private func budgets(
    _ judged: JudgedAlerts, _ incidents: [Incident], _ verdicts: [Verdict], _ summary: StoreSummary
  ) -> [Scorecard.Budget] {
    guard !budget.isEmpty, let first = summary.firstEvent, let last = summary.lastEvent else { return [] }
    let days = max(Double(last.subtractingReportingOverflow(first).partialValue) / Double(Self.day), 0)
    return QueueBudget(limits: budget).tally(judged.shown, incidents: incidents, verdicts: verdicts).map { tally in
      Scorecard.Budget(
        scope: tally.scope, perDay: tally.perDay, days: days, falses: tally.falses, others: tally.others,
        unjudged: tally.unjudged)
    }
  }

  /// The beginning of the period that a moment belongs to. Weeks begin on Monday; 1 January 1970 was a Thursday.
  static func start(of time: Int64, span: Int64) -> Int64 {
    let shifted = time.subtractingReportingOverflow(4 * day).partialValue
    let rest = ((shifted % span) + span) % span
    return time.subtractingReportingOverflow(rest).partialValue
  }

  private func weeks(_ judged: JudgedAlerts, _ daily: [BucketCount]) -> [Scorecard.Week] {
    var weeks: [Int64: Scorecard.Week] = [:]
    func start(_ time: Int64) -> Int64 { Self.start(of: time, span: Self.week) }
    func empty(_ start: Int64) -> Scorecard.Week {
      Scorecard.Week(start: start, alerts: 0, endpointDays: 0, trues: 0, benignTrues: 0, falses: 0)
    }
    for bucket in daily { weeks[start(bucket.start), default: empty(start(bucket.start))].endpointDays += 1 }
    for alert in judged.shown {
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
        week.precision = .init(share: week.trues, of: trials)
      }
      return week
    }
  }

  private static func audit(_ records: [AuditRecord], _ log: FeedbackStore.AuditLog, caught: Int) -> Scorecard.Audit {
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
      unseen: recall.unseen, audited: recall.audited, found: recall.found, waiting: log.waiting,
      open: log.open.count, missed: estimate(recall.missed),
      recall: recall.unseen > 0 ? recall.recall.map(estimate) : nil)
  }
}
