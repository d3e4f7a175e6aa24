public import Evidence
public import Learning

/// Which alerts fit into a budget of false alerts a day, were they shown one after the other in order of time.
///
/// Alerts compete by risk in one queue (`AlertBudget`); their own distribution is the reference. Verdicts count from the moment at
/// which they were given, those given after the last alert from that alert on. Alerts without a verdict count as false in
/// full, so that the promise holds however long verdicts take. Evidence that is beyond doubt is shown whatever the budget says.
public struct QueueBudget: Sendable {
  /// False alerts a day that are acceptable.
  public var perDay: Double

  /// A budget.
  public init(perDay: Double) { self.perDay = perDay }

  private static let day = 86_400_000_000_000.0
  private static let scope = "fleet"

  /// What fits.
  public struct Outcome: Sendable, Hashable {
    /// The alerts that are shown.
    public var shown: Set<String>
    /// Promised against realised; nil without alerts.
    public var report: BudgetReport?
  }

  /// Goes through the alerts in order of time. A span of less than a day counts as one day.
  public func split(_ alerts: [Alert], verdicts: [Verdict] = []) -> Outcome {
    // Ranks instead of risks: many alerts share a risk, and a tie must not be all or nothing.
    let ranked = alerts.sorted { ($0.risk, $1.firstSeen, $1.id) < ($1.risk, $0.firstSeen, $0.id) }
    let scores = Dictionary(ranked.enumerated().map { ($0.element.id, Double($0.offset)) }) { first, _ in first }
    let ordered = alerts.sorted { ($0.firstSeen, $0.id) < ($1.firstSeen, $1.id) }
    guard let first = ordered.first?.firstSeen, let last = ordered.last?.firstSeen else {
      return Outcome(shown: [], report: nil)
    }
    let span = max(Self.day, Double(last) - Double(first))
    func days(_ time: Int64) -> Double { (Double(time) - Double(first)) / Self.day }
    var configuration = AlertBudget.Configuration(perDay: perDay)
    configuration.minimumReference = 1
    configuration.firstThreshold = 0
    configuration.provisional = 1
    configuration.referenceSize = max(4_096, 2 * alerts.count)
    var budget = AlertBudget(configuration)
    // The reference ends where the hunt begins, so that its daily rate is that of the hunt.
    budget.warmStart(
      group: Self.scope,
      scores: [(-1, -span / Self.day)] + ordered.map { (scores[$0.id] ?? 0, days($0.firstSeen) - span / Self.day) })
    var due = decided(verdicts).sorted { ($0.time, $0.id) < ($1.time, $1.id) }[...]
    var shown: Set<String> = []
    for alert in ordered {
      while let next = due.first, next.time <= alert.firstSeen {
        budget.settle(id: next.subjectID, isFalse: next.disposition == .falsePositive)
        due.removeFirst()
      }
      let decision = budget.decide(
        id: alert.id, group: Self.scope, score: scores[alert.id] ?? 0, time: days(alert.firstSeen),
        logEValue: Self.evidence(alert))
      if decision.isShown { shown.insert(alert.id) }
    }
    for verdict in due { budget.settle(id: verdict.subjectID, isFalse: verdict.disposition == .falsePositive) }
    return Outcome(shown: shown, report: budget.report().first)
  }

  /// The last verdict on each alert that decides.
  private func decided(_ verdicts: [Verdict]) -> [Verdict] {
    var last: [String: Verdict] = [:]
    for verdict in verdicts where verdict.subjectKind == "alert" {
      guard [.truePositive, .benignTruePositive, .falsePositive].contains(verdict.disposition) else { continue }
      if verdict.time >= last[verdict.subjectID]?.time ?? .min { last[verdict.subjectID] = verdict }
    }
    return Array(last.values)
  }

  /// ln of an e-value: the average of those of its p-values, which needs no independence. A rule's likelihood ratio is an
  /// expert's guess with no guarantee, so it does not count here.
  private static func evidence(_ alert: Alert) -> Double {
    let values = alert.signals.map { $0.pValue.map { EValue.logarithm(ofPValue: $0) } ?? -700 }
    guard let highest = values.max(), highest > -700 else { return -.infinity }
    let sum = values.reduce(0) { $0 + Logarithm.exp(max(-700, $1 - highest)) }
    return highest + Logarithm.of(sum / Double(values.count))
  }
}
