import ECS
import Evidence
import Learning
import Store
import Triage

/// Judged alerts by operating system, host group, detector, how long the host is known, file family and signer.
struct AlertSlices {
  let judged: JudgedAlerts
  /// The operating system of hosts, and the first day of each, by the host's name in lower case.
  let systems: [String: String]
  let firstDays: [String: Int64]

  private static let most = 12
  /// The facts of a scan that say who signed a file.
  private static let signatures: Set<String> = [
    "unsigned", "ad_hoc", "digest_mismatch", "signature_invalid", "chain_broken", "signature_malformed",
    "signature_unsupported", "signed",
  ]

  init(_ judged: JudgedAlerts, _ store: EventStore, daily: [BucketCount]) throws(StoreError) {
    self.judged = judged
    var systems: [String: String] = [:]
    for field in [FieldID.hostOsType, .hostOsFamily, .hostOsPlatform] {
      for system in try store.topValues(of: field, limit: 8) where !system.value.isEmpty {
        for host in try store.topValues(of: .hostName, limit: .max, where: .equals(field, system.value)) {
          if systems[host.value.lowercased()] == nil { systems[host.value.lowercased()] = system.value.lowercased() }
        }
      }
    }
    self.systems = systems
    var firstDays: [String: Int64] = [:]
    for bucket in daily {
      guard let host = bucket.value?.lowercased() else { continue }
      firstDays[host] = min(firstDays[host] ?? .max, bucket.start)
    }
    self.firstDays = firstDays
  }

  func card() -> [Scorecard.Slice] {
    var parts: [String: [String: [Alert]]] = [:]
    for alert in judged.shown {
      for (kind, name) in names(alert) { parts[kind, default: [:]][name, default: []].append(alert) }
    }
    var result: [Scorecard.Slice] = []
    for (kind, members) in parts.sorted(by: { $0.key < $1.key }) {
      let slices = members.map { slice(kind, $0.key, $0.value) }
      let ordered = slices.sorted {
        ($0.precision?.upper ?? 2, -$0.alerts, $0.name) < ($1.precision?.upper ?? 2, -$1.alerts, $1.name)
      }
      result += ordered.prefix(Self.most)
    }
    return result
  }

  private func names(_ alert: Alert) -> [(String, String)] {
    var result: [(String, String)] = alert.detectors.map { ("detector", $0) }
    let traits = AlertTraits(alert)
    if let group = traits.values[.hostGroup] { result.append(("host_group", group)) }
    if let host = traits.values[.host] {
      result.append(("os", systems[host] ?? "unknown"))
      if let first = firstDays[host] {
        let age = alert.firstSeen.subtractingReportingOverflow(first).partialValue
        result.append(
          (
            "first_seen_age",
            age < ScorecardBuilder.day
              ? "host seen since that day"
              : age < ScorecardBuilder.week
                ? "host seen for less than a week" : "host seen for a week or longer"
          ))
      }
    }
    for signal in alert.signals.prefix(1) {
      for reason in signal.reasons {
        if reason.field == "yara.rule" { result.append(("file_family", reason.value)) }
        if Self.signatures.contains(reason.note) { result.append(("signer", reason.value)) }
      }
    }
    return result
  }

  private func slice(_ kind: String, _ name: String, _ alerts: [Alert]) -> Scorecard.Slice {
    let count = judged.count(alerts)
    return Scorecard.Slice(
      kind: kind, name: name, alerts: alerts.count, judged: count.judged, attacks: count.attacks,
      falses: alerts.count { judged.decisions[$0.id]?.disposition == .falsePositive }, precision: count.precision)
  }
}
