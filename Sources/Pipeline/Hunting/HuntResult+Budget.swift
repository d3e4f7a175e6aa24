import Evidence
import Triage

extension HuntResult {
  /// Holds back the alerts that a budget of false alerts a day has no room for, and what only they stood for.
  mutating func hold(to perDay: Double, verdicts: [Verdict]) {
    let outcome = QueueBudget(perDay: perDay).split(alerts, verdicts: verdicts)
    let before = alerts.count
    alerts.removeAll { !outcome.shown.contains($0.id) }
    for index in incidents.indices {
      incidents[index].alertIDs.removeAll { !outcome.shown.contains($0) }
      incidents[index].links.removeAll { !outcome.shown.contains($0.from) || !outcome.shown.contains($0.to) }
    }
    incidents.removeAll { $0.alertIDs.isEmpty }
    processTrees = processTrees.filter { outcome.shown.contains($0.key) }
    heldBack = before - alerts.count
    budget = outcome.report
  }
}
