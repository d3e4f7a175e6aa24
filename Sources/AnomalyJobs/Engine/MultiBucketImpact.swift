#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much of an anomaly is in its bucket, and how much in the buckets before it.
enum MultiBucketImpact {
  /// From −5 (the bucket alone) to 5 (the last twelve buckets together), two decimals, by the formula that Elastic's results
  /// follow: 5·min(s, w)/min(max(s, w), −0.001)/ln 1000·(s − w) for the logarithms s and w of the probabilities.
  static func impact(single: Double, window: Double?) -> Double {
    guard let window else { return -5 }
    let ratio = min(single, window) / min(max(single, window), -0.001)
    let value = 5 * ratio / log(1_000) * (single - window)
    return (max(-5, min(5, value)) * 100).rounded(.down) / 100
  }

  /// A probability's impact in percent: 0 at p = 0.05, 100 at 1e-12 and beyond.
  static func percent(_ logProbability: Double) -> Int {
    Int((100 * max(0, min(1, (-logProbability - 3) / (27.6 - 3)))).rounded())
  }
}
