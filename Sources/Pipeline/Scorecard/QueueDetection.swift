import Evidence
import Learning
import Triage

/// How well the ranking tells attacks from the rest, over judged alerts of the queue and audited findings below it.
///
/// A judged alert stands for as many alerts of the queue as were not judged, an audited finding for 1/π findings. Risks rest on
/// verdicts that were given before the alert's period began, never on its own.
struct QueueDetection {
  private struct Row {
    var alert: Alert
    var risk: Double
    var isAttack: Bool
    var weight: Double
    var isShown: Bool
  }

  private let rows: [Row]
  private let judged: JudgedAlerts

  static let rates = [0.1, 0.05, 0.01, 0.001]
  private static let resamples = 200
  private static let mostRows = 20_000

  init(_ judged: JudgedAlerts, _ history: QueueHistory, audits: [AuditRecord]) {
    self.judged = judged
    let risks = history.risks
    let decided = judged.shown.filter { judged.decisions[$0.id] != nil }
    let share = decided.isEmpty ? 1 : Double(judged.shown.count) / Double(decided.count)
    var rows = decided.prefix(Self.mostRows).map { alert in
      Row(
        alert: alert, risk: risks[alert.id] ?? alert.risk, isAttack: judged.isAttack(alert.id) == true, weight: share,
        isShown: true)
    }
    let known = Dictionary(judged.alerts.map { ($0.id, $0) }) { first, _ in first }
    for audit in audits {
      guard let alert = known[audit.id], let isMalicious = audit.malicious else { continue }
      rows.append(
        Row(
          alert: alert, risk: risks[alert.id] ?? alert.risk, isAttack: isMalicious, weight: 1 / audit.propensity,
          isShown: false))
    }
    self.rows = rows
  }

  func card() -> Scorecard.Detection? {
    let labels = rows.map(\.isAttack)
    let weights = rows.map(\.weight)
    let attacks = labels.count { $0 }
    let others = labels.count - attacks
    guard attacks > 0, others > 0 else { return nil }
    let curves: EvaluationCurves
    let ranked: RankedScores
    do {
      curves = try EvaluationCurves(
        scores: rows.map(\.risk), labels: labels, weights: weights, bootstrap: Bootstrap(resamples: Self.resamples),
        unit: unit)
      ranked = try RankedScores(scores: rows.map(\.risk), labels: labels, weights: weights)
    } catch { return nil }
    let resolved = curves.roc.filter { $0.x * Double(others) >= 1 }
    let points = Self.rates.map { rate in
      let isResolved = rate * Double(others) >= 1
      let point = resolved.first { abs($0.x - rate) < 1e-9 }
      return Scorecard.OperatingPoint(
        rate: rate, isResolved: isResolved && point != nil,
        found: isResolved
          ? point.map { .init(value: $0.y, lower: $0.lower, upper: $0.upper) } : nil)
    }
    let strictest = points.last { $0.isResolved }?.rate ?? 0.1
    return Scorecard.Detection(
      judged: rows.count(where: \.isShown), audited: rows.count { !$0.isShown }, attacks: attacks, others: others,
      roc: resolved.map(Self.point), precision: curves.precision.filter { !$0.y.isNaN }.map(Self.point),
      operatingPoints: points, cost: cost(curves, ranked), baselines: baselines(labels, weights, rate: strictest),
      calibration: calibration())
  }

  /// Alerts of one host are not independent, so hosts are drawn where there are enough.
  private var unit: Bootstrap.Unit {
    var numbers: [String: Int] = [:]
    let groups = rows.map { row in
      let host = row.alert.entities.first { $0.kind == .host }?.id ?? row.alert.id
      let number = numbers[host] ?? numbers.count
      numbers[host] = number
      return number
    }
    return numbers.count >= 10 ? .groups(groups) : .rowsWithinClass
  }

  private static func point(_ point: EvaluationCurves.Point) -> Scorecard.Point {
    .init(x: point.x, y: point.y, lower: point.lower, upper: point.upper)
  }

  /// The cost of what was shown is taken from what was shown, not from a threshold.
  private func cost(_ curves: EvaluationCurves, _ ranked: RankedScores) -> [Scorecard.Cost] {
    func weight(_ isAttack: Bool) -> Double {
      rows.reduce(0) { $1.isShown && $1.isAttack == isAttack ? $0 + $1.weight : $0 }
    }
    let total = ranked.positives + ranked.negatives
    let (missed, falses) = (ranked.positives - weight(true), weight(false))
    return curves.cost.map { cost in
      Scorecard.Cost(
        ratio: cost.ratio, best: cost.best, threshold: cost.threshold.isFinite ? cost.threshold : nil,
        chosen: 1_000 * (missed * cost.ratio + falses) / total, trivial: cost.trivial)
    }
  }

  private func baselines(_ labels: [Bool], _ weights: [Double], rate: Double) -> [Scorecard.Baseline] {
    var counts: [String: Int] = [:]
    for alert in judged.alerts { counts[alert.ruleID, default: 0] += 1 }
    let orders: [(String, (Row) -> Double)] = [
      ("risk by evidence and earlier verdicts", { $0.risk }),
      ("risk by evidence alone", { $0.alert.signals.isEmpty ? $0.alert.risk : $0.alert.evidenceRisk }),
      ("severity alone", { Double($0.alert.severity.riskScore) }),
      ("rarest rule first", { -Double(counts[$0.alert.ruleID] ?? 0) }),
      ("latest first", { Double($0.alert.firstSeen) }),
    ]
    return orders.compactMap { name, score in
      guard let ranked = try? RankedScores(scores: rows.map(score), labels: labels, weights: weights),
        let area = ranked.auroc
      else { return nil }
      let found = ranked.truePositiveRate(atFalsePositiveRate: rate)?.truePositiveRate ?? 0
      return Scorecard.Baseline(name: name, auroc: area, found: found, rate: rate)
    }
  }

  private func calibration() -> [Scorecard.Bin] {
    (0..<10).compactMap { tenth in
      let (lower, upper) = (Double(tenth) * 10, Double(tenth + 1) * 10)
      let members = rows.filter { $0.isShown && $0.risk >= lower && ($0.risk < upper || tenth == 9) }
      guard !members.isEmpty else { return nil }
      let attacks = members.count(where: \.isAttack)
      return Scorecard.Bin(
        lower: lower, upper: upper, count: members.count,
        mean: members.reduce(0) { $0 + $1.risk } / Double(members.count),
        share: Scorecard.Estimate(share: attacks, of: members.count))
    }
  }
}

extension Scorecard.Estimate {
  /// A share with exact 95 % limits (Clopper and Pearson).
  init(share successes: Int, of trials: Int) {
    self.init(
      value: Double(successes) / Double(trials),
      lower: Binomial.lowerLimit(successes: successes, trials: trials, confidence: 0.975),
      upper: Binomial.upperLimit(successes: successes, trials: trials, confidence: 0.975))
  }
}
