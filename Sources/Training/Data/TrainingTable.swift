import Boosting
import Learning
public import Lifecycle

/// Rows to make a model of: features, labels and weights.
public struct TrainingTable: Sendable {
  /// The features; the labels in it are not read.
  public var features: ModelTable
  /// Whether each row is malicious.
  public var labels: [Bool]
  /// How much each row counts.
  public var weights: [Double]

  /// Features with labels of 0 and 1, each row counting as much as the next unless weights say otherwise.
  public init(_ features: ModelTable, weights: [Double]? = nil) throws(TrainingError) {
    guard let labels = features.labels, labels.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw TrainingError("labels must be 0 or 1")
    }
    guard features.columns > 0, features.count > 0 else { throw TrainingError("there are no rows with features") }
    if let weights {
      guard weights.count == features.count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw TrainingError("weights are numbers from zero up, one a row")
      }
    }
    self.features = features
    self.labels = labels.map { $0 == 1 }
    self.weights = weights ?? Array(repeating: 1, count: features.count)
  }

  /// Some rows as the trainer wants them, with their own labels unless others are given.
  func rows(_ list: [Int], labels other: [Float]? = nil) throws -> TrainingRows {
    var values: [Float] = []
    values.reserveCapacity(list.count * features.columns)
    for row in list {
      for column in 0..<features.columns { values.append(Float(features.rows[row * features.columns + column])) }
    }
    return try TrainingRows(
      values: values, columns: features.columns, labels: other ?? list.map { labels[$0] ? 1 : 0 },
      weights: weights.contains { $0 != 1 } ? list.map { Float(weights[$0]) } : [])
  }

  /// The features of some rows, row after row.
  func values(_ list: [Int]) -> [Double] {
    list.flatMap { features.rows[$0 * features.columns..<($0 + 1) * features.columns] }
  }

  /// What an ensemble gives some rows.
  func scores(_ ensemble: TreeEnsemble, _ list: [Int]) throws -> [Double] {
    let forest = try Forest(ensemble)
    var workspace = ForestWorkspace()
    return forest.predict(rows: values(list).span, columns: features.columns, using: &workspace)
  }
}
