import Learning
import Testing

@Suite struct ModelFileTests {
  @Test(arguments: TreeOracle.all) func isReadAsItWasWritten(oracle: TreeOracle) throws {
    var model = ModelFile(
      try oracle.ensemble(), calibrator: .beta(a: 1, b: 0.5, c: -0.25), threshold: 0.75,
      card: [ModelFile.CardEntry("split", "by time")])
    let back = try ModelFile(packed: model.packed())
    // Gains are not kept.
    for tree in model.ensemble.trees.indices {
      for node in model.ensemble.trees[tree].nodes.indices { model.ensemble.trees[tree].nodes[node].gain = 0 }
    }
    let isSame = back == model
    #expect(isSame)
  }

  @Test func damageIsFound() throws {
    var ensemble = TreeEnsemble(featureCount: 2)
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 1, .lessThan, threshold: 2, left: 1, right: 2, missingGoesLeft: true), .leaf(1), .leaf(2),
      ])
    ]
    let good = ModelFile(ensemble, calibrator: .isotonic(scores: [0, 1], probabilities: [0.1, 0.9])).packed()
    #expect(try ModelFile(packed: good).ensemble == ensemble)
    for index in good.indices {
      var bytes = good
      bytes[index] ^= 0x41
      #expect(throws: ModelError.self, "byte \(index)") { try ModelFile(packed: bytes) }
      #expect(throws: ModelError.self) { try ModelFile(packed: Array(good.prefix(index))) }
    }
  }

  @Test func scoresAreCalibrated() {
    let model = ModelFile(
      TreeEnsemble(featureCount: 1), calibrator: .isotonic(scores: [0, 1], probabilities: [0.2, 0.4]))
    #expect(model.score([0.5, 0.5]) == 0.2 + 0.5 * (0.4 - 0.2))
    #expect(model.score([1, 2, 3]) == nil)
  }
}
