public import Boosting
public import Learning
public import Lifecycle

/// Training from a table to a model with calibration, threshold and evaluation, on four disjoint parts of the rows
/// (`TrainingParts`).
///
/// The same rows, settings, threads and libxgboost give the same model, byte for byte.
public struct TrainingRun: Sendable {
  /// How rows are divided.
  public typealias Division = TrainingDivision

  /// How rows are divided.
  public var division = Division.random
  /// The most rounds.
  public var rounds = 500
  /// Rounds without gain on the validation rows after which training stops.
  public var patience = 25
  /// Leaves of a tree.
  public var leaves = 64
  /// How much each round counts.
  public var learningRate = 0.1
  /// The weight of each malicious row against a benign one; nil balances the classes.
  public var positiveWeight: Double?
  /// Columns by name whose growth may only raise, or only lower the score.
  public var directions: [String: BoostingParameters.Monotonicity] = [:]
  /// What is done about labels that may be wrong.
  public var noise = LabelNoise.believed
  /// The search for parameters.
  public var search = HyperparameterSearch()
  /// The false-positive rate that the threshold keeps.
  public var falsePositiveRate = 0.01
  /// Everything random follows from it.
  public var seed: UInt32 = 1
  /// The number of threads.
  public var threads = 2
  /// Bootstrap resamples of the evaluation.
  public var resamples = 500
  /// What the evaluation needs beside the rows.
  public var context = TrainingContext()

  /// What came of it.
  public struct Result: Sendable {
    /// The model.
    public var model: ModelFile
    /// Its evaluation on the rows that nothing was learned from, judged by the gates.
    public var dossier: EvaluationDossier
    /// How rows were divided.
    public var parts: TrainingParts
    /// The parameters of the model.
    public var parameters: BoostingParameters
    /// Every set of parameters that was tried.
    public var trials: [HyperparameterSearch.Trial]
    /// What inputs look like on the rows learned from, and scores on those for calibration.
    public var reference: DriftReference
    /// The threshold's bound.
    public var threshold: ThresholdChoice

    /// The metrics of the evaluation.
    public var evaluation: Evaluation { dossier.evaluation }
  }

  /// A run with the defaults.
  public init() {}

  /// Runs on features with labels of 0 and 1, each row counting as much as the next.
  public func run(_ table: ModelTable, progress: (String) -> Void = { _ in }) throws(LifecycleError) -> Result {
    do { return try run(TrainingTable(table), progress: progress) } catch let error as LifecycleError {
      throw error
    } catch { throw LifecycleError("\(error)") }
  }

  /// Runs. `progress` gets a line for each trial and for every 25th round.
  public func run(_ table: TrainingTable, progress: (String) -> Void = { _ in }) throws -> Result {
    let parts = TrainingParts(division, labels: table.labels, seed: UInt64(seed))
    try parts.check(table.labels)
    let wanted = try parameters(table)
    let cleaned = try CleanedRows(
      noise, rows: parts.learn, table: table, groups: groups, parameters: wanted)
    let found = try search.run(
      from: wanted, learn: try table.rows(cleaned.rows, labels: cleaned.labels),
      validate: try table.rows(parts.validate)
    ) { trial, rung in
      let loss = trial.losses.last.map { "\($0)" } ?? ""
      progress("trial \(trial.number), rung \(rung): \(trial.rounds) rounds, loss on validation rows \(loss)")
    }
    var ensemble = found.model.ensemble
    ensemble.featureNames = table.features.names
    return try finish(ensemble, table, parts, cleaned, found.parameters, found.trials, rounds: found.model.rounds)
  }

  private func parameters(_ table: TrainingTable) throws(TrainingError) -> BoostingParameters {
    var parameters = BoostingParameters(.binary)
    (parameters.rounds, parameters.mostLeaves, parameters.learningRate) = (rounds, leaves, learningRate)
    (parameters.patience, parameters.positiveWeight) = (patience, positiveWeight)
    (parameters.seed, parameters.threads) = (seed, threads)
    for (name, direction) in directions.sorted(by: { $0.key < $1.key }) {
      guard let column = table.features.names.firstIndex(of: name) else {
        throw TrainingError("a direction is given for \(name), and there is no such column of numbers")
      }
      parameters.monotonicity[column] = direction
    }
    return parameters
  }

  private var groups: [String]? {
    switch division {
    case .groups(let groups), .timeAndGroups(_, let groups): groups
    case .random, .time: nil
    }
  }

  private func finish(
    _ ensemble: TreeEnsemble, _ table: TrainingTable, _ parts: TrainingParts, _ cleaned: CleanedRows,
    _ parameters: BoostingParameters, _ trials: [HyperparameterSearch.Trial], rounds: Int
  ) throws -> Result {
    let held = parts.calibrate
    let truth = held.map { table.labels[$0] }
    let scores = try table.scores(ensemble, held)
    let calibrator = try Calibrator.beta(probabilities: scores, labels: truth)
    let probabilities = scores.map(calibrator.probability)
    let choice = try ThresholdChoice(
      benign: zip(probabilities, truth).filter { !$0.1 }.map(\.0), falsePositiveRate: falsePositiveRate)
    var model = ModelFile(ensemble, calibrator: calibrator, threshold: choice.threshold)
    let dossier = try evaluation(model, table, parts)
    model.card = card(dossier.evaluation, parts, cleaned, choice, trials.count, rounds)
    let reference = DriftReference(
      rows: table.values((parts.learn + parts.validate).sorted()), columns: table.features.columns,
      names: table.features.names, scores: probabilities, held: (table.values(held), truth))
    return Result(
      model: model, dossier: dossier, parts: parts, parameters: parameters, trials: trials, reference: reference,
      threshold: choice)
  }

  private func card(
    _ evaluation: Evaluation, _ parts: TrainingParts, _ cleaned: CleanedRows, _ choice: ThresholdChoice, _ trials: Int,
    _ rounds: Int
  ) -> [ModelFile.CardEntry] {
    let area = evaluation.auroc.map { "\($0.estimate) [\($0.lower), \($0.upper)]" } ?? "undefined"
    var card = [
      ModelFile.CardEntry("split", parts.words),
      ModelFile.CardEntry(
        "rows",
        "\(cleaned.rows.count) trained, \(parts.validate.count) validated, \(parts.calibrate.count) calibrated, \(parts.test.count) tested"
      ),
      ModelFile.CardEntry("labels", cleaned.finding.map { "\(noise.words): \($0)" } ?? noise.words),
      ModelFile.CardEntry(
        "search", trials > 1 ? "\(trials) sets of parameters, by loss on the validation rows" : "none"),
      ModelFile.CardEntry("rounds", "\(rounds)"), ModelFile.CardEntry("auroc", area),
      ModelFile.CardEntry(
        "threshold",
        choice.threshold.isFinite
          ? "\(choice.threshold): at most \(falsePositiveRate) false positives with 95 % confidence, bound \(choice.upperBound)"
          : "none: \(choice.count) benign rows are too few to keep \(falsePositiveRate) with 95 % confidence (bound \(choice.upperBound))"
      ),
    ]
    for (name, direction) in directions.sorted(by: { $0.key < $1.key }) where direction != .free {
      card.append(ModelFile.CardEntry("direction", "\(name): \(direction == .rising ? "only raises" : "only lowers")"))
    }
    return card
  }
}
