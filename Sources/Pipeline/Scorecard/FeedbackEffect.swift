import Evidence
import Learning
import Triage

/// What changed because of feedback.
struct FeedbackEffect {
  let judged: JudgedAlerts
  let history: QueueHistory
  let verdicts: [Verdict]
  let incidents: [Incident]
  /// Exceptions of the store that hunts obey.
  let accepted: Int

  private static let lengths = [5, 10, 20, 50, 100]

  func card(queueLength: Int) -> Scorecard.Feedback? {
    guard !verdicts.isEmpty else { return nil }
    let plain = judged.alerts.map { alert in
      var alert = alert
      if !alert.signals.isEmpty { alert.risk = alert.evidenceRisk }
      return alert
    }
    let members = Dictionary(incidents.map { ($0.id, $0.alertIDs) }) { first, _ in first }
    let input = FeedbackInput(verdicts)
    let outcome = input.applied(to: plain, incidents: members)
    let now = FeedbackClock.last(of: plain.map(\.lastSeen)) ?? 0
    let known = plain.map { (alert: $0, traits: AlertTraits($0)) }
    let book = VerdictBook(
      verdicts, now: now, traits: Dictionary(known.map { ($0.alert.id, $0.traits) }) { first, _ in first },
      incidents: members)
    let added = accepted + verdicts.count { ImplicitFeedback.action(of: $0) == .exceptionAdded }
    let ready = ExceptionProposal.proposals(book, alerts: known).count { $0.state == .ready }
    let summary = outcome.summary
    let suppressible = outcome.moves.filter { $0.value.suppression.isAllowed }.keys
    return Scorecard.Feedback(
      verdicts: summary.verdicts, analysts: summary.analysts, raised: summary.raised, lowered: summary.lowered,
      heldAtFloor: summary.heldAtFloor, suppressible: summary.suppressible,
      suppressibleAttacks: suppressible.count { judged.isAttack($0) == true }, exceptionsAdded: added,
      exceptionsReady: ready, moves: moves(plain, outcome.moves), queueLength: queueLength, queues: queues(queueLength),
      flags: summary.flags)
  }

  private func moves(_ alerts: [Alert], _ moves: [String: AlertMove]) -> [Scorecard.Move] {
    let known = Dictionary(alerts.map { ($0.id, $0) }) { first, _ in first }
    let ranked = moves.filter { abs($0.value.points) >= 0.5 }.sorted {
      (-abs($0.value.points), $0.key) < (-abs($1.value.points), $1.key)
    }
    // Of alerts that moved alike for the same reason the first stands for all.
    var told: Set<[String]> = []
    let distinct = ranked.filter { told.insert([known[$0.key]?.title ?? "", $0.value.words]).inserted }
    return distinct.prefix(ScorecardBuilder.listed).compactMap { id, move in
      known[id].map { alert in
        Scorecard.Move(
          id: id, title: alert.title, before: move.riskBefore, after: move.riskBefore + move.points, why: move.words,
          verdict: judged.decisions[id]?.disposition.rawValue)
      }
    }
  }

  /// Each period's queue with and without the verdicts that were given before it; periods before which nothing was said are left
  /// out.
  private func queues(_ own: Int) -> [Scorecard.Queue] {
    let largest = history.periods.map { $0.alerts.count { !judged.isBelow($0.id) } }.max() ?? 0
    let lengths = Set(Self.lengths + [own]).filter { $0 < largest || $0 == own }.sorted()
    return lengths.map(queue)
  }

  private func queue(_ length: Int) -> Scorecard.Queue {
    var (without, with): ([Alert], [Alert]) = ([], [])
    for period in history.periods where period.hasEarlierVerdicts {
      let shown = period.alerts.filter { !judged.isBelow($0.id) }
      without += QueueHistory.queue(shown, length) { $0.risk }
      with += QueueHistory.queue(shown, length) { period.risks[$0.id] ?? $0.risk }
    }
    let gained = Set(with.map(\.id)).subtracting(without.map(\.id))
    let lost = Set(without.map(\.id)).subtracting(with.map(\.id))
    func count(_ ids: Set<String>, _ isAttack: Bool) -> Int { ids.count { judged.isAttack($0) == isAttack } }
    return Scorecard.Queue(
      length: length, periodDays: Double(history.span) / Double(ScorecardBuilder.day), without: judged.count(without),
      with: judged.count(with), attacksGained: count(gained, true), attacksLost: count(lost, true),
      falsesGained: count(gained, false), falsesLost: count(lost, false))
  }
}

/// Analysts who lie, tried on the alerts of the store.
struct LyingAnalysts {
  let judged: JudgedAlerts
  let history: QueueHistory

  /// Verdicts that one liar gives about each thing to hide: more change nothing, because an analyst counts at most three.
  private static let lies = 4
  /// Between them, so that they are no burst.
  private static let pause: Int64 = 61 * 60 * 1_000_000_000

  /// Before each period with confirmed attacks, some analysts whom nobody knows deny everything that looks exactly like
  /// these attacks, slowly enough not to be flagged. They know what will come, which no real adversary knows better.
  func attack(_ liars: Int, queueLength: Int) -> Scorecard.Liars {
    var result = Scorecard.Liars(liars: liars, attacks: 0, inQueueBefore: 0, inQueueAfter: 0, largestFall: 0)
    for (index, period) in history.periods.enumerated() {
      let shown = period.alerts.filter { !judged.isBelow($0.id) }
      let attacks = shown.filter { judged.isAttack($0.id) == true }
      guard !attacks.isEmpty else { continue }
      let after = history.risks(of: index, adding: verdicts(liars, about: attacks, before: period.start))
      func inQueue(_ risks: [String: Double]) -> Int {
        QueueHistory.queue(shown, queueLength) { risks[$0.id] ?? $0.risk }.count { judged.isAttack($0.id) == true }
      }
      result.attacks += attacks.count
      result.inQueueBefore += inQueue(period.risks)
      result.inQueueAfter += inQueue(after)
      for alert in attacks {
        let fall = (period.risks[alert.id] ?? alert.risk) - (after[alert.id] ?? alert.risk)
        result.largestFall = max(result.largestFall, fall)
      }
    }
    return result
  }

  private func verdicts(_ liars: Int, about attacks: [Alert], before start: Int64) -> [Verdict] {
    let targets = Set(attacks.map { AlertTraits($0).named })
    var result: [Verdict] = []
    for liar in 0..<liars {
      for (place, traits) in targets.sorted(by: { $0.description < $1.description }).enumerated() {
        for lie in 0..<Self.lies {
          let steps = Int64(result.count % 2_000 + lie + 1)
          result.append(
            Verdict(
              id: "lie \(liar) \(place) \(lie)", subjectKind: "alert", subjectID: "lie \(liar) \(place)",
              disposition: .falsePositive, author: "liar \(liar)", time: start - steps * Self.pause, confidence: 1,
              note: "",
              source: "liar \(liar)", traits: traits))
        }
      }
    }
    return result
  }
}
