import Pipeline

/// What a group of alerts has in common, in words.
enum AlertGroupWords {
  private static let names = ["host_group": "hosts", "process": "program"]

  /// Its first alert and what else they share, on one line.
  static func line(_ group: AlertGroup) -> String {
    let rest = traits(group)
    return rest.isEmpty ? group.title : "\(group.title) (\(rest))"
  }

  /// What at least half of its alerts have, the rule aside where all have the same, for their title says it.
  static func traits(_ group: AlertGroup) -> String {
    let told = group.traits.filter { $0.name != "rule" || $0.count < group.alerts.count }
    return told.prefix(4).map { trait in
      let all = trait.count == group.alerts.count ? "" : " in \(trait.count)"
      return "\(names[trait.name] ?? trait.name) \(trait.value)\(all)"
    }.joined(separator: ", ")
  }
}
