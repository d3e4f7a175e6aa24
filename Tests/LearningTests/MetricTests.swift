import Foundation
import Learning
import Testing

/// Metrics and calibration against scikit-learn and scipy (`Fixtures/make-metrics.py`), and what must hold of any data.
@Suite struct MetricTests {
  struct Case: Decodable {
    var scores: [Double]
    var second: [Double]
    var labels: [Bool]
    var weights: [Double]
    var auroc: Double
    var weightedAUROC: Double
    var averagePrecision: Double
    var partial: Double
    var tpr10: Double
    var tpr1: Double
    var brier: Double
    var logLoss: Double
    var ece: Double
    var betaCoefficients: [Double]
    var grid: [Double]
    var isotonic: [Double]
    var standardError: Double
    var pValue: Double
  }
  struct Limit: Decodable {
    var k: Int
    var n: Int
    var confidence: Double
    var upper: Double
    var lower: Double
  }
  struct File: Decodable {
    var cases: [Case]
    var limits: [Limit]
  }
  static let file: File? = {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/metrics.json")
    return (try? Data(contentsOf: url)).flatMap { try? JSONDecoder().decode(File.self, from: $0) }
  }()

  private func near(_ mine: Double?, _ theirs: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs((mine ?? .infinity) - theirs) <= tolerance
  }

  @Test(arguments: 0..<6) func equalsScikitLearn(number: Int) throws {
    let known = try #require(Self.file).cases[number]
    let ranked = try RankedScores(scores: known.scores, labels: known.labels)
    #expect(near(ranked.auroc, known.auroc))
    #expect(near(ranked.averagePrecision, known.averagePrecision))
    #expect(near(ranked.partialAUROC(upTo: 0.1), known.partial))
    #expect(near(ranked.truePositiveRate(atFalsePositiveRate: 0.1)?.truePositiveRate, known.tpr10))
    #expect(near(ranked.truePositiveRate(atFalsePositiveRate: 0.01)?.truePositiveRate, known.tpr1))
    let weighted = try RankedScores(scores: known.scores, labels: known.labels, weights: known.weights)
    #expect(near(weighted.auroc, known.weightedAUROC))
    #expect(near(ProbabilityMetrics.brier(known.scores, known.labels), known.brier))
    #expect(near(ProbabilityMetrics.logLoss(known.scores, known.labels), known.logLoss))
    #expect(near(ProbabilityMetrics.expectedCalibrationError(known.scores, known.labels), known.ece))
    let single = try #require(DeLong.area(scores: known.scores, labels: known.labels))
    #expect(near(single.auroc, known.auroc) && near(single.standardError, known.standardError))
    let pair = try #require(DeLong.compare(known.scores, known.second, labels: known.labels))
    #expect(near(pair.pValue, known.pValue))
    let isotonic = try Calibrator.isotonic(scores: known.scores, labels: known.labels)
    for (score, expected) in zip(known.grid, known.isotonic) {
      #expect(near(isotonic.probability(score), expected), "at \(score)")
    }
    let coefficients = known.betaCoefficients
    if coefficients[0] >= 0, coefficients[1] >= 0 {
      let mine = try Calibrator.beta(probabilities: known.scores, labels: known.labels)
      let theirs = Calibrator.beta(a: coefficients[0], b: coefficients[1], c: coefficients[2])
      for score in known.grid where (0...1).contains(score) {
        #expect(near(mine.probability(score), theirs.probability(score), 1e-4), "at \(score)")
      }
    }
  }

  @Test func limitsEqualScipys() throws {
    for limit in try #require(Self.file).limits {
      let upper = Binomial.upperLimit(successes: limit.k, trials: limit.n, confidence: limit.confidence)
      let lower = Binomial.lowerLimit(successes: limit.k, trials: limit.n, confidence: limit.confidence)
      #expect(near(upper, limit.upper, 1e-10) && near(lower, limit.lower, 1e-10), "\(limit)")
    }
  }

  @Test func calibratorsRiseAndCorrectOverconfidence() throws {
    var generator = Xoshiro256(seed: 3)
    let margins = (0..<3_000).map { _ in generator.nextUnit() * 8 - 4 }
    // The truth is half as sure as the margin says.
    let labels = margins.map { generator.nextUnit() < 1 / (1 + exp(-$0 / 2)) }
    let sure = margins.map { 1 / (1 + exp(-$0)) }
    let calibrators = [
      try Calibrator.platt(scores: sure, labels: labels), try .beta(probabilities: sure, labels: labels),
      try .isotonic(scores: sure, labels: labels),
    ]
    let before = ProbabilityMetrics.expectedCalibrationError(sure, labels)
    for calibrator in calibrators {
      let after = ProbabilityMetrics.expectedCalibrationError(sure.map(calibrator.probability), labels)
      #expect(after < before / 2)
      let steps = stride(from: 0.0, through: 1, by: 0.01).map(calibrator.probability)
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
    }
    guard case .platt(let a, _) = try Calibrator.platt(scores: margins, labels: labels) else { return }
    #expect(abs(a + 0.5) < 0.08)
  }

  /// The promise: over many draws, the true rate exceeds the limit in at most 5 % of them.
  @Test func thresholdKeepsItsPromise() throws {
    var generator = Xoshiro256(seed: 11)
    var broken = 0
    for _ in 0..<400 {
      // Uniform scores: the true rate of a threshold t is 1 − t.
      let benign = (0..<600).map { _ in generator.nextUnit() }
      let choice = try ThresholdChoice(benign: benign, falsePositiveRate: 0.01, confidence: 0.95)
      #expect(choice.upperBound <= 0.01 && choice.falsePositives == benign.count { $0 >= choice.threshold })
      broken += 1 - choice.threshold > 0.01 ? 1 : 0
    }
    #expect(broken <= 32, "\(broken) of 400; 5 % are 20, and 32 are its limit at three sigma")
    let few = try ThresholdChoice(benign: [0.1, 0.2], falsePositiveRate: 0.01)
    #expect(few.threshold == .infinity)
    let tied = try ThresholdChoice(benign: Array(repeating: 0.5, count: 1_000), falsePositiveRate: 0.01)
    #expect(tied.falsePositives == 0 && tied.threshold > 0.5)
  }

  @Test func bootstrapCoversAndGroupsWiden() throws {
    var generator = Xoshiro256(seed: 5)
    let groups = (0..<300).map { $0 / 15 }
    let shift = (0..<20).map { _ in generator.nextUnit() }
    let labels = groups.map { $0 % 2 == 0 }
    let scores = groups.indices.map { shift[groups[$0]] + generator.nextUnit() * 0.2 + (labels[$0] ? 0.2 : 0) }
    func auroc(_ weights: [Double]) -> Double? {
      (try? RankedScores(scores: scores, labels: labels, weights: weights))?.auroc
    }
    let bootstrap = Bootstrap(resamples: 200, seed: 9)
    let rows = try #require(bootstrap.interval(labels: labels, unit: .rowsWithinClass, metric: auroc))
    let grouped = try #require(bootstrap.interval(labels: labels, unit: .groups(groups), metric: auroc))
    #expect(rows.lower <= rows.estimate && rows.estimate <= rows.upper)
    #expect(grouped.upper - grouped.lower > 1.5 * (rows.upper - rows.lower), "rows of a group are not independent")
    #expect(rows == bootstrap.interval(labels: labels, unit: .rowsWithinClass, metric: auroc), "repeatable")
  }

  @Test func splitsKeepApartWhatBelongsTogether() {
    let groups = (0..<200).map { "g\($0 % 23)" }
    let folds = Split.byGroup(groups, folds: 4, seed: 2)
    #expect(folds.flatMap(\.test).sorted() == Array(0..<200))
    for fold in folds {
      #expect(Set(fold.train.map { groups[$0] }).isDisjoint(with: fold.test.map { groups[$0] }))
      #expect((40...60).contains(fold.test.count))
    }
    let cut = Split.byTime([1, 5, 9, 10, 12], at: 10, gap: 2)
    #expect(cut.train == [0, 1] && cut.test == [3, 4])
    #expect(Split.bySource(["a", "b", "a"]).map(\.split.test) == [[0, 2], [1]])
    let random = Split.random(labels: (0..<100).map { $0 < 20 }, folds: 5)
    #expect(random.allSatisfy { fold in fold.test.count { $0 < 20 } == 4 })
  }

  @Test func leaksAreFound() {
    let rows: [Float] = [1, 0, 2, 0, 1, 0, 3, 9, 4, 9, .nan, 9, .nan, 9]
    let labels = [false, false, false, true, true, true, true]
    let check = LeakageCheck(
      rows: rows.span, columns: 2, labels: labels, split: Split(train: [0, 5], test: [1, 2, 3, 4, 6]),
      groups: ["a", "b", "c", "d", "e", "f", "f"])
    #expect(check.duplicateRows == 2 && check.testRowsInTraining == 2 && check.sharedGroups == 1)
    #expect(check.tellingColumns == [1] && check.contradictions == 0)
  }

  @Test func evaluationIsWrittenAsJSON() throws {
    let known = try #require(Self.file).cases[1]
    var evaluation = try Evaluation(
      scores: known.scores, labels: known.labels, split: "random", bootstrap: Bootstrap(resamples: 50))
    evaluation.addSlices(
      known.labels.indices.map { $0 % 10 == 0 ? "small" : "large" }, scores: known.scores, labels: known.labels)
    evaluation.addPeriods(
      times: known.labels.indices.map { Double($0) }, length: 50, scores: known.scores, labels: known.labels)
    #expect(evaluation.points.map(\.isResolved) == [true, false, false])
    #expect(evaluation.slices.map(\.name) == ["large", "small"] && evaluation.slices[1].auroc == nil)
    #expect(evaluation.periods.count == 4 && evaluation.areaUnderTime != nil)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(evaluation.json)) as? [String: Any])
    let auroc = try #require(object["auroc"] as? [String: Any])
    #expect(near(auroc["estimate"] as? Double, known.auroc))
    #expect((object["slices"] as? [Any])?.count == 2)
  }

  @Test func areaUnderTimeIsTheMeanOfNeighbours() {
    let periods = TimeDecay.periods(times: [0, 0.5, 1, 2.5], length: 1) { Double($0.count) }
    #expect(periods.map(\.count) == [2, 1, 1])
    #expect(TimeDecay.areaUnderTime(periods) == (1.5 + 1) / 2)
  }
}
