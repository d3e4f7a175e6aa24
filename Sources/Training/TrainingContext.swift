import Learning
public import Lifecycle
import Tables

/// What an evaluation needs beside features and labels.
public struct TrainingContext: Sendable {
  /// Columns of text, a value for each row.
  public var texts: [(name: String, values: [String])] = []
  /// The one of them with the source of a row.
  public var source: String?
  /// Those whose values are evaluated by themselves.
  public var slices: [String] = []
  /// The share of malicious rows where the model will run.
  public var prevalence: Double?
  /// Where the labels come from, in words.
  public var labelStatement: String?
  /// Where the model was tried outside the laboratory, in words.
  public var deploymentStatement: String?
  /// The adaptive attack; nil runs none, and the gates refuse the evaluation.
  public var attack: FeatureAttack?

  /// Nothing beside the rows.
  public init() {}
}

extension TrainingRun {
  // Names that no column of a user has.
  private static let label = "\u{1}label"
  private static let time = "\u{1}time"
  private static let group = "\u{1}group"

  /// Evaluates a model on the test rows; all others count as training.
  func evaluation(_ model: ModelFile, _ table: TrainingTable, _ parts: TrainingParts) throws -> EvaluationDossier {
    var evaluation = ModelEvaluation(label: Self.label)
    evaluation.split = parts.words
    evaluation.resamples = resamples
    evaluation.attack = context.attack
    (evaluation.source, evaluation.slices, evaluation.prevalence) = (context.source, context.slices, context.prevalence)
    (evaluation.labelStatement, evaluation.deploymentStatement) = (context.labelStatement, context.deploymentStatement)
    var (times, groups): ([Double]?, [String]?) = (nil, nil)
    switch division {
    case .random: break
    case .groups(let list): groups = list
    case .time(let list): times = list
    case .timeAndGroups(let first, let second): (times, groups) = (first, second)
    }
    if times != nil { evaluation.time = Self.time }
    if groups != nil { evaluation.group = Self.group }
    func data(_ rows: [Int]) throws -> DataTable {
      let features = table.features
      var values: [Double] = []
      for row in rows {
        values += features.rows[row * features.columns..<(row + 1) * features.columns]
        values.append(table.labels[row] ? 1 : 0)
        if let times { values.append(times[row]) }
      }
      let names = features.names + [Self.label] + (times == nil ? [] : [Self.time])
      var texts = context.texts.map { column in (name: column.name, values: rows.map { column.values[$0] }) }
      if let groups { texts.append((Self.group, rows.map { groups[$0] })) }
      return DataTable(numbers: try FeatureTable(columns: names.count, values: values, names: names), texts: texts)
    }
    return try evaluation.run(
      LoadedModel(model), named: "trained here", on: try data(parts.test),
      training: try data((parts.learn + parts.validate + parts.calibrate).sorted()))
  }
}
