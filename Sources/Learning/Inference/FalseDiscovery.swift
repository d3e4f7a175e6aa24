#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which of many findings to believe so that the expected share of false ones among them stays below a level.
public enum FalseDiscovery {
  /// Adjusted p-values by Y. Benjamini and D. Yekutieli (2001), valid however the tests depend on one another. A finding
  /// is believed at level q when its adjusted value is at most q.
  ///
  /// `tests` is how many tests were made in all, when only the smallest p-values were kept; at least their number.
  public static func benjaminiYekutieli(_ pValues: [Double], tests: Int? = nil) -> [Double] {
    let total = max(tests ?? 0, pValues.count)
    return adjusted(pValues, factor: harmonic(total) * Double(total))
  }

  /// Adjusted p-values by Y. Benjamini and Y. Hochberg (1995), valid for independent or positively dependent tests.
  public static func benjaminiHochberg(_ pValues: [Double], tests: Int? = nil) -> [Double] {
    adjusted(pValues, factor: Double(max(tests ?? 0, pValues.count)))
  }

  private static func adjusted(_ pValues: [Double], factor: Double) -> [Double] {
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var result = [Double](repeating: 1, count: pValues.count)
    var least = 1.0
    for (rank, index) in order.enumerated().reversed() {
      least = min(least, pValues[index] * factor / Double(rank + 1))
      result[index] = least
    }
    return result
  }

  /// 1 + 1/2 + … + 1/n; above 1,000 terms by its asymptotic series, which is exact to 10⁻¹⁴ there.
  static func harmonic(_ count: Int) -> Double {
    guard count > 1_000 else { return (1...max(1, count)).reduce(0) { $0 + 1 / Double($1) } }
    let n = Double(count)
    return log(n) + 0.577_215_664_901_532_9 + 1 / (2 * n) - 1 / (12 * n * n)
  }
}
