import Boosting
public import Learning
public import Lifecycle

/// Training from a table to a model with calibration, threshold and evaluation, on three disjoint parts of the rows: most to learn
/// from, one to stop, calibrate and choose the threshold on, one to evaluate on.
public struct TrainingRun: Sendable {
  /// How rows are divided.
  public enum Division: Sendable {
    /// At random: for a quick look.
    case random
    /// All rows of a group together; a group for each row.
    case groups([String])
    /// The earliest learn, the latest test; a time for each row.
    case time([Double])
  }

  /// How rows are divided.
  public var division = Division.random
  /// The most rounds.
  public var rounds = 500
  /// Leaves of a tree.
  public var leaves = 64
  /// How much each round counts.
  public var learningRate = 0.1
  /// The false-positive rate that the threshold keeps.
  public var falsePositiveRate = 0.01
  /// Everything random follows from it.
  public var seed: UInt32 = 1
  /// The number of threads.
  public var threads = 2
  /// Bootstrap resamples of the evaluation.
  public var resamples = 500

  /// What came of it.
  public struct Result: Sendable {
    /// The model.
    public var model: ModelFile
    /// Its evaluation on the rows that nothing was learned from.
    public var evaluation: Evaluation
  }

  /// A run with the defaults.
  public init() {}

  /// Runs. `progress` gets the round, the loss on the rows learned from and that on the calibration rows.
  public func run(_ table: ModelTable, progress: (Int, Double, Double) -> Void = { _, _, _ in })
    throws(LifecycleError) -> Result
  {
    guard let labels = table.labels, labels.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw LifecycleError("labels must be 0 or 1")
    }
    let truth = labels.map { $0 == 1 }
    let (parts, words) = divide(truth)
    do {
      let all = try TrainingRows(
        values: table.rows.map { Float($0) }, columns: table.columns, labels: labels.map { Float($0) })
      var parameters = BoostingParameters(.binary)
      parameters.rounds = rounds
      parameters.mostLeaves = leaves
      parameters.learningRate = learningRate
      parameters.patience = 25
      parameters.positiveWeight = nil
      parameters.seed = seed
      parameters.threads = threads
      let trained = try BoostedTrees.train(
        on: try all.rows(parts[0]), validation: try all.rows(parts[1]), parameters: parameters
      ) { round in
        progress(round.number, round.training, round.validation ?? .nan)
        return true
      }
      var ensemble = trained.ensemble
      ensemble.featureNames = table.names
      return try finish(ensemble, table, truth, parts, words, rounds: trained.rounds)
    } catch { throw LifecycleError("\(error)") }
  }

  private func finish(
    _ ensemble: TreeEnsemble, _ table: ModelTable, _ truth: [Bool], _ parts: [[Int]], _ words: String, rounds: Int
  ) throws -> Result {
    let forest = try Forest(ensemble)
    var workspace = ForestWorkspace()
    let scores = forest.predict(rows: table.rows.span, columns: table.columns, using: &workspace)
    let held = parts[1]
    let calibrator = try Calibrator.beta(
      probabilities: held.map { scores[$0] }, labels: held.map { truth[$0] })
    let probabilities = scores.map(calibrator.probability)
    let choice = try ThresholdChoice(
      benign: held.filter { !truth[$0] }.map { probabilities[$0] }, falsePositiveRate: falsePositiveRate)
    var evaluation = try Evaluation(
      scores: parts[2].map { probabilities[$0] }, labels: parts[2].map { truth[$0] }, split: words,
      bootstrap: Bootstrap(resamples: resamples, seed: UInt64(seed)), unit: unit(of: parts[2]))
    let floats = table.rows.map { Float($0) }
    evaluation.leakage = LeakageCheck(
      rows: floats.span, columns: table.columns, labels: truth, split: Split(train: parts[0], test: parts[2]))
    let area = evaluation.auroc.map { "\($0.estimate) [\($0.lower), \($0.upper)]" } ?? "undefined"
    let model = ModelFile(
      ensemble, calibrator: calibrator, threshold: choice.threshold,
      card: [
        ModelFile.CardEntry("split", words),
        ModelFile.CardEntry("rows", "\(parts[0].count) trained, \(held.count) calibrated, \(parts[2].count) tested"),
        ModelFile.CardEntry("rounds", "\(rounds)"), ModelFile.CardEntry("auroc", area),
        ModelFile.CardEntry(
          "threshold",
          "\(choice.threshold): at most \(falsePositiveRate) false positives with 95 % confidence, bound \(choice.upperBound)"
        ),
      ])
    return Result(model: model, evaluation: evaluation)
  }

  /// What the bootstrap draws: whole groups where rows were divided by them.
  private func unit(of rows: [Int]) -> Bootstrap.Unit {
    guard case .groups(let groups) = division else { return .rowsWithinClass }
    let names = Set(rows.map { groups[$0] }).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
    return .groups(rows.map { numbers[groups[$0]] ?? 0 })
  }

  /// Three parts: to learn from, to calibrate on, to test on; and how, in words.
  private func divide(_ labels: [Bool]) -> ([[Int]], String) {
    switch division {
    case .random:
      let folds = Split.random(labels: labels, folds: 5, seed: UInt64(seed))
      return (Self.parts(folds), "random, 60 % to learn, 20 % to calibrate, 20 % to test: not a headline")
    case .groups(let groups):
      let folds = Split.byGroup(groups, folds: 5, seed: UInt64(seed))
      return (
        Self.parts(folds), "by group, of \(Set(groups).count) groups: 3/5 to learn, 1/5 to calibrate, 1/5 to test"
      )
    case .time(let times):
      let order = labels.indices.sorted { (times[$0], $0) < (times[$1], $1) }
      let first = order.count * 3 / 5
      let second = order.count * 4 / 5
      return (
        [Array(order[..<first]), Array(order[first..<second]), Array(order[second...])],
        "by time: the first 60 % to learn, 20 % to calibrate, the last 20 % to test"
      )
    }
  }

  private static func parts(_ folds: [Split]) -> [[Int]] {
    let test = Set(folds[0].test)
    let calibration = Set(folds[1].test)
    return [folds[0].train.filter { !calibration.contains($0) }, calibration.sorted(), test.sorted()]
  }
}
