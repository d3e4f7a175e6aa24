import Evidence
import Learning
import Triage

/// What would change without each detector, by the signals and verdicts of a store.
struct DetectorAblation {
  let judged: JudgedAlerts
  let incidents: [Incident]

  func card() -> [Scorecard.Ablation] {
    let shown = judged.shown
    let detectors = Set(shown.flatMap(\.detectors)).sorted()
    let stories = confirmedStories()
    return detectors.map { detector in
      let own = shown.filter { $0.detectors == [detector] }
      let rest = shown.filter { $0.detectors != [detector] }
      let missed = stories.filter { $0.allSatisfy { $0.detectors == [detector] } }
      let others = Set(stories.joined().filter { $0.detectors != [detector] }.flatMap(\.techniques))
      let lost = Set(own.filter { judged.isAttack($0.id) == true }.flatMap(\.techniques)).subtracting(others)
      return Scorecard.Ablation(
        detector: detector, alerts: own.count, attacks: count(own, .truePositive),
        benign: count(own, .benignTruePositive), falses: count(own, .falsePositive), missedStories: missed.count,
        lostTechniques: lost.sorted(), precisionWithout: judged.count(rest).precision)
    }.sorted { (-$0.missedStories, -$0.attacks, $0.detector) < (-$1.missedStories, -$1.attacks, $1.detector) }
  }

  private func count(_ alerts: [Alert], _ disposition: Verdict.Disposition) -> Int {
    alerts.count { judged.decisions[$0.id]?.disposition == disposition }
  }

  /// The alerts of each incident in which one is a confirmed attack, and of each confirmed alert that belongs to none.
  private func confirmedStories() -> [[Alert]] {
    var rest = Dictionary(judged.shown.map { ($0.id, $0) }) { first, _ in first }
    var result: [[Alert]] = []
    for incident in incidents {
      let members = incident.alertIDs.compactMap { rest.removeValue(forKey: $0) }
      if members.contains(where: { judged.isAttack($0.id) == true }) { result.append(members) }
    }
    result += rest.values.filter { judged.isAttack($0.id) == true }.sorted { $0.id < $1.id }.map { [$0] }
    return result
  }
}
