#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Joins the p-values of many series in one bucket into one.
///
/// Two questions, each with half the weight (a geometric mean): how improbable is it that all of them together are this
/// unlikely (R. A. Fisher's χ² of −2·Σ ln p), and how improbable are the M most extreme of N (the tail of a binomial
/// distribution), for the best M up to five, corrected for having chosen it. Source of the scheme:
/// the behaviour of Elastic's anomaly detection; of the parts: textbooks.
public struct ProbabilityAggregation: Sendable, Hashable {
  private var sum = 0.0
  private var extremes: [Double] = []

  /// How many p-values were added.
  public private(set) var count = 0
  /// ln of the smallest p-value.
  public var smallest: Double { extremes.first ?? 0 }

  /// p-values above this are not evidence of an anomaly.
  public static let largest = 0.035
  private static let most = 5

  /// Nothing yet.
  public init() {}

  /// Adds the logarithm of a p-value.
  public mutating func add(_ logProbability: Double) {
    let value = max(-100_000, min(0, logProbability))
    count += 1
    sum -= value
    guard extremes.count < Self.most || value < extremes[extremes.count - 1] else { return }
    let place = extremes.firstIndex { $0 > value } ?? extremes.count
    extremes.insert(value, at: place)
    if extremes.count > Self.most { extremes.removeLast() }
  }

  /// Counts series of which nothing was seen that would be evidence: p-values of one.
  public mutating func add(unremarkable more: Int) { count += max(0, more) }

  /// Adds what another aggregation holds.
  public mutating func add(_ other: ProbabilityAggregation) {
    count += other.count
    sum += other.sum
    extremes = Array((extremes + other.extremes).sorted().prefix(Self.most))
  }

  /// ln p of all together.
  public var logProbability: Double {
    guard count > 0 else { return 0 }
    guard count > 1 else { return smallest }
    let joint = IncompleteGamma.logarithms(Double(count), sum).upper
    return max(-100_000, min(0, 0.5 * (joint + extreme)))
  }

  /// ln p of the M most extreme of N for the best M.
  public var extreme: Double {
    var best = 0.0
    for (index, value) in extremes.enumerated() {
      let m = Double(index + 1)
      let n = Double(count)
      guard value < 0 else { break }
      let tail: Double
      if value < -600 {
        // Far below what a double can hold, the leading term: C(N, M)·p^M.
        let choose = lgamma(n + 1) - lgamma(m + 1) - lgamma(n - m + 1)
        tail = choose + m * value
      } else {
        tail = IncompleteBeta.logarithms(m, n - m + 1, x: exp(value), complement: -expm1(value)).lower
      }
      best = min(best, tail)
    }
    let choices = log(Double(max(1, min(extremes.count, count))))
    return min(0, best + choices)
  }
}
