import Evidence

/// Ranks hosts and users by their alerts.
///
/// A ranking costs looks as alerts do, so a budget of false alerts holds for it too: only entities with an alert that is shown are
/// ranked, and by these alerts. What the budget held back about them is evidence all the same; it counts a tenth, as
/// repetition does, and is not listed.
struct EntityRanking {
  /// Contributions shown for an entity.
  static let contributionLimit = 20
  /// How much of a held-back alert's risk counts.
  static let heldShare = 0.1

  let population: EntityPopulation
  /// Alerts that are held back, by identifier.
  var held: Set<String> = []

  /// The risk of every entity of a kind that a shown alert names, the highest first.
  func rank(_ kind: EntityKey.Kind, in alerts: [Alert]) -> [EntityRisk] {
    var parts: [EntityKey: [SublinearRisk.Part]] = [:]
    for alert in alerts {
      let isHeld = held.contains(alert.id)
      let risk = isHeld ? Self.heldShare * alert.risk : alert.risk
      for entity in alert.entities where entity.kind == kind {
        parts[entity, default: []].append(.init(id: alert.id, group: alert.ruleID, risk: risk))
      }
    }
    let ranked = parts.compactMap { entity, parts -> EntityRisk? in
      let result = SublinearRisk.score(parts)
      let shown = result.shares.filter { !held.contains($0.id) }
      guard !shown.isEmpty else { return nil }
      return EntityRisk(
        entity: entity, name: population.name(of: entity), score: result.score,
        contributions: shown.prefix(Self.contributionLimit).map { .init(alertID: $0.id, points: $0.points) })
    }
    return ranked.sorted { ($0.score, $1.entity) > ($1.score, $0.entity) }
  }
}
