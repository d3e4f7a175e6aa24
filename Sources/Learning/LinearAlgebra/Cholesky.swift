/// The lower triangular factor L of a symmetric positive definite matrix A = L Lᵀ.
public struct Cholesky: Sendable {
  /// The number of rows and of columns.
  public let size: Int
  /// L, row-major; above the diagonal it is 0.
  let lower: [Double]

  /// Factors a symmetric matrix (row-major, `size × size`; the upper triangle is not read). `nil` if it is not positive
  /// definite to working precision.
  public init?(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size)
    var l = Array(repeating: 0.0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row * size + column]
        for k in 0..<column { sum -= l[row * size + k] * l[column * size + k] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          l[row * size + row] = sum.squareRoot()
        } else {
          l[row * size + column] = sum / l[column * size + column]
        }
      }
    }
    self.size = size
    lower = l
  }

  /// The solution y of L y = x; ‖y‖² is xᵀ A⁻¹ x.
  public func solvingLower(_ vector: [Double]) -> [Double] {
    var y = vector
    for row in 0..<size {
      var sum = y[row]
      let start = row * size
      for k in 0..<row { sum -= lower[start + k] * y[k] }
      y[row] = sum / lower[start + row]
    }
    return y
  }

  /// The solution z of Lᵀ z = y; with y of `solvingLower`, z = A⁻¹ x.
  public func solvingUpper(_ vector: [Double]) -> [Double] {
    var z = vector
    for row in stride(from: size - 1, through: 0, by: -1) {
      let value = z[row] / lower[row * size + row]
      z[row] = value
      for k in 0..<row { z[k] -= lower[row * size + k] * value }
    }
    return z
  }
}
