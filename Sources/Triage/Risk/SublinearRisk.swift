/// Adds up alerts into one score that more alerts raise, ever more slowly, and that repetition of one rule hardly moves.
///
/// With risks r₁ ≥ r₂ ≥ … (one a rule: the highest, see below) the score is a noisy-or with falling exponents,
///
///     score = 100 · (1 − Π (1 − rᵢ/100)^(1/i^1.5)),
///
/// each r limited to 99. A single alert keeps its own risk: a certain compromise needs no second alert to be at the top,
/// where Elastic's normalised sum Σ rᵢ/i^1.5 / 2.5924 holds a single 99 at 38 (`ElasticRiskScore`). It never falls when an
/// alert is added or rises, and stays below 100. Alerts of one rule are the same observation made again, so all but the
/// highest count a tenth.
enum SublinearRisk {
  /// What one contribution is worth.
  struct Part: Sendable, Hashable {
    var id: String
    var group: String
    var risk: Double
  }

  /// How much of a repeated rule's risk counts.
  static let repetition = 0.1

  /// The score and each part's share of it; shares add up to the score, the largest come first.
  static func score(_ parts: [Part]) -> (score: Double, shares: [(id: String, points: Double)]) {
    var highest: [String: Double] = [:]
    let ordered = parts.sorted { ($0.risk, $1.id) > ($1.risk, $0.id) }
    var weighed: [(id: String, loss: Double)] = []
    for part in ordered {
      let isRepeated = highest[part.group] != nil
      highest[part.group] = max(highest[part.group] ?? 0, part.risk)
      let risk = min(99, max(0, part.risk)) * (isRepeated ? repetition : 1)
      weighed.append((part.id, -Logarithm.of(1 - risk / 100)))
    }
    weighed.sort { ($0.loss, $1.id) > ($1.loss, $0.id) }
    var shares: [(id: String, loss: Double)] = []
    var total = 0.0
    for (index, entry) in weighed.enumerated() {
      let rank = Double(index + 1)
      let loss = entry.loss / (rank * rank.squareRoot())
      shares.append((entry.id, loss))
      total += loss
    }
    let score = 100 * (1 - Logarithm.exp(-total))
    guard total > 0 else { return (0, []) }
    return (score, shares.map { ($0.id, $0.loss / total * score) })
  }
}
