#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The two-sample test of A. Kolmogorov and N. Smirnov: whether two sets of values come from one distribution.
public struct KolmogorovSmirnov: Sendable, Hashable {
  /// The largest distance of the two empirical distribution functions.
  public var statistic: Double
  /// The probability of a distance this large under one distribution, asymptotic.
  public var pValue: Double

  /// Compares two sets; NaN is left out. Nil when one of them is empty.
  public init?(_ first: [Double], _ second: [Double]) {
    let a = first.filter { !$0.isNaN }.sorted()
    let b = second.filter { !$0.isNaN }.sorted()
    guard !a.isEmpty, !b.isEmpty else { return nil }
    var (i, j, distance) = (0, 0, 0.0)
    while i < a.count, j < b.count {
      let value = min(a[i], b[j])
      while i < a.count, a[i] == value { i += 1 }
      while j < b.count, b[j] == value { j += 1 }
      distance = max(distance, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    statistic = distance
    let size = Double(a.count) * Double(b.count) / Double(a.count + b.count)
    // The finite-size argument of M. A. Stephens (1970).
    pValue = Self.survival((size.squareRoot() + 0.12 + 0.11 / size.squareRoot()) * distance)
  }

  /// P(K ≥ x) of Kolmogorov's limit: 2·Σ (−1)^(k−1)·exp(−2k²x²); for small x by Jacobi's transformed series.
  public static func survival(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    if x < 1.18 {
      var sum = 0.0
      for k in stride(from: 1.0, through: 9.0, by: 2.0) { sum += exp(-k * k * Double.pi * Double.pi / (8 * x * x)) }
      return min(1, max(0, 1 - (2 * Double.pi).squareRoot() / x * sum))
    }
    var sum = 0.0
    for k in 1...12 {
      let term = exp(-2 * Double(k * k) * x * x)
      sum += k % 2 == 1 ? term : -term
    }
    return min(1, max(0, 2 * sum))
  }
}
