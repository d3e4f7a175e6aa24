#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Exact limits of a Poisson mean (F. Garwood, 1936).
public enum PoissonLimit {
  /// The one-sided lower limit: the mean for which a count this high has probability 1 − confidence.
  public static func lower(_ count: Int, confidence: Double) -> Double {
    guard count > 0 else { return 0 }
    return bisect(upTo: Double(count)) { (1 - confidence) - (1 - below(count, mean: $0)) }
  }

  /// The one-sided upper limit: the mean for which a count this low has probability 1 − confidence.
  public static func upper(_ count: Int, confidence: Double) -> Double {
    let most = Double(max(0, count))
    let width = 40 - log(max(1e-300, 1 - confidence))
    return bisect(upTo: most + width + 10 * (most * width).squareRoot()) {
      below(max(0, count) + 1, mean: $0) - (1 - confidence)
    }
  }

  /// P(X < count).
  private static func below(_ count: Int, mean: Double) -> Double {
    guard mean > 0 else { return 1 }
    var sum = 0.0
    var logTerm = -mean
    for k in 0..<count {
      sum += exp(logTerm)
      logTerm += log(mean) - log(Double(k + 1))
    }
    return min(1, sum)
  }

  /// The root of a falling function.
  private static func bisect(upTo limit: Double, _ function: (Double) -> Double) -> Double {
    var (low, high) = (0.0, limit)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if function(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
