#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Arithmetic with natural logarithms of probabilities, so that 1e-300 and far less do not become zero.
public enum LogProbability {
  /// ln(eᵃ + eᵇ).
  public static func sum(_ a: Double, _ b: Double) -> Double {
    let high = max(a, b)
    guard high > -.infinity else { return -.infinity }
    return high + log1p(exp(min(a, b) - high))
  }

  /// ln of a probability, and of zero the logarithm of the smallest normal double.
  public static func logarithm(_ probability: Double) -> Double { log(max(probability, 2.3e-308)) }

  /// ln(1 − eᵃ) for a ≤ 0. Source: M. Mächler, "Accurately computing log(1 − exp(−|a|))", 2012.
  public static func complement(_ a: Double) -> Double {
    guard a < 0 else { return -.infinity }
    return a > -0.693_147_180_559_945_3 ? log(-expm1(a)) : log1p(-exp(a))
  }

  /// ln P(Z ≥ z) of the standard normal distribution.
  ///
  /// Beyond z = 25 the asymptotic series of Mills' ratio (M. Abramowitz, I. A. Stegun, 26.2.12), before that `erfc`.
  public static func normalUpper(_ z: Double) -> Double {
    guard z > 25 else { return log(0.5 * erfc(z * 0.707_106_781_186_547_5)) }
    let square = z * z
    let series = -1 / square + 3 / (square * square) - 15 / (square * square * square)
    return -0.5 * square - log(z) - 0.918_938_533_204_672_7 + log1p(series)
  }

  /// The z with ln P(Z ≥ z) = `logUpper`: the normal score of a tail probability. Limited to |z| ≤ 1,000.
  ///
  /// The starting value is that of Abramowitz and Stegun 26.2.23 (error below 4.5e-4), refined by Newton's method in logs.
  public static func normalScore(logUpper: Double) -> Double {
    guard logUpper < 0 else { return -38 }
    guard logUpper > -500_000 else { return 1_000 }
    if logUpper > -0.693_147_180_559_945_3 { return -normalScore(logUpper: complement(logUpper)) }
    let t = (-2 * logUpper).squareRoot()
    let numerator = 2.515_517 + t * (0.802_853 + t * 0.010_328)
    var z = t - numerator / (1 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)))
    for _ in 0..<2 {
      let value = normalUpper(z)
      // d/dz ln Q = −φ/Q.
      let slope = -exp(-0.5 * z * z - 0.918_938_533_204_672_7 - value)
      z -= (value - logUpper) / slope
    }
    return z
  }

  /// Joins dependent tests: Cauchy combination of p-values with equal weights.
  ///
  /// Source: Y. Liu, J. Xie, "Cauchy combination test", JASA 2020. For small p it is the harmonic mean, in logs; it holds its
  /// level under any dependence as p → 0.
  public static func cauchyMean(_ a: Double, _ b: Double) -> Double {
    let low = min(a, b)
    if low < -12 {
      // tan(π(½ − p)) ≈ 1/(πp)
      return -(sum(-a, -b) - 0.693_147_180_559_945_3)
    }
    let t = 0.5 * (tan((0.5 - min(exp(a), 0.999)) * .pi) + tan((0.5 - min(exp(b), 0.999)) * .pi))
    return min(0, log(max(0.5 - atan(t) / .pi, 1e-300)))
  }
}
