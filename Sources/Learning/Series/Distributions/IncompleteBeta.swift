#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Logarithms of the regularized incomplete beta function I_x(a, b) and of its complement.
///
/// Continued fraction (modified Lentz), M. Abramowitz, I. A. Stegun, 26.5.8, with the reflection I_x(a, b) = 1 − I_{1−x}(b, a)
/// where that converges faster.
public enum IncompleteBeta {
  /// ln I_x(a, b) and ln(1 − I_x(a, b)) for a, b > 0. `x` and its complement are both given, so that neither loses digits.
  public static func logarithms(
    _ a: Double, _ b: Double, x: Double, complement y: Double
  ) -> (lower: Double, upper: Double) {
    guard x > 0 else { return (-.infinity, 0) }
    guard y > 0 else { return (0, -.infinity) }
    let front = a * log(x) + b * log(y) - (lgamma(a) + lgamma(b) - lgamma(a + b))
    if x < (a + 1) / (a + b + 2) {
      let lower = min(0, front - log(a) + log(fraction(a, b, x)))
      return (lower, LogProbability.complement(lower))
    }
    let upper = min(0, front - log(b) + log(fraction(b, a, y)))
    return (LogProbability.complement(upper), upper)
  }

  /// I_x(a, b), the distribution function of Beta(a, b).
  static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    exp(logarithms(a, b, x: x, complement: 1 - x).lower)
  }

  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / guarded(1 - (a + b) * x / (a + 1))
    var h = d
    for index in 1..<10_000 {
      let m = Double(index)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / guarded(1 + even * d)
      c = guarded(1 + even / c)
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / guarded(1 + odd * d)
      c = guarded(1 + odd / c)
      let delta = d * c
      h *= delta
      if abs(delta - 1) < 1e-15 { break }
    }
    return h
  }
}
