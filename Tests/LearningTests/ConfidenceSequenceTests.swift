import Learning
import Testing

/// Statements that must hold at every moment at once.
@Suite struct ConfidenceSequenceTests {
  /// The mean is left by a sequence that is looked at after every value at most as often as it says. A fixed-size interval
  /// of the same confidence fails this by far.
  @Test(arguments: [0.02, 0.3, 0.5]) func coversTheMeanAtAllTimes(mean: Double) {
    var random = Xoshiro256(seed: 11)
    var failures = 0
    for _ in 0..<100 {
      var sequence = ConfidenceSequence(alpha: 0.1, resolution: 0.02)
      var isLeft = false
      for _ in 0..<150 {
        sequence.add(random.nextUnit() < mean ? 1 : 0)
        isLeft = isLeft || !(sequence.lower...sequence.upper).contains(mean)
      }
      if isLeft { failures += 1 }
    }
    #expect(failures <= 18)
  }

  /// The average of means that change is covered at all times, where a sequence for a constant mean loses it.
  @Test func coversTheAverageOfAMeanThatChanges() {
    var random = Xoshiro256(seed: 12)
    var (failures, naive) = (0, 0)
    for _ in 0..<60 {
      var sequence = RunningMeanSequence(alpha: 0.1)
      var constant = ConfidenceSequence(alpha: 0.1, resolution: 0.02)
      var (total, isLeft) = (0.0, false)
      for index in 1...300 {
        let mean = index <= 150 ? 0.1 : 0.8
        let value = random.nextUnit() < mean ? 1.0 : 0
        total += mean
        sequence.add(value)
        constant.add(value)
        isLeft = isLeft || !(sequence.lower...sequence.upper).contains(total / Double(index))
      }
      if isLeft { failures += 1 }
      if !(constant.lower...constant.upper).contains(total / 300) { naive += 1 }
    }
    #expect(failures <= 6 && naive > 30)
  }

  @Test func shrinksAroundTheMean() {
    var sequence = ConfidenceSequence(alpha: 0.05, resolution: 0.005)
    var width = 1.0
    for index in 0..<1_000 {
      sequence.add(index % 4 == 0 ? 1 : 0)
      #expect(sequence.upper - sequence.lower <= width + 1e-12)
      width = sequence.upper - sequence.lower
    }
    #expect(sequence.lower < 0.25 && sequence.upper > 0.25 && width < 0.2)
    sequence.add(.nan)
    #expect(sequence.count == 1_000)
  }

  /// The first value by hand: with m = 1 ruled out only once ln K⁻ ≥ ln(2/α).
  @Test func oneValueRulesNothingOut() {
    var sequence = ConfidenceSequence()
    sequence.add(0)
    #expect(sequence.lower == 0 && sequence.upper == 1)
  }

  @Test func auditsBoundTheRecall() throws {
    var random = Xoshiro256(seed: 5)
    var recall = AuditedRecall(leastPropensity: 0.1)
    recall.noteCaught(60)
    var missed = 0
    for _ in 0..<3_000 {
      let isMalicious = random.nextUnit() < 0.01
      if isMalicious { missed += 1 }
      let isAudited = random.nextUnit() < 0.1
      recall.noteUnseen(propensity: 0.1, audit: isAudited ? isMalicious : nil)
    }
    let isTaken = recall.noteUnseen(propensity: 0.01, audit: nil)
    #expect(!isTaken && recall.unseen == 3_000)
    let truth = 60.0 / Double(60 + missed)
    let estimate = try #require(recall.recall)
    #expect((estimate.lower...estimate.upper).contains(truth))
    #expect((recall.missed.lower...recall.missed.upper).contains(Double(missed)))
    #expect(estimate.lower > 0.05 && estimate.lower <= estimate.value && estimate.value <= estimate.upper)
  }
}
