import Evidence

/// Says in one line what happened, where and by whom.
struct IncidentTitle {
  let population: EntityPopulation

  /// `Credential dumping and lateral movement on WS01 and 2 other hosts by CORP\alice`.
  func text(_ alerts: [Alert]) -> String {
    var text = deeds(alerts)
    let hosts = counted(.host, alerts)
    if let first = hosts.first { text += " on " + listed(first, hosts.count - 1, "host") }
    let people = counted(.user, alerts).filter { AccountKind($0, name: population.name(of: $0)) == .person }
    if let first = people.first { text += " by " + listed(first, people.count - 1, "account") }
    return text
  }

  /// Up to three things done, those of the gravest alerts, in the order of the kill chain.
  private func deeds(_ alerts: [Alert]) -> String {
    var found: [(tactic: AttackTactic, words: String)] = []
    for alert in alerts.sorted(by: { ($0.risk, $1.firstSeen, $1.id) > ($1.risk, $0.firstSeen, $0.id) }) {
      guard found.count < 3, let deed = Self.deed(alert) else { continue }
      if !found.contains(where: { $0.words == deed.words || $0.tactic == deed.tactic }) { found.append(deed) }
    }
    let words = found.sorted { $0.tactic < $1.tactic }.map(\.words)
    guard let first = words.first else { return alerts.first?.title ?? "Unusual activity" }
    let sentence = words.count == 1 ? first : words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    return sentence.prefix(1).uppercased() + sentence.dropFirst()
  }

  private static func deed(_ alert: Alert) -> (tactic: AttackTactic, words: String)? {
    let tactic = alert.tactics.compactMap { AttackTactic($0) }.first
    for technique in alert.techniques {
      let root = technique.split(separator: ".").first.map(String.init) ?? technique
      guard let words = phrases[technique] ?? phrases[root] else { continue }
      return (tactic ?? AttackCatalog.technique(root)?.tactics.first ?? .execution, words)
    }
    return tactic.map { ($0, $0.name.lowercased()) }
  }

  /// Techniques that people know under a shorter or clearer name than their tactic's.
  private static let phrases = [
    "T1003": "credential dumping", "T1110": "password guessing", "T1558": "Kerberos ticket theft",
    "T1486": "encryption of data for ransom", "T1490": "destruction of backups", "T1070": "removal of traces",
    "T1562": "disabling of defences", "T1055": "process injection", "T1021": "lateral movement",
    "T1566": "phishing", "T1053": "persistence by scheduled task", "T1543": "persistence by service",
    "T1547": "persistence at logon", "T1136": "creation of accounts", "T1105": "download of tools",
    "T1059.001": "PowerShell execution", "T1047": "WMI execution", "T1048": "exfiltration", "T1567": "exfiltration",
    "T1548": "elevation of rights", "T1218": "execution through signed binaries", "T1505.003": "web shell",
  ]

  private func counted(_ kind: EntityKey.Kind, _ alerts: [Alert]) -> [EntityKey] {
    var risk: [EntityKey: Double] = [:]
    for alert in alerts {
      for entity in alert.entities where entity.kind == kind { risk[entity, default: 0] += alert.risk }
    }
    return risk.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
  }

  private func listed(_ first: EntityKey, _ others: Int, _ noun: String) -> String {
    let name = population.name(of: first)
    return others == 0 ? name : "\(name) and \(others) other \(noun)\(others == 1 ? "" : "s")"
  }
}
