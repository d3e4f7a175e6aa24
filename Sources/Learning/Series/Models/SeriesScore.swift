#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How improbable a bucket's value was.
public struct SeriesScore: Sendable, Hashable {
  /// What was observed.
  public var value: Double
  /// What was expected.
  public var typical: Double
  /// ln p of the bucket alone, for the side that counts.
  public var single: Double
  /// ln p of the last twelve buckets together, for the same side; `nil` before there are enough.
  public var window: Double?
  /// ln p of both (Cauchy combination).
  public var logProbability: Double

  /// Whether the value lies above what was expected.
  public var isSpike: Bool { value >= typical }

  init(value: Double, typical: Double, tails: Tails, window: Tails?, side: SeriesSettings.Side) {
    self.value = value
    self.typical = typical
    single = tails.logProbability(side)
    self.window = window?.logProbability(side)
    if let window {
      logProbability = LogProbability.cauchyMean(tails.logProbability(side), window.logProbability(side))
    } else {
      logProbability = single
    }
  }
}

extension Tails {
  /// ln of the p-value for a side.
  func logProbability(_ side: SeriesSettings.Side) -> Double {
    switch side {
    case .both: twoSided
    case .high: upper
    case .low: lower
    }
  }
}

/// What is expected of a bucket.
public struct SeriesForecast: Sendable, Hashable {
  /// The expected value.
  public var mean: Double
  /// Below this lie 2.5 % of the values.
  public var lower: Double
  /// Above this lie 2.5 % of the values.
  public var upper: Double

  /// The value below which a share of the distribution lies, by bisection of its tails.
  static func quantile(
    _ share: Double, around mean: Double, _ deviation: Double, _ kind: SeriesSettings.Kind,
    _ tails: (Double) -> Tails
  ) -> Double {
    let target = log(min(share, 1 - share))
    var low = mean - 40 * max(deviation, 1e-9)
    var high = mean + 40 * max(deviation, 1e-9)
    if kind == .count {
      low = -1
      high = max(1, high.rounded(.up))
    }
    for _ in 0..<64 {
      guard high - low > (kind == .count ? 1 : 1e-6 * max(deviation, 1e-9)) else { break }
      var middle = (low + high) / 2
      if kind == .count { middle = middle.rounded(.down) }
      let found = tails(middle)
      let isBelow = share < 0.5 ? found.lower < target : found.upper > target
      if isBelow { low = middle } else { high = middle }
    }
    return kind == .count ? max(0, high) : (low + high) / 2
  }
}
