import Learning
import Testing

@Suite struct OutlierOracleTests {
  let oracles: OutlierOracles
  let table: FeatureTable

  init() throws {
    oracles = try OutlierOracles.load()
    table = try oracles.table()
  }

  private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }

  @Test func localOutlierFactorAgreesWithScikitLearn() throws {
    let model = LocalOutlierFactor(fitting: table)
    #expect(largestDifference(model.fittedScores, oracles.localOutlierFactor) < 1e-4)
    let first = LocalOutlierFactor(fitting: table.selecting(rows: Array(0..<150)))
    let others = first.scores(table.selecting(rows: Array(150..<200)))
    #expect(largestDifference(others, oracles.localOutlierFactorOfOthers) < 1e-4)
  }

  @Test func meanNeighbourDistanceAgreesWithPyOD() {
    let model = NearestNeighbourOutliers(fitting: table, neighbours: 10)
    #expect(largestDifference(model.scores(table), oracles.meanNeighbourDistance) < 1e-5)
  }

  @Test func tailProbabilitiesAgreeWithPyOD() {
    let scores = TailProbabilities(fitting: table).scores(table)
    #expect(largestDifference(scores, oracles.ecod) < 1e-9)
  }

  @Test func shrunkCovarianceAgreesWithScikitLearn() {
    let estimate = ShrunkCovariance(table, rows: Array(0..<table.rows))
    #expect(abs(estimate.shrinkage - oracles.shrinkage) < 1e-9)
    #expect(largestDifference(estimate.covariance, oracles.covariance) < 1e-6)
  }

  @Test func isolationForestIsAsGoodAsScikitLearn() {
    let ours = (0..<20).map { seed in
      oracles.auroc(IsolationForest(fitting: table, seed: UInt64(seed)).scores(table))
    }
    let mean = ours.reduce(0, +) / 20
    let theirs = oracles.isolationForestAUROC.reduce(0, +) / 20
    #expect(abs(mean - theirs) < 0.01, "\(mean) against \(theirs)")
  }
}

@Suite struct OutlierModelTests {
  static func models(_ table: FeatureTable) -> [any OutlierModel] {
    [
      IsolationForest(fitting: table, seed: 3), NearestNeighbourOutliers(fitting: table),
      LocalOutlierFactor(fitting: table), RobustMahalanobis(fitting: table), TailProbabilities(fitting: table),
      HistogramOutliers(fitting: table), OutlierEnsemble(fitting: table, seed: 3),
      ExtendedIsolationForest(fitting: table, seed: 3),
    ]
  }

  /// Points around the origin in 3 dimensions, and one far off in the second.
  static func cloud(_ count: Int, seed: UInt64) throws -> FeatureTable {
    var random = Xoshiro256(seed: seed)
    var values = (0..<3 * count).map { _ in random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5 }
    values += [0, 40, 0]
    return try FeatureTable(columns: 3, values: values)
  }

  /// The models that judge features one by one cannot be expected to find it: its other features are as usual as can be.
  @Test(arguments: [0, 1, 2, 3, 6, 7]) func findsThePointFarOffAndTheFeatureToBlame(_ model: Int) throws {
    let table = try Self.cloud(300, seed: UInt64(model) + 1)
    let fitted = Self.models(table)[model]
    let scores = fitted.scores(table)
    #expect(scores.indices.max { scores[$0] < scores[$1] } == 300, "\(type(of: fitted).name)")
    let blame = fitted.influences(table.selecting(rows: [300]))
    #expect(blame.indices.max { blame[$0] < blame[$1] } == 1, "\(type(of: fitted).name): \(blame)")
    #expect(abs(blame.reduce(0, +) - 1) < 1e-9)
  }

  @Test(arguments: [4, 5]) func findsThePointBeyondTheOthersInEveryFeature(_ model: Int) throws {
    let usual = try Self.cloud(300, seed: 2)
    let table = try FeatureTable(columns: 3, values: usual.values.dropLast(3) + [9, 40, -7])
    let scores = Self.models(table)[model].scores(table)
    #expect(scores.indices.max { scores[$0] < scores[$1] } == 300)
  }

  @Test(arguments: 0..<8) func givesTheSameScoresAgain(_ model: Int) throws {
    let table = try Self.cloud(80, seed: 9)
    let first = Self.models(table)[model].scores(table)
    let second = Self.models(table)[model].scores(table)
    #expect(first == second)
  }

  @Test(arguments: [0, 1, 2, 5]) func survivesFewOrEqualPoints(_ rows: Int) throws {
    let table = try FeatureTable(columns: 2, values: Array(repeating: 1.5, count: 2 * rows))
    let query = try FeatureTable(columns: 2, values: [1.5, 1.5, 7, -3])
    for model in Self.models(table) {
      let isFinite = (model.scores(query) + model.influences(query)).allSatisfy { $0.isFinite }
      #expect(isFinite, "\(type(of: model).name)")
    }
  }

  /// Two features that rise together: what lies off their line is within the range of each.
  @Test func obliqueCutsFindWhatLiesOffTheLine() throws {
    var random = Xoshiro256(seed: 12)
    var values = (0..<600).flatMap { _ -> [Double] in
      let x = random.nextUnit()
      return [x, x + 0.02 * random.nextUnit()]
    }
    values += [0.3, 0.75]
    let table = try FeatureTable(columns: 2, values: values)
    let scores = ExtendedIsolationForest(fitting: table, seed: 2).scores(table)
    #expect(scores.indices.max { scores[$0] < scores[$1] } == 600)
  }

  @Test func scalingReplacesWhatIsMissing() throws {
    let table = try FeatureTable(columns: 2, values: [0, 5, 10, .nan, 4, 5, .infinity, 5])
    let scaled = FeatureScaling(fitting: table).applied(to: table)
    #expect(scaled.values == [0, 0, 1, 0, 0.4, 0, 0.4, 0])
  }

  @Test(arguments: [1, 2, 5, 17]) func neighboursAreThoseOfAFullSearch(_ columns: Int) throws {
    var random = Xoshiro256(seed: UInt64(columns))
    let values = (0..<400 * columns).map { _ in (random.nextUnit() * 20).rounded() }
    let table = try FeatureTable(columns: columns, values: values)
    let index = NeighbourIndex(table)
    for row in stride(from: 0, to: 400, by: 37) {
      let query = table.row(row).map { Float($0) }
      let found = index.nearest(9, to: query, excluding: row)
      let all = (0..<400).filter { $0 != row }.map { other -> (Double, Int) in
        var sum = 0.0
        for column in 0..<columns {
          let difference = table[row, column] - table[other, column]
          sum += difference * difference
        }
        return (sum, other)
      }.sorted { $0 < $1 }
      #expect(found.rows == all.prefix(9).map(\.1))
    }
  }
}

@Suite struct HalfSpaceTreeTests {
  @Test func scoresStrangersHigherOnceAWindowIsFull() {
    var trees = HalfSpaceTrees(columns: 2, seed: 5)
    var random = Xoshiro256(seed: 6)
    func usual() -> [Float] { [Float(0.4 + 0.1 * random.nextUnit()), Float(0.6 + 0.1 * random.nextUnit())] }
    for _ in 0..<250 { #expect(trees.observe(usual()) == 0) }
    var highest = 0.0
    for _ in 0..<200 { highest = max(highest, trees.observe(usual())) }
    #expect(trees.score([0.95, 0.05]) > highest)
  }

  @Test func forgets() {
    var trees = HalfSpaceTrees(columns: 1, seed: 5)
    for _ in 0..<250 { trees.learn([0.2]) }
    let before = trees.score([0.8])
    for _ in 0..<250 { trees.learn([0.8]) }
    #expect(trees.score([0.8]) < before)
  }
}
