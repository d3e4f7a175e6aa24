/// Learns what is usual in a table of points and says how unusual a point is.
///
/// Fitting is deterministic by seed. Tables must have no missing values (`FeatureScaling` replaces them) and the columns that
/// the model was fitted on.
public protocol OutlierModel: Sendable {
  /// What the method is called in a report, lower case with hyphens.
  static var name: String { get }

  /// One score a row; larger is more unusual. Scores of different models are not comparable.
  func scores(_ table: FeatureTable) -> [Double]

  /// How much each feature contributes to the score of each row: rows × columns, row-major, not negative, each row's
  /// shares sum to 1 (or are all 0 where nothing stands out).
  func influences(_ table: FeatureTable) -> [Double]
}

/// Shares of a whole.
enum Shares {
  /// Divides each row of non-negative weights by its sum.
  static func normalize(_ weights: inout [Double], columns: Int) {
    guard columns > 0 else { return }
    for start in stride(from: 0, to: weights.count, by: columns) {
      var sum = 0.0
      for index in start..<start + columns { sum += max(0, weights[index]) }
      for index in start..<start + columns { weights[index] = sum > 0 ? max(0, weights[index]) / sum : 0 }
    }
  }
}
