/// The mean and covariance of points, the covariance drawn towards a multiple of the identity so that it can be inverted
/// even with fewer points than features.
///
/// Source: O. Ledoit, M. Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", Journal of
/// Multivariate Analysis 88, 2004: Σ = (1 − δ) S + δ μ I with μ = tr S / p and the δ that minimizes the expected squared
/// Frobenius distance.
public struct ShrunkCovariance: Sendable {
  /// The mean of each feature.
  public let mean: [Double]
  /// The shrunk covariance, row-major.
  public let covariance: [Double]
  /// δ, in 0 … 1.
  public let shrinkage: Double

  /// Estimates from the given rows of a table; at least one.
  public init(_ table: FeatureTable, rows: [Int]) {
    let p = table.columns
    let n = Double(max(1, rows.count))
    var mean = Array(repeating: 0.0, count: p)
    for row in rows { for column in 0..<p { mean[column] += table.values[row * p + column] } }
    for column in 0..<p { mean[column] /= n }
    var scatter = Array(repeating: 0.0, count: p * p)
    // Σ over points of ‖x‖⁴, for the variance of the entries of S.
    var fourth = 0.0
    var centred = Array(repeating: 0.0, count: p)
    for row in rows {
      var norm = 0.0
      for column in 0..<p {
        centred[column] = table.values[row * p + column] - mean[column]
        norm += centred[column] * centred[column]
      }
      fourth += norm * norm
      for i in 0..<p where centred[i] != 0 {
        let scale = centred[i]
        let start = i * p
        for j in 0...i { scatter[start + j] += scale * centred[j] }
      }
    }
    var trace = 0.0
    var squares = 0.0
    for i in 0..<p {
      for j in 0...i {
        let value = scatter[i * p + j] / n
        scatter[i * p + j] = value
        scatter[j * p + i] = value
        squares += (i == j ? 1 : 2) * value * value
      }
      trace += scatter[i * p + i]
    }
    let mu = p > 0 ? trace / Double(p) : 0
    // d² and b̄² of the paper, both up to the factor 1 / p.
    let dispersion = squares - mu * mu * Double(p)
    let variance = (fourth / n - squares) / n
    let delta = dispersion > 0 ? min(1, max(0, variance / dispersion)) : 1
    for i in 0..<p {
      for j in 0..<p { scatter[i * p + j] *= 1 - delta }
      // A floor keeps constant features from making the matrix singular.
      scatter[i * p + i] += delta * mu + 1e-9 * max(mu, 1e-9)
    }
    self.mean = mean
    covariance = scatter
    shrinkage = delta
  }
}
