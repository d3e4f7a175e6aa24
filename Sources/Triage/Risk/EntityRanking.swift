import Evidence

/// Ranks hosts and users by their alerts.
struct EntityRanking {
  /// Contributions shown for an entity.
  static let contributionLimit = 20

  let population: EntityPopulation

  /// The risk of every entity of a kind that an alert names, the highest first.
  func rank(_ kind: EntityKey.Kind, in alerts: [Alert]) -> [EntityRisk] {
    var parts: [EntityKey: [SublinearRisk.Part]] = [:]
    for alert in alerts {
      for entity in alert.entities where entity.kind == kind {
        parts[entity, default: []].append(.init(id: alert.id, group: alert.ruleID, risk: alert.risk))
      }
    }
    let ranked = parts.map { entity, parts in
      let result = SublinearRisk.score(parts)
      return EntityRisk(
        entity: entity, name: population.name(of: entity), score: result.score,
        contributions: result.shares.prefix(Self.contributionLimit).map { .init(alertID: $0.id, points: $0.points) })
    }
    return ranked.sorted { ($0.score, $1.entity) > ($1.score, $0.entity) }
  }
}
