import Evidence
import Learning
import Triage

/// The alerts period by period, each ranked by its evidence and by the verdicts that were given before the period began.
///
/// So what is measured on a period's alerts rests on nothing that was said later: a temporal split at the beginning of every
/// period.
struct QueueHistory {
  /// One period.
  struct Period {
    var start: Int64
    /// The alerts that began in it, with the risk that their evidence gives them.
    var alerts: [Alert]
    /// Their risks by evidence and earlier verdicts.
    var risks: [String: Double]
    /// Whether anything had been said before it began.
    var hasEarlierVerdicts: Bool
  }

  let periods: [Period]
  /// Nanoseconds of a period: a week, or a day where there are fewer than three weeks.
  let span: Int64
  private let verdicts: [Verdict]
  private let incidents: [String: [String]]
  private let spoken: Set<String>

  init(_ alerts: [Alert], verdicts: [Verdict], incidents: [Incident]) {
    let ordered = alerts.sorted { ($0.firstSeen, $0.id) < ($1.firstSeen, $1.id) }
    let length = Self.length(ordered)
    let span = length >= 3 * ScorecardBuilder.week ? ScorecardBuilder.week : ScorecardBuilder.day
    self.span = span
    self.verdicts = verdicts
    let members = Dictionary(incidents.map { ($0.id, $0.alertIDs) }) { first, _ in first }
    self.incidents = members
    var plain: [Int64: [Alert]] = [:]
    for alert in ordered {
      var alert = alert
      if !alert.signals.isEmpty { alert.risk = alert.evidenceRisk }
      plain[ScorecardBuilder.start(of: alert.firstSeen, span: span), default: []].append(alert)
    }
    // Of earlier alerts only those that verdicts speak about change a risk.
    let subjects = Set(verdicts.map { String($0.subjectID.prefix { $0 != "#" }) })
    let spoken = subjects.union(subjects.flatMap { members[$0] ?? [] })
    self.spoken = spoken
    var periods: [Period] = []
    var earlier: [Alert] = []
    for (start, alerts) in plain.sorted(by: { $0.key < $1.key }) {
      let known = verdicts.filter { $0.time < start }
      let risks = Self.risks(alerts, known, now: start, members, earlier)
      periods.append(Period(start: start, alerts: alerts, risks: risks, hasEarlierVerdicts: !known.isEmpty))
      earlier += alerts.filter { spoken.contains($0.id) }
    }
    self.periods = periods
  }

  /// The risk of every alert by evidence and earlier verdicts.
  var risks: [String: Double] {
    periods.reduce(into: [:]) { result, period in result.merge(period.risks) { first, _ in first } }
  }

  /// The risks of a period if more verdicts had been given before it began.
  func risks(of index: Int, adding more: [Verdict]) -> [String: Double] {
    let period = periods[index]
    let known = verdicts.filter { $0.time < period.start } + more
    let earlier = periods[..<index].flatMap { $0.alerts.filter { spoken.contains($0.id) } }
    return Self.risks(period.alerts, known, now: period.start, incidents, earlier)
  }

  private static func risks(
    _ alerts: [Alert], _ verdicts: [Verdict], now: Int64, _ incidents: [String: [String]], _ earlier: [Alert]
  ) -> [String: Double] {
    let outcome = FeedbackInput(verdicts, now: now).applied(to: alerts, incidents: incidents, known: earlier)
    return Dictionary(outcome.alerts.map { ($0.id, $0.risk) }) { first, _ in first }
  }

  /// The first alerts of a period, the riskiest first; equal ones in order of time.
  static func queue(_ alerts: [Alert], _ length: Int, by risk: (Alert) -> Double) -> [Alert] {
    let ranked = alerts.map { (alert: $0, risk: risk($0)) }.sorted {
      ($1.risk, $0.alert.firstSeen, $0.alert.id) < ($0.risk, $1.alert.firstSeen, $1.alert.id)
    }
    return ranked.prefix(length).map(\.alert)
  }

  private static func length(_ ordered: [Alert]) -> Int64 {
    guard let first = ordered.first, let last = ordered.last else { return 0 }
    return last.firstSeen.subtractingReportingOverflow(first.firstSeen).partialValue
  }
}
