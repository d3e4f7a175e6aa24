#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A threshold whose false-positive rate is bounded with a stated confidence, whatever the scores' distribution.
public struct ThresholdChoice: Sendable, Hashable {
  /// Report scores at or above this. Infinite when no score can be reported at the confidence wanted.
  public var threshold: Double
  /// The benign scores at or above it, of those that it was chosen on.
  public var falsePositives: Int
  /// The benign scores that it was chosen on.
  public var count: Int
  /// With the confidence, the false-positive rate is at most this.
  public var upperBound: Double
  /// The confidence.
  public var confidence: Double

  /// The lowest threshold for which the rate of false positives on scores like these is at most `rate`, with `confidence`.
  ///
  /// Of n benign scores, the (k + 1)-th largest is exceeded by a new one at a rate that is Beta(k + 1, n − k) distributed at
  /// most (order statistics; ties only lower it), so the bound holds for any distribution: the threshold lies just above it for
  /// the largest k whose bound, the Clopper–Pearson limit of k successes in n, is within the rate. For 0.1 % at 95 %,
  /// at least 2,995 benign scores are needed.
  public init(benign scores: [Double], falsePositiveRate rate: Double, confidence: Double = 0.95) throws(MetricError) {
    guard !scores.isEmpty, !scores.contains(where: \.isNaN) else {
      throw MetricError("benign scores are missing or NaN")
    }
    guard rate > 0, rate < 1, confidence > 0, confidence < 1 else {
      throw MetricError("rate and confidence must lie between 0 and 1")
    }
    let sorted = scores.sorted(by: >)
    let n = sorted.count
    self.count = n
    self.confidence = confidence
    // The bound rises with k: search the largest that is allowed.
    guard Binomial.upperLimit(successes: 0, trials: n, confidence: confidence) <= rate else {
      threshold = .infinity
      falsePositives = 0
      upperBound = Binomial.upperLimit(successes: 0, trials: n, confidence: confidence)
      return
    }
    var low = 0
    var high = n
    while high - low > 1 {
      let middle = (low + high) / 2
      if Binomial.upperLimit(successes: middle, trials: n, confidence: confidence) <= rate {
        low = middle
      } else {
        high = middle
      }
    }
    // Strictly above the (k + 1)-th largest: at most k are reported, also among ties.
    threshold = sorted[min(low, n - 1)].nextUp
    let chosen = threshold
    falsePositives = sorted.count { $0 >= chosen }
    upperBound = Binomial.upperLimit(successes: low, trials: n, confidence: confidence)
  }
}

/// Exact limits of a binomial probability.
public enum Binomial {
  /// The one-sided upper limit of Clopper and Pearson (1934): the p for which so few successes have probability
  /// 1 − confidence; the quantile of Beta(k + 1, n − k).
  public static func upperLimit(successes: Int, trials: Int, confidence: Double) -> Double {
    guard successes < trials else { return 1 }
    return bisect { IncompleteBeta.regularized($0, Double(successes + 1), Double(trials - successes)) - confidence }
  }

  /// The one-sided lower limit: the quantile of Beta(k, n − k + 1).
  public static func lowerLimit(successes: Int, trials: Int, confidence: Double) -> Double {
    guard successes > 0 else { return 0 }
    return bisect {
      IncompleteBeta.regularized($0, Double(successes), Double(trials - successes + 1)) - (1 - confidence)
    }
  }

  private static func bisect(_ function: (Double) -> Double) -> Double {
    var low = 0.0
    var high = 1.0
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if function(middle) < 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
