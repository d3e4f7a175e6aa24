import Learning
import Testing

@Suite struct NABTests {
  /// The whole benchmark has 116 windows in 58 series.
  static let windowsOfTheBenchmark = 116

  /// Raw scores at the best thresholds, and the normalized scores, both as the benchmark publishes them.
  struct Published: CustomTestStringConvertible, Sendable {
    var detector: String
    var raw: [Double]
    var normalized: [Double]
    var testDescription: String { detector }
  }

  static let published = [
    Published(
      detector: "ARTime", raw: [57.66075157860638, 35.1572804170157, 47.66075157860638],
      normalized: [74.85377223215792, 65.15400017974811, 80.36228493638114]),
    Published(
      detector: "contextOSE", raw: [46.167000006791156, 39.38696292192149, 22.67222031445549],
      normalized: [69.89956896844828, 66.97713919047413, 73.18167250416667]),
    Published(
      detector: "randomCutForest", raw: [3.98356657241316, -27.003008629582606, -24.07429862443211],
      normalized: [51.717054557073276, 38.360772142413786, 59.74876476310345]),
    Published(
      detector: "relativeEntropy", raw: [10.7711775285, -5.57182391716, -27.2288224715],
      normalized: [54.64274893469828, 47.598351759844824, 58.84229239324713]),
  ]

  @Test(arguments: published) func normalizesAsPublished(_ published: Published) {
    for (index, profile) in NABProfile.all.enumerated() {
      let score = profile.normalized(published.raw[index], windows: Self.windowsOfTheBenchmark)
      #expect(abs(score - published.normalized[index]) < 1e-9, "\(profile.name)")
    }
  }

  static let corpus = NABScoring([
    NABSeries(name: "a", count: 1_000, windows: [300...399, 600...649]),
    NABSeries(name: "b", count: 6_000, windows: [5_000...5_199]),
    NABSeries(name: "c", count: 500, windows: []),
  ])

  static func silence() -> [[Double]] { corpus.series.map { Array(repeating: 0.0, count: $0.count) } }

  @Test(arguments: NABProfile.all) func perfectIsHundredAndSilenceIsNought(_ profile: NABProfile) {
    var perfect = Self.silence()
    for (index, series) in Self.corpus.series.enumerated() {
      for window in series.windows { perfect[index][window.lowerBound] = 1 }
    }
    let best = Self.corpus.best(perfect, profile)
    #expect(abs(best.score - 100) < 1e-9)
    #expect(best.found == 3 && best.falseAlerts == 0 && best.threshold == 1)
    let silent = Self.corpus.best(Self.silence(), profile)
    #expect(silent.score == 0 && silent.threshold == .infinity)
  }

  /// Early, in the middle, at the end of a window, and around it: 2 / (1 + e^(5x)) − 1, divided by its value at −1 inside.
  @Test(arguments: [
    (300, 1.0), (350, 0.859_793), (399, 0.025_334), (400, -0.025_247), (450, -0.858_570), (599, -0.999_918),
    (100, 0), (200, -1),
  ]) func valuesPositionsAsThePaperDoes(_ row: Int, _ worth: Double) {
    var scores = Self.silence()
    scores[0][row] = 1
    let isInside = (300...399).contains(row)
    let outcome = Self.corpus.outcome(scores, threshold: 0.5, .standard)
    let expected = -3 + (isInside ? 1 + worth : worth * 0.11)
    #expect(abs(outcome.raw - expected) < 1e-6, "\(outcome.raw) for \(expected)")
  }

  @Test func countsAWindowOnceByItsEarliestAlert() {
    var scores = Self.silence()
    for row in 320...380 { scores[0][row] = 1 }
    let many = Self.corpus.outcome(scores, threshold: 0.5, .standard)
    var once = Self.silence()
    once[0][320] = 1
    #expect(many.raw == Self.corpus.outcome(once, threshold: 0.5, .standard).raw)
    #expect(many.found == 1 && many.falseAlerts == 0)
  }

  @Test func leavesProbationOutWhichIsFifteenPercentAndAtMost750() {
    #expect(Self.corpus.series.map(\.probation) == [150, 750, 75])
    var scores = Self.silence()
    for row in 0..<750 { scores[1][row] = 9 }
    #expect(Self.corpus.outcome(scores, threshold: 0.5, .standard).falseAlerts == 0)
    scores[1][750] = 9
    #expect(Self.corpus.outcome(scores, threshold: 0.5, .standard).falseAlerts == 1)
  }

  @Test func choosesTheThresholdThatIsBestForTheWholeCorpus() {
    var scores = Self.silence()
    scores[0][300] = 0.9
    scores[1][5_000] = 0.4
    for row in 1_000..<1_004 { scores[1][row] = 0.6 }
    // Four alerts at −0.11 each buy a window worth 2.
    #expect(Self.corpus.best(scores, .standard).threshold == 0.4)
    for row in 1_000..<1_030 { scores[1][row] = 0.6 }
    // Thirty do not.
    let best = Self.corpus.best(scores, .standard)
    #expect(best.threshold == 0.9 && best.found == 1)
    #expect(Self.corpus.outcome(scores, threshold: 0.4, .standard).falseAlerts == 30)
  }
}
