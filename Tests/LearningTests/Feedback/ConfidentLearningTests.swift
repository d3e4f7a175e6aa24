import Learning
import Testing

@Suite struct ConfidentLearningTests {
  /// Probabilities of a good model on rows of which some labels are turned round.
  private static func world(_ count: Int, flipped: Double, seed: UInt64) -> (
    p: [Double], labels: [Bool], wrong: Set<Int>
  ) {
    var random = Xoshiro256(seed: seed)
    var (probabilities, labels, wrong): ([Double], [Bool], Set<Int>) = ([], [], [])
    for row in 0..<count {
      let truth = random.nextUnit() < 0.3
      let isFlipped = random.nextUnit() < flipped
      let spread = (random.nextUnit() + random.nextUnit()) / 2 * 0.3
      probabilities.append(truth ? 0.95 - spread : 0.05 + spread)
      labels.append(truth != isFlipped)
      if isFlipped { wrong.insert(row) }
    }
    return (probabilities, labels, wrong)
  }

  @Test(arguments: [0.1, 0.3]) func namesMostWrongLabelsAndFewOthers(_ flipped: Double) {
    let world = Self.world(4_000, flipped: flipped, seed: 5)
    let found = ConfidentLearning(probabilities: world.p, labels: world.labels)
    let right = Double(found.suspects.count { world.wrong.contains($0) })
    #expect(right / Double(world.wrong.count) > 0.75 && right / Double(max(1, found.suspects.count)) > 0.9)
    // Of rows labelled malicious 0.7·f / (0.3·(1 − f) + 0.7·f) are wrong.
    let expected = 0.7 * flipped / (0.3 * (1 - flipped) + 0.7 * flipped)
    #expect(abs(found.wrongPositives - expected) < 0.08, "\(found.wrongPositives) \(expected)")
    #expect(found.suspects == found.suspects.sorted())
  }

  @Test func cleanLabelsStay() {
    let world = Self.world(2_000, flipped: 0, seed: 6)
    #expect(ConfidentLearning(probabilities: world.p, labels: world.labels).suspects.isEmpty)
  }

  @Test func nothingIsNamedWithoutBothClassesOrWithoutProbabilities() {
    #expect(ConfidentLearning(probabilities: [], labels: []).suspects.isEmpty)
    #expect(ConfidentLearning(probabilities: [0.1, 0.2], labels: [true, true]).suspects.isEmpty)
    #expect(ConfidentLearning(probabilities: [.nan, .nan, 0.4], labels: [true, false, true]).suspects.isEmpty)
  }
}
