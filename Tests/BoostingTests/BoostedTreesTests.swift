import Boosting
import Learning
import Testing

@Suite struct BoostedTreesTests {
  /// Rows with two telling columns, noise, and missing values.
  private func rows(_ count: Int, seed: UInt64, classes: Int = 2) throws -> TrainingRows {
    var generator = Xoshiro256(seed: seed)
    var values: [Float] = []
    var labels: [Float] = []
    for _ in 0..<count {
      let row = (0..<6).map { _ in Float(generator.nextUnit() * 2 - 1) }
      let noise = Float(generator.nextUnit() - 0.5)
      let score = row[0] + row[1] * row[2] + noise
      labels.append(classes == 2 ? (score > 0 ? 1 : 0) : Float(min(classes - 1, max(0, Int((score + 1) * 1.5)))))
      values += row.enumerated().map { $0.offset == 3 && generator.nextUnit() < 0.3 ? .nan : $0.element }
    }
    return try TrainingRows(values: values, columns: 6, labels: labels)
  }

  private func scores(_ ensemble: TreeEnsemble, _ rows: TrainingRows) throws -> [Double] {
    var workspace = ForestWorkspace()
    return try Forest(ensemble).predict(rows: rows.values.span, columns: rows.columns, using: &workspace)
  }

  private func small(_ objective: BoostingParameters.Objective = .binary) -> BoostingParameters {
    var parameters = BoostingParameters(objective)
    parameters.rounds = 20
    parameters.mostLeaves = 8
    // Several threads would spin while they wait for each other on a busy machine.
    parameters.threads = 1
    return parameters
  }

  @Test func learnsAndIsScoredHere() throws {
    let test = try rows(800, seed: 2)
    let model = try BoostedTrees.train(on: try rows(1_500, seed: 1), parameters: small())
    #expect(model.ensemble.trees.count == 20 && model.history.count == 20)
    let area = try RankedScores(scores: scores(model.ensemble, test), labels: test.labels.map { $0 == 1 }).auroc
    #expect((area ?? 0) > 0.9)
    #expect((model.history.last?.training ?? 1) < 0.4)
    // The trainer's own loss on the same rows, from our scores.
    let watched = try BoostedTrees.train(on: try rows(1_500, seed: 1), validation: test, parameters: small())
    let loss = ProbabilityMetrics.logLoss(try scores(watched.ensemble, test), test.labels.map { $0 == 1 })
    #expect(abs(loss - (watched.history.last?.validation ?? 0)) < 1e-5)
  }

  @Test("A constrained column moves the output one way only", arguments: [0, 1, 2])
  func directionsAreKept(seed: UInt64) throws {
    var generator = Xoshiro256(seed: seed)
    var values: [Float] = []
    var labels: [Float] = []
    for _ in 0..<2_000 {
      let row = (0..<4).map { _ in Float(generator.nextUnit() * 2 - 1) }
      // Both columns go up and down again.
      let score = row[2] + (abs(row[0]) < 0.4 ? 1 : row[0]) - (abs(row[1]) < 0.4 ? 1 : row[1])
      labels.append(score + Float(generator.nextUnit() - 0.5) > 0 ? 1 : 0)
      values += row.enumerated().map { $0.offset == 3 && generator.nextUnit() < 0.3 ? .nan : $0.element }
    }
    let data = try TrainingRows(values: values, columns: 4, labels: labels)
    /// The largest step against a direction on the way of one column through its range, from many rows.
    func worst(_ ensemble: TreeEnsemble, column: Int, sign: Double) throws -> Double {
      let forest = try Forest(ensemble)
      var workspace = ForestWorkspace()
      var worst = 0.0
      for start in stride(from: 0, to: 400, by: 4) {
        var row = Array(values[start..<start + 4])
        var last = -Double.infinity
        for step in -60...60 {
          row[column] = Float(step) / 50
          let margin = sign * forest.margins(row.span, using: &workspace)[0]
          worst = max(worst, last - margin)
          last = margin
        }
      }
      return worst
    }
    var parameters = small()
    let free = try BoostedTrees.train(on: data, parameters: parameters).ensemble
    #expect(try worst(free, column: 0, sign: 1) > 0.1 && worst(free, column: 1, sign: -1) > 0.1)
    parameters.monotonicity = [0: .rising, 1: .falling]
    let model = try BoostedTrees.train(on: data, parameters: parameters).ensemble
    #expect(try worst(model, column: 0, sign: 1) < 1e-6 && worst(model, column: 1, sign: -1) < 1e-6)
    #expect(try worst(model, column: 2, sign: -1) > 0.1, "the others are free")
  }

  @Test func isRepeatable() throws {
    let data = try rows(600, seed: 3)
    var parameters = small()
    parameters.rowShare = 0.7
    parameters.columnShare = 0.7
    let first = try BoostedTrees.train(on: data, parameters: parameters).ensemble
    #expect(try BoostedTrees.train(on: data, parameters: parameters).ensemble == first)
    parameters.seed = 2
    #expect(try BoostedTrees.train(on: data, parameters: parameters).ensemble != first)
  }

  @Test func stopsEarlyAndKeepsTheBestRound() throws {
    var parameters = small()
    parameters.rounds = 300
    parameters.learningRate = 0.5
    parameters.patience = 5
    let model = try BoostedTrees.train(
      on: try rows(300, seed: 4), validation: try rows(300, seed: 5), parameters: parameters)
    let best = model.history.min { ($0.validation ?? .infinity) < ($1.validation ?? .infinity) }
    #expect(model.history.count < 300 && model.rounds == (best?.number ?? 0) + 1)
    #expect(model.ensemble.trees.count == model.rounds)
  }

  @Test func progressMayEndTraining() throws {
    let model = try BoostedTrees.train(on: try rows(200, seed: 6), parameters: small()) { $0.number < 4 }
    #expect(model.rounds == 5)
  }

  @Test func classesAndWeights() throws {
    let data = try rows(500, seed: 9, classes: 3)
    let model = try BoostedTrees.train(on: data, parameters: small(.multiclass(classes: 3)))
    #expect(model.ensemble.outputCount == 3 && model.ensemble.trees.count == 60)
    let probabilities = try scores(model.ensemble, data)
    #expect(abs(probabilities[0..<3].reduce(0, +) - 1) < 1e-9)
    var parameters = small()
    let binary = try rows(500, seed: 10)
    let plain = try scores(try BoostedTrees.train(on: binary, parameters: parameters).ensemble, binary)
    parameters.positiveWeight = 10
    let heavy = try scores(try BoostedTrees.train(on: binary, parameters: parameters).ensemble, binary)
    #expect(heavy.reduce(0, +) > plain.reduce(0, +))
  }

  @Test func badInputIsExplained() throws {
    #expect(throws: BoostingError.self) { try TrainingRows(values: [1, .infinity], columns: 2, labels: [1]) }
    #expect(throws: BoostingError.self) { try TrainingRows(values: [1], columns: 2, labels: [1]) }
    let data = try TrainingRows(values: [1, 2], columns: 1, labels: [0, 7])
    #expect(throws: BoostingError.self) { try BoostedTrees.train(on: data, parameters: small()) }
    var parameters = small(.regression)
    parameters.patience = 3
    #expect(throws: BoostingError.self) { try BoostedTrees.train(on: data, parameters: parameters) }
    parameters.patience = 0
    parameters.metric = "nonsense"
    #expect(throws: BoostingError.self) { try BoostedTrees.train(on: data, parameters: parameters) }
  }
}
