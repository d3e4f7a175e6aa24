#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension SeriesModel {
  /// What is expected of a bucket.
  struct Expectation {
    /// Level without season, and the same with its slope.
    var level: Double
    var line: Double
    /// Factor or difference of the season.
    var effect: Double
    /// Expected value.
    var mean: Double
    /// Variance of the estimate of the mean.
    var uncertainty: Double
  }

  /// What is expected of a bucket, by the level from before and, while it is another one for now, by that one as well.
  struct Outlook {
    var base: Expectation
    var shifted: Expectation?
    /// The share of values expected of `shifted`.
    var share = 0.0

    /// The likelier of the two.
    var likelier: Expectation {
      guard let shifted, share > 0.5 else { return base }
      return shifted
    }
  }

  /// `ahead` in buckets after the last one learnt.
  func outlook(at bucket: Int64, ahead: Double, _ settings: SeriesSettings) -> Outlook {
    let isCount = settings.kind == .count
    let step = ahead / settings.memory
    // Jeffreys' prior: half an event more, so that a series of zeros has a rate.
    let flat = isCount ? level.mean + 0.5 / max(level.weight, 0.5) : level.mean
    var line = level.line(ahead: step)
    if isCount { line = max(line, 0.1 * flat) }
    let effect = season.effect(bucket, level: flat, settings)
    let support = season.support(bucket, level: flat, settings)
    func expectation(_ base: Double, leverage: Double) -> Expectation {
      let mean = isCount ? max(base * effect, 1e-9) : base + effect
      let ofLevel = variance(base) * leverage * (isCount ? effect * effect : 1)
      let ofSeason = support.isFinite ? variance(mean) / (support + 1) : 0
      return Expectation(level: flat, line: line, effect: effect, mean: mean, uncertainty: ofLevel + ofSeason)
    }
    let base = expectation(
      season.isLine ? line : flat, leverage: level.leverage(ahead: step, isLine: season.isLine))
    guard shift.isActive else { return Outlook(base: base) }
    let shifted = expectation(max(Double(shift.level), isCount ? 1e-3 : -.infinity), leverage: 1 / Double(shift.weight))
    return Outlook(base: base, shifted: shifted, share: shift.share)
  }

  func variance(_ mean: Double) -> Double {
    switch residuals {
    case .count(let residuals): residuals.variance(mean)
    case .metric(let residuals): residuals.variance(mean)
    }
  }

  private func tails(_ value: Double, _ expectation: Expectation) -> Tails {
    switch residuals {
    case .count(let residuals):
      residuals.tails(value, mean: expectation.mean, uncertainty: expectation.uncertainty)
    case .metric(let residuals):
      residuals.tails(value, mean: expectation.mean, uncertainty: expectation.uncertainty)
    }
  }

  func tails(_ value: Double, _ outlook: Outlook, _ settings: SeriesSettings) -> Tails {
    doubted(plainTails(value, outlook), value, outlook, settings)
  }

  /// The tails by what was learnt.
  private func plainTails(_ value: Double, _ outlook: Outlook) -> Tails {
    let result = tails(value, outlook.base)
    guard let shifted = outlook.shifted else { return result }
    return tails(value, shifted).mixed(with: result, share: outlook.share)
  }

  /// The tails by what was learnt and what a young series cannot know.
  private func doubted(
    _ plain: Tails, _ value: Double, _ outlook: Outlook, _ settings: SeriesSettings
  ) -> Tails {
    guard let novelty = novelty(settings) else { return plain }
    var wide = outlook.likelier
    switch settings.kind {
    case .count: wide.uncertainty += (novelty.isHour ? 2 : 0.35) * wide.mean * wide.mean
    case .metric: wide.uncertainty += (novelty.isHour ? 25 : 2) * variance(wide.mean)
    }
    return tails(value, wide).mixed(with: plain, share: novelty.share)
  }

  /// What a young series cannot know: how an hour is that it has not seen, then how a day of the week is.
  ///
  /// The share of such hours that are different is estimated by Laplace's rule, as if half of one had been (a quarter of a
  /// day); how different they may be is a standard deviation of 1.4 times the mean for hours, 0.6 for days (metrics: 5 and
  /// 1.4 times the scatter). So on its first day a series finds what is many times the usual, and nothing to be beyond all doubt.
  func novelty(_ settings: SeriesSettings) -> (share: Double, isHour: Bool)? {
    guard !settings.isPopulation else { return nil }
    let days = Double(samples) * Double(settings.span) / 86_400
    guard days < 7 else { return nil }
    let isHour = days < 1
    return (isHour ? 0.5 / (1 + 24 * days) : 0.25 / (1 + days), isHour)
  }

  // MARK: Judging

  /// A bucket's tails, and its normal score by what was learnt.
  struct Judgement {
    var tails: Tails
    var score: Double
  }

  func judge(_ value: Double, _ outlook: Outlook, _ settings: SeriesSettings) -> Judgement {
    // Near the mean, which is nearly always, the normal approximation of square roots will do.
    let base = outlook.base
    if settings.kind == .count, base.mean > 5, samples > 30, outlook.shifted == nil {
      let score = Self.standardized(value, base, variance(base.mean) + base.uncertainty, settings).score
      if abs(score) < 1.2 {
        let upper = LogProbability.normalUpper(score)
        return Judgement(tails: Tails(lower: LogProbability.complement(upper), upper: upper), score: score)
      }
    }
    let plain = plainTails(value, outlook)
    return Judgement(
      tails: doubted(plain, value, outlook, settings),
      score: Self.score(plain, isDiscrete: settings.kind == .count))
  }

  /// By how many standard deviations a value lies above what is expected, on the scale of square roots for counts, and the
  /// standard deviation on that scale.
  private static func standardized(
    _ value: Double, _ expected: Expectation, _ variance: Double, _ settings: SeriesSettings
  ) -> (score: Double, deviation: Double) {
    let deviation = max(variance, 1e-12).squareRoot()
    guard settings.kind == .count else { return ((value - expected.mean) / deviation, deviation) }
    let root = (expected.mean + 0.375).squareRoot()
    let scale = deviation / (2 * root)
    return (((value + 0.375).squareRoot() - root) / scale, scale)
  }

  /// ln of how much more probable the shifted level makes a value than the one from before.
  func gain(_ value: Double, _ outlook: Outlook, _ settings: SeriesSettings) -> Double {
    guard let shifted = outlook.shifted else { return 0 }
    let base = outlook.base
    let old = Self.standardized(value, base, variance(base.mean) + base.uncertainty, settings)
    let new = Self.standardized(value, shifted, variance(shifted.mean) + shifted.uncertainty, settings)
    return (old.score * old.score - new.score * new.score) / 2 + log(old.deviation / new.deviation)
  }

  /// The normal score of the mid-p value.
  private static func score(_ tails: Tails, isDiscrete: Bool) -> Double {
    let half = 0.693_147_180_559_945_3
    if tails.upper <= tails.lower {
      let beyond = isDiscrete ? LogProbability.complement(tails.lower) : tails.upper
      return LogProbability.normalScore(logUpper: max(-800, LogProbability.sum(tails.upper, beyond) - half))
    }
    let beyond = isDiscrete ? LogProbability.complement(tails.upper) : tails.lower
    return -LogProbability.normalScore(logUpper: max(-800, LogProbability.sum(tails.lower, beyond) - half))
  }
}
