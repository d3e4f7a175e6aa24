/// Points far from the bulk, measured along the directions in which the bulk varies.
///
/// A covariance is estimated with shrinkage (`ShrunkCovariance`), the nearest share of the points is kept, and it is
/// estimated anew from those, as one concentration step of the minimum covariance determinant does (P. J. Rousseeuw,
/// K. Van Driessen, "A fast algorithm for the minimum covariance determinant estimator", Technometrics 41, 1999).
///
/// Weak where the usual points form several clusters: the space between them counts as usual.
public struct RobustMahalanobis: OutlierModel {
  /// What the method is called in a report.
  public static let name = "robust-mahalanobis"

  let mean: [Double]
  let factor: Cholesky?

  /// Fits a table, keeping a share of its points for each of a number of estimates after the first.
  public init(fitting table: FeatureTable, keeping share: Double = 0.75, steps: Int = 1) {
    var rows = Array(0..<table.rows)
    var estimate = ShrunkCovariance(table, rows: rows)
    let kept = max(min(table.rows, 2), Int((Double(table.rows) * share).rounded(.up)))
    for _ in 0..<steps {
      guard let factor = Cholesky(estimate.covariance, size: table.columns) else { break }
      let distances = Self.squaredDistances(table, mean: estimate.mean, factor)
      rows = (0..<table.rows).sorted { (distances[$0], $0) < (distances[$1], $1) }
      rows = Array(rows.prefix(kept)).sorted()
      estimate = ShrunkCovariance(table, rows: rows)
    }
    mean = estimate.mean
    factor = Cholesky(estimate.covariance, size: table.columns)
  }

  /// The Mahalanobis distance.
  public func scores(_ table: FeatureTable) -> [Double] {
    guard let factor else { return Array(repeating: 0, count: table.rows) }
    return Self.squaredDistances(table, mean: mean, factor).map { $0.squareRoot() }
  }

  /// The part (x − μ)ᵢ (Σ⁻¹ (x − μ))ᵢ of the squared distance, where it is positive: the parts sum to the distance.
  public func influences(_ table: FeatureTable) -> [Double] {
    let columns = table.columns
    var result = Array(repeating: 0.0, count: table.rows * columns)
    guard let factor else { return result }
    for row in 0..<table.rows {
      let centred = (0..<columns).map { table[row, $0] - mean[$0] }
      let solved = factor.solvingUpper(factor.solvingLower(centred))
      for column in 0..<columns { result[row * columns + column] = max(0, centred[column] * solved[column]) }
    }
    Shares.normalize(&result, columns: columns)
    return result
  }

  private static func squaredDistances(_ table: FeatureTable, mean: [Double], _ factor: Cholesky) -> [Double] {
    (0..<table.rows).map { row in
      let solved = factor.solvingLower((0..<table.columns).map { table[row, $0] - mean[$0] })
      return solved.reduce(0) { $0 + $1 * $1 }
    }
  }
}
