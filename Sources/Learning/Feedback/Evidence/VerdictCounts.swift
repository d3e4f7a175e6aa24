#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much was said for and against in one place.
public struct VerdictCounts: Sendable, Hashable, Codable {
  /// The weight of verdicts that confirmed.
  public var positive: Double
  /// The weight of verdicts that denied.
  public var negative: Double

  /// Counts; nothing by default.
  public init(positive: Double = 0, negative: Double = 0) {
    self.positive = positive
    self.negative = negative
  }

  /// Both together.
  public var total: Double { positive + negative }

  /// The counts, each multiplied.
  public func scaled(_ factor: Double) -> VerdictCounts {
    VerdictCounts(positive: positive * factor, negative: negative * factor)
  }

  /// The counts in the same proportion with a total of at most `limit`.
  public func limited(to limit: Double) -> VerdictCounts {
    total > limit ? scaled(limit / total) : self
  }

  /// The counts with each side at most `limit`. Unlike `limited`, what is added never makes the other side smaller.
  public func capped(at limit: Double) -> VerdictCounts {
    VerdictCounts(positive: min(positive, limit), negative: min(negative, limit))
  }

  /// The sum of two counts.
  public static func + (a: VerdictCounts, b: VerdictCounts) -> VerdictCounts {
    VerdictCounts(positive: a.positive + b.positive, negative: a.negative + b.negative)
  }

  /// log((positive + a) / (negative + a)): the logarithm of the odds that the next verdict here confirms, with a
  /// pseudo-count `a` on both sides, so that nothing said is neutral.
  ///
  /// Verdicts of total weight m move it by at most log(1 + m / a): each side's logarithm moves in its own direction only,
  /// and log(x + m) − log(x) is largest at the smallest x, which is a.
  public func logOdds(pseudoCount a: Double) -> Double { log((positive + a) / (negative + a)) }

  /// The logarithm of the odds relative to those of a share p of positive verdicts elsewhere: with a pseudo-count of 2·a
  /// divided as p is, so that nothing said is neutral.
  public func logOdds(pseudoCount a: Double, against share: Double) -> Double {
    log((positive + 2 * a * share) / (negative + 2 * a * (1 - share))) - log(share / (1 - share))
  }

  /// The most by which verdicts of a total weight can move `logOdds`.
  public static func largestMove(ofWeight weight: Double, pseudoCount a: Double) -> Double {
    log(1 + max(0, weight) / a)
  }
}
