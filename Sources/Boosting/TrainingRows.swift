/// Rows to learn from.
public struct TrainingRows: Sendable {
  /// Row after row, `columns` values each; NaN is missing.
  public var values: [Float]
  /// The number of values of a row.
  public var columns: Int
  /// The label of each row: 0 or 1, a class number, or a target.
  public var labels: [Float]
  /// The weight of each row; empty for one each.
  public var weights: [Float]

  /// Rows with labels. Throws when lengths do not fit, or a value is infinite or a label not finite.
  public init(values: [Float], columns: Int, labels: [Float], weights: [Float] = []) throws(BoostingError) {
    guard columns > 0, labels.count > 0, values.count == columns * labels.count else {
      throw BoostingError("\(values.count) values are not \(labels.count) rows of \(columns)")
    }
    guard weights.isEmpty || weights.count == labels.count else {
      throw BoostingError("\(weights.count) weights for \(labels.count) rows")
    }
    if let index = values.firstIndex(where: \.isInfinite) {
      throw BoostingError("row \(index / columns) has an infinite value in column \(index % columns)")
    }
    if let index = labels.firstIndex(where: { !$0.isFinite }) {
      throw BoostingError("the label of row \(index) is not finite")
    }
    if let index = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw BoostingError("the weight of row \(index) is not a number from zero up")
    }
    self.values = values
    self.columns = columns
    self.labels = labels
    self.weights = weights
  }

  /// Some of the rows.
  public func rows(_ list: [Int]) throws(BoostingError) -> TrainingRows {
    var part: [Float] = []
    part.reserveCapacity(list.count * columns)
    for row in list { part += values[row * columns..<(row + 1) * columns] }
    return try TrainingRows(
      values: part, columns: columns, labels: list.map { labels[$0] },
      weights: weights.isEmpty ? [] : list.map { weights[$0] })
  }
}

/// Why training failed.
public struct BoostingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong; in XGBoost's words when it said so.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}
