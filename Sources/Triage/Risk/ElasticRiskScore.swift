/// Elastic's entity risk score, for comparison: Σ rᵢ / i^1.5 over the 10,000 highest alert risks in falling order, divided
/// by 2.5924, times a criticality in odds.
///
/// Source: `entity_analytics` of Kibana, as of 2026; criticality 2 for extreme, 1.5 for high, 1 for medium and 0.5 for low
/// impact.
public enum ElasticRiskScore {
  /// The largest possible sum for risks of at most 1.
  static let normalization = 2.5924

  /// The score of an entity with these alert risks (0 … 100), 0 … 100.
  public static func score(_ risks: [Double], criticality: Double = 1) -> Double {
    var raw = 0.0
    for (index, risk) in risks.sorted(by: >).prefix(10_000).enumerated() {
      let rank = Double(index + 1)
      raw += risk / (rank * rank.squareRoot())
    }
    let normal = raw / normalization
    guard criticality != 1, normal < 100 else { return normal }
    let odds = normal / (100 - normal) * criticality
    return 100 * odds / (1 + odds)
  }
}
