#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Maximum-likelihood logistic regression on a few features, by Newton's method with halved steps.
enum LogisticFit {
  /// The weights, the intercept last. A ridge of 10⁻¹² keeps separable data finite enough to invert.
  static func fit(_ features: [[Double]], targets: [Double]) -> [Double] {
    let width = (features.first?.count ?? 0) + 1
    var weights = [Double](repeating: 0, count: width)
    var loss = self.loss(features, targets, weights)
    for _ in 0..<100 {
      var gradient = [Double](repeating: 0, count: width)
      var hessian = [[Double]](repeating: gradient, count: width)
      for (row, target) in zip(features, targets) {
        let x = row + [1]
        let p = OutputTransform.sigmoid(zip(x, weights).reduce(0) { $0 + $1.0 * $1.1 })
        let curvature = max(p * (1 - p), 1e-12)
        for i in 0..<width {
          gradient[i] += (p - target) * x[i]
          for j in 0..<width { hessian[i][j] += curvature * x[i] * x[j] }
        }
      }
      for i in 0..<width { hessian[i][i] += 1e-12 * (1 + hessian[i][i]) }
      guard let step = solve(hessian, gradient) else { break }
      var scale = 1.0
      var next = weights
      var nextLoss = loss
      while scale > 1e-10 {
        next = zip(weights, step).map { $0 - scale * $1 }
        nextLoss = self.loss(features, targets, next)
        if nextLoss <= loss { break }
        scale /= 2
      }
      guard nextLoss <= loss else { break }
      let change = loss - nextLoss
      (weights, loss) = (next, nextLoss)
      if change < 1e-13 * (1 + loss) { break }
    }
    return weights
  }

  private static func loss(_ features: [[Double]], _ targets: [Double], _ weights: [Double]) -> Double {
    var sum = 0.0
    for (row, target) in zip(features, targets) {
      var z = weights[row.count]
      for (index, value) in row.enumerated() { z += value * weights[index] }
      // ln(1 + e^z) − y·z without overflow.
      sum += max(z, 0) + log1p(exp(-abs(z))) - target * z
    }
    return sum
  }

  /// Gaussian elimination with pivoting; nil when singular.
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    var rows = matrix
    var result = right
    let count = right.count
    for column in 0..<count {
      let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      guard abs(rows[pivot][column]) > 1e-300 else { return nil }
      rows.swapAt(column, pivot)
      result.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        for index in column..<count { rows[row][index] -= factor * rows[column][index] }
        result[row] -= factor * result[column]
      }
    }
    return (0..<count).map { result[$0] / rows[$0][$0] }
  }
}
