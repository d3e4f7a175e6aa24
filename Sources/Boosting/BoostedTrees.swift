public import Learning

/// Trains boosted trees with libxgboost. Nothing that scores imports this: the result is a `TreeEnsemble` like any other.
///
/// libgomp reads `OMP_WAIT_POLICY` when the process starts. Without `OMP_WAIT_POLICY=passive`, its threads spin while they
/// wait, and on a busy machine training takes many times as long: set it in the environment before starting.
public enum BoostedTrees {
  /// How a round went.
  public struct Round: Sendable, Hashable {
    /// The round, from zero.
    public var number: Int
    /// The watched metric on the rows trained on.
    public var training: Double
    /// The watched metric on the validation rows; nil when there are none.
    public var validation: Double?
  }

  /// A trained model.
  public struct Model: Sendable {
    /// The trees, ready to be compiled.
    public var ensemble: TreeEnsemble
    /// XGBoost's own JSON of them.
    public var json: [UInt8]
    /// Every round that was trained, also those after the best.
    public var history: [Round]
    /// The number of rounds in the model.
    public var rounds: Int
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - rows: what to learn from.
  ///   - validation: what early stopping watches; it must not be used for a headline afterwards.
  ///   - progress: called after each round; training ends early when it returns false.
  public static func train(
    on rows: TrainingRows, validation: TrainingRows? = nil, parameters: BoostingParameters,
    progress: (Round) -> Bool = { _ in true }
  ) throws(BoostingError) -> Model {
    try check(parameters, rows, validation)
    var matrices = [try XGBoostMatrix(rows)]
    if let validation { matrices.append(try XGBoostMatrix(validation)) }
    let booster = try XGBoostBooster(
      matrices, settings: parameters.settings(columns: rows.columns, labels: rows.labels))
    var history: [Round] = []
    var best = 0
    for number in 0..<parameters.rounds {
      try booster.update(round: number)
      let round = try round(number, try booster.evaluate(round: number), hasValidation: validation != nil)
      history.append(round)
      if let value = round.validation, parameters.patience > 0 {
        let leader = history[best].validation ?? value
        if parameters.isRising ? value > leader : value < leader { best = number }
      } else {
        best = number
      }
      guard progress(round), number - best < max(1, parameters.patience) || parameters.patience == 0 else { break }
    }
    let json = try booster.json(rounds: best + 1)
    do {
      return Model(
        ensemble: try XGBoostImporter.ensemble(from: json), json: json, history: history, rounds: best + 1)
    } catch { throw BoostingError("the trained model cannot be read: \(error)") }
  }

  private static func check(_ parameters: BoostingParameters, _ rows: TrainingRows, _ validation: TrainingRows?)
    throws(BoostingError)
  {
    guard parameters.rounds > 0 else { throw BoostingError("at least one round is needed") }
    guard parameters.mostLeaves > 0 || parameters.mostLevels > 0 else {
      throw BoostingError("either levels or leaves of a tree must be limited")
    }
    guard parameters.patience == 0 || validation != nil else {
      throw BoostingError("early stopping needs validation rows")
    }
    if let validation, validation.columns != rows.columns {
      throw BoostingError("validation rows have \(validation.columns) columns, training rows \(rows.columns)")
    }
    if let column = parameters.monotonicity.keys.first(where: { !(0..<rows.columns).contains($0) }) {
      throw BoostingError("a direction is given for column \(column) of \(rows.columns)")
    }
    let isLabel: (Float) -> Bool
    switch parameters.objective {
    case .regression: return
    // Labels between 0 and 1 are probabilities.
    case .binary: isLabel = { (0...1).contains($0) }
    case .multiclass(let count): isLabel = { $0 >= 0 && $0 < Float(count) && $0 == $0.rounded() }
    }
    for (name, part) in [("training", rows), ("validation", validation ?? rows)] {
      if let index = part.labels.firstIndex(where: { !isLabel($0) }) {
        throw BoostingError("the label \(part.labels[index]) of \(name) row \(index) is no class")
      }
    }
  }

  /// The version of libxgboost.
  public static var libraryVersion: String { XGBoostBooster.libraryVersion }

  /// Reads XGBoost's line of metrics: the number behind the last colon of each tab-separated part.
  private static func round(_ number: Int, _ line: String, hasValidation: Bool) throws(BoostingError) -> Round {
    let values = line.split(separator: "\t").dropFirst().compactMap { part in
      part.lastIndex(of: ":").flatMap { Double(part[part.index(after: $0)...]) }
    }
    guard values.count == (hasValidation ? 2 : 1) else { throw BoostingError("unexpected metrics: \(line)") }
    return Round(number: number, training: values[0], validation: hasValidation ? values[1] : nil)
  }
}
