#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Logarithms of the regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x).
///
/// Series for x < a + 1, continued fraction (modified Lentz) above; M. Abramowitz, I. A. Stegun, 6.5.29 and 6.5.31. From
/// a = 1e6 the cube-root approximation of E. B. Wilson and M. M. Hilferty (1931).
public enum IncompleteGamma {
  private static let largeShape = 1e6

  /// ln P(a, x) and ln Q(a, x) for a > 0, x ≥ 0.
  public static func logarithms(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    guard x > 0 else { return (-.infinity, 0) }
    guard x.isFinite, a.isFinite, a > 0 else { return (0, -.infinity) }
    if a > largeShape {
      let z = (cbrt(x / a) - (1 - 1 / (9 * a))) * 3 * a.squareRoot()
      return (LogProbability.normalUpper(-z), LogProbability.normalUpper(z))
    }
    let front = a * log(x) - x - lgamma(a)
    if x < a + 1 {
      let lower = min(0, front + log(series(a, x)))
      return (lower, LogProbability.complement(lower))
    }
    let upper = min(0, front + log(fraction(a, x)))
    return (LogProbability.complement(upper), upper)
  }

  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var n = a
    for _ in 0..<20_000 {
      n += 1
      term *= x / n
      sum += term
      if term < sum * 1e-16 { break }
    }
    return sum
  }

  private static func fraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for index in 1..<20_000 {
      let an = -Double(index) * (Double(index) - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let delta = d * c
      h *= delta
      if abs(delta - 1) < 1e-15 { break }
    }
    return h
  }
}
