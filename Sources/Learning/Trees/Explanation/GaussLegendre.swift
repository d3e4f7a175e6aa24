#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Gauss–Legendre quadrature on [0, 1]: with m nodes, exact for polynomials up to degree 2m − 1.
enum GaussLegendre {
  /// The nodes and weights. Newton's method on the Legendre polynomial Pₘ from cos(π·(i − ¼)/(m + ½)).
  static func rule(_ count: Int) -> (nodes: [Double], weights: [Double]) {
    var nodes = [Double](repeating: 0, count: count)
    var weights = nodes
    for index in 0..<count {
      var x = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<100 {
        var (last, value) = (1.0, x)
        for degree in stride(from: 2, through: count, by: 1) {
          let n = Double(degree)
          (last, value) = (value, ((2 * n - 1) * x * value - (n - 1) * last) / n)
        }
        if count == 1 { last = 1 }
        slope = Double(count) * (x * value - last) / (x * x - 1)
        let change = value / slope
        x -= change
        if abs(change) < 1e-16 { break }
      }
      nodes[index] = (1 - x) / 2
      weights[index] = 1 / ((1 - x * x) * slope * slope)
    }
    return (nodes, weights)
  }
}
