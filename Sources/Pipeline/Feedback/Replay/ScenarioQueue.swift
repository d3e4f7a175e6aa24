import Evidence
import Foundation
import Triage

/// A scenario's alerts folded into what an analyst reads: alerts of one name on one host that follow each other within an
/// hour are one item.
struct ScenarioQueue {
  /// One item.
  struct Item {
    var alert: Alert
    var traits: AlertTraits
    /// How many alerts it holds, and how many of them are true.
    var alerts: Int
    var trueAlerts: Int
    /// The steps that its true alerts belong to.
    var steps: Set<String>

    var isTrue: Bool { trueAlerts > 0 }
  }

  /// In order of time.
  let items: [Item]
  /// All steps of the scenario.
  let steps: Set<String>

  private static let pause: Int64 = 3_600_000_000_000

  init(_ scenario: AlertScenario, truth: AlertScenario.Truth) {
    var groups: [[AlertScenario.Raw]] = []
    var last: [String: Int] = [:]
    for raw in scenario.alerts {
      let key = raw.name + "\u{1F}" + raw.host
      if let index = last[key], let end = groups[index].last?.time, raw.time - end <= Self.pause {
        groups[index].append(raw)
      } else {
        last[key] = groups.count
        groups.append([raw])
      }
    }
    var sizes: [String: Int] = [:]
    for group in groups { sizes[group[0].name, default: 0] += group.count }
    let total = Double(max(1, scenario.alerts.count))
    items = groups.enumerated().map { number, group in
      Self.item(group, id: "\(scenario.name)-\(number)", share: Double(sizes[group[0].name] ?? 1) / total, truth)
    }
    steps = items.reduce(into: []) { $0.formUnion($1.steps) }
  }

  /// The prior is unsupervised: the rarer a name among all alerts of the scenario, the higher.
  private static func item(
    _ group: [AlertScenario.Raw], id: String, share: Double, _ truth: AlertScenario.Truth
  ) -> Item {
    let steps = group.compactMap { truth == .event ? $0.step : $0.phase }
    let host = EntityKey(.host, group[0].host)
    let severity = Severity.medium
    let surprise = -log(share)
    let alert = Alert(
      id: id, title: group[0].name, ruleID: group[0].name, severity: severity,
      risk: Double(severity.riskScore) * (1 - 0.5 * exp(-surprise / 3)), firstSeen: group[0].time,
      lastSeen: group[group.count - 1].time, techniques: [], tactics: [],
      entities: [host, EntityKey(.address, group[0].address)], signals: [], signalCount: group.count)
    return Item(
      alert: alert, traits: AlertTraits(alert), alerts: group.count, trueAlerts: steps.count, steps: Set(steps))
  }

  /// What an analyst who knows the truth says of an item.
  func verdict(on item: Item, by author: String, at time: Int64? = nil) -> Verdict {
    let time = time ?? item.alert.lastSeen
    return Verdict(
      id: "\(author)|\(item.alert.id)", subjectKind: "alert", subjectID: item.alert.id,
      disposition: item.isTrue ? .truePositive : .falsePositive, author: author, time: time, confidence: 1, note: "",
      source: "replay", traits: item.traits.named)
  }
}
