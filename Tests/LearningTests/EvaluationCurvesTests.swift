import Learning
import Testing

/// Curves on grids: they must agree with the metrics that are held to scikit-learn.
@Suite struct EvaluationCurvesTests {
  private func sample() -> (scores: [Double], labels: [Bool]) {
    var random = Xoshiro256(seed: 6)
    var scores: [Double] = []
    var labels: [Bool] = []
    for index in 0..<2_000 {
      labels.append(index % 10 == 0)
      let score = random.nextUnit() * 0.7 + (labels[index] ? 0.25 : 0)
      scores.append((score * 50).rounded() / 50)
    }
    return (scores, labels)
  }

  @Test func agreeWithTheMetrics() throws {
    let (scores, labels) = sample()
    let ranked = try RankedScores(scores: scores, labels: labels)
    let curves = try EvaluationCurves(
      scores: scores, labels: labels, bootstrap: Bootstrap(resamples: 60), threshold: 0.7)
    for point in curves.roc {
      #expect(point.y == ranked.truePositiveRate(atFalsePositiveRate: point.x)?.truePositiveRate)
      #expect(point.lower <= point.y + 0.1 && point.upper >= point.y - 0.1)
    }
    #expect(curves.roc.first.map { $0.x * 1_800 >= 1 } == true && curves.roc.last?.y == 1)
    for point in curves.precision {
      let threshold = ranked.curve.dropFirst().first { $0.truePositiveRate >= point.x - 1e-9 }
      let at = try #require(threshold)
      let trues = at.truePositiveRate * 200
      #expect(abs(point.y - trues / (trues + at.falsePositiveRate * 1_800)) < 1e-9)
    }
    for cost in curves.cost {
      #expect(cost.best <= cost.trivial + 1e-9 && cost.best <= (cost.chosen ?? .infinity) + 1e-9)
    }
  }

  @Test func needBothClasses() {
    #expect(throws: MetricError.self) { try EvaluationCurves(scores: [1, 2], labels: [true, true]) }
  }

  /// Rows of a group are drawn together: with two groups of which one has all the errors, the band is wide.
  @Test func groupsWidenTheBand() throws {
    let (scores, labels) = sample()
    let rows = try EvaluationCurves(scores: scores, labels: labels, bootstrap: Bootstrap(resamples: 80))
    let groups = try EvaluationCurves(
      scores: scores, labels: labels, bootstrap: Bootstrap(resamples: 80),
      unit: .groups(scores.map { $0 > 0.6 ? 1 : $0 > 0.4 ? 2 : 3 }))
    func width(_ curves: EvaluationCurves) -> Double { curves.roc.map { $0.upper - $0.lower }.reduce(0, +) }
    #expect(width(groups) > width(rows))
  }

  @Test func aRowOfWeightTwoIsTwoRows() throws {
    let scores = (0..<300).map { Double(($0 * 37) % 101) }
    let labels = scores.enumerated().map { ($0.offset * 7) % 10 < 3 || $0.element > 90 }
    let doubled = scores.indices.map { $0 % 3 == 0 ? 2.0 : 1 }
    let repeated = scores.indices.flatMap { Array(repeating: $0, count: Int(doubled[$0])) }
    let none = Bootstrap(resamples: 0)
    let weighted = try EvaluationCurves(scores: scores, labels: labels, weights: doubled, bootstrap: none)
    let plain = try EvaluationCurves(
      scores: repeated.map { scores[$0] }, labels: repeated.map { labels[$0] }, bootstrap: none)
    for (a, b) in zip(weighted.roc + weighted.precision, plain.roc + plain.precision) {
      #expect(a.x == b.x && (abs(a.y - b.y) < 1e-12 || a.y.isNaN && b.y.isNaN))
    }
    #expect(zip(weighted.cost, plain.cost).allSatisfy { abs($0.best - $1.best) < 1e-9 })
  }
}
