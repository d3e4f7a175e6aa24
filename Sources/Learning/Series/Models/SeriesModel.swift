#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An online model of one series of values, one a bucket: what is usual at a time, and how improbable a value is.
///
/// The mean is a level (with a slope where that predicts better) times or plus a season (hour of day, hour of week, where
/// they predict better). The scatter about it is that of `CountResiduals` or `MetricResiduals`, widened by the uncertainty of
/// the mean. A value is judged before it is learnt; the less probable it was, the less it is learnt. A lasting change of
/// the level is learnt at once when `ChangeTracker` believes it.
///
/// Memory: about 420 bytes for a series of which little is known; 130 more with the multi-bucket window, 230 with the daily
/// and 1,380 with the weekly table, which only series with enough non-zero buckets get (`size`).
public struct SeriesModel: Sendable, Hashable {
  private enum Residuals: Sendable, Hashable {
    case count(CountResiduals)
    case metric(MetricResiduals)
  }

  /// Values learnt.
  public private(set) var samples: UInt32 = 0
  /// Values other than zero.
  public private(set) var active: UInt32 = 0
  /// The number of the last bucket learnt.
  public private(set) var lastBucket: Int64 = 0
  /// Lasting changes of the level that were learnt.
  public private(set) var changes: UInt32 = 0
  private var level = SeriesLevel()
  private var season = SeriesSeason()
  private var residuals: Residuals
  private var multi = MultiBucket()
  private var change = ChangeTracker()

  /// A model that has seen nothing.
  public init(_ settings: SeriesSettings) {
    residuals = settings.kind == .count ? .count(CountResiduals()) : .metric(MetricResiduals())
  }

  /// Bytes of memory, those of the struct included.
  public var size: Int { MemoryLayout<SeriesModel>.stride + season.size + multi.size }

  /// The seasons in use (`none`, `daily`, `weekly`), with `trend` where the level has a slope.
  public var components: String {
    let name = season.choice == .flat ? "none" : season.choice == .daily ? "daily" : "weekly"
    return season.isLine ? name + "+trend" : name
  }

  // MARK: Expectation

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

  /// `ahead` in buckets after the last one learnt.
  private func expectation(at bucket: Int64, ahead: Double, _ settings: SeriesSettings) -> Expectation {
    let isCount = settings.kind == .count
    let step = ahead / settings.memory
    // Jeffreys' prior: half an event more, so that a series of zeros has a rate.
    let flat = isCount ? level.mean + 0.5 / max(level.weight, 0.5) : level.mean
    var line = level.line(ahead: step)
    if isCount { line = max(line, 0.1 * flat) }
    let base = season.isLine ? line : flat
    let effect = season.effect(bucket, level: flat, settings)
    let mean = isCount ? max(base * effect, 1e-9) : base + effect
    let noise = variance(mean)
    let leverage = level.leverage(ahead: step, isLine: season.isLine)
    let scale = isCount ? effect * effect : 1
    let support = season.support(bucket, level: flat, settings)
    let uncertainty = variance(base) * leverage * scale + (support.isFinite ? noise / (support + 1) : 0)
    return Expectation(level: flat, line: line, effect: effect, mean: mean, uncertainty: uncertainty)
  }

  private func variance(_ mean: Double) -> Double {
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

  // MARK: Judging and learning

  /// Judges a value, then learns it. Buckets must not go back in time; one that does is taken as the last one.
  ///
  /// - Parameters:
  ///   - value: The bucket's value; NaN and values beyond ±1e30 are ignored. Counts are limited to 0 … 1e15.
  ///   - bucket: The number of the bucket: seconds since 1970 divided by the span.
  ///   - weight: With how much weight it is learnt; 0 only judges.
  /// - Returns: How probable it was; `nil` before the warm-up is over.
  @discardableResult
  public mutating func observe(
    _ value: Double, at bucket: Int64, _ settings: SeriesSettings, weight: Double = 1
  ) -> SeriesScore? {
    guard abs(value) < 1e30 else { return nil }
    let value = settings.kind == .count ? min(1e15, max(0, value)) : value
    let decay = advance(to: bucket, settings)
    guard samples > 0 else {
      learnFirst(value, weight, settings)
      return nil
    }
    let expected = expectation(at: lastBucket, ahead: 0, settings)
    let judged = judge(value, expected, settings)
    var result: SeriesScore?
    if samples >= settings.warmUp {
      result = SeriesScore(
        value: value, typical: expected.mean, tails: judged.tails,
        window: hasWindow(settings) ? multi.add(judged.score, memory: settings.memory) : nil, side: settings.side)
    }
    guard weight > 0 else { return result }
    learn(value, expected, judged, weight: weight, decay: decay, settings)
    return result
  }

  /// Whether the last twelve buckets are looked at together: not for populations, which have no order in time, and not for
  /// series that are nearly always zero, whose sums of scores are too skew to be compared.
  private func hasWindow(_ settings: SeriesSettings) -> Bool {
    !settings.isPopulation && (settings.kind == .metric || active >= samples / 2)
  }

  /// How probable another value of the last bucket would have been, for the same state; nothing is learnt.
  public func logProbability(of value: Double, at bucket: Int64, _ settings: SeriesSettings) -> Double {
    let ahead = Double(max(0, bucket - lastBucket))
    return tails(value, expectation(at: bucket, ahead: ahead, settings)).logProbability(settings.side)
  }

  private mutating func advance(to bucket: Int64, _ settings: SeriesSettings) -> Double {
    guard samples > 0 else {
      lastBucket = bucket
      return 1
    }
    let (distance, overflow) = bucket.subtractingReportingOverflow(lastBucket)
    guard distance > 0 || overflow else { return 1 }
    let steps = Double(overflow ? 1_000_000 : min(distance, 1_000_000))
    let decay = exp(-steps / settings.memory)
    level.advance(by: steps, memory: settings.memory, decay: decay)
    lastBucket = bucket
    return decay
  }

  private mutating func learnFirst(_ value: Double, _ weight: Double, _ settings: SeriesSettings) {
    guard weight > 0 else { return }
    level.add(value, weight: 1)
    samples = 1
    active = value == 0 ? 0 : 1
  }

  /// A bucket's tails and normal score.
  private struct Judgement {
    var tails: Tails
    var score: Double
  }

  private func judge(_ value: Double, _ expected: Expectation, _ settings: SeriesSettings) -> Judgement {
    // Near the mean, which is nearly always, the normal approximation of square roots will do.
    let spread = variance(expected.mean) + expected.uncertainty
    if settings.kind == .count, expected.mean > 5, samples > 30 {
      let root = (expected.mean + 0.375).squareRoot()
      let score = 2 * root * ((value + 0.375).squareRoot() - root) / spread.squareRoot()
      if abs(score) < 1.2 {
        let upper = LogProbability.normalUpper(score)
        return Judgement(tails: Tails(lower: LogProbability.complement(upper), upper: upper), score: score)
      }
    }
    let tails = tails(value, expected)
    return Judgement(tails: tails, score: Self.score(tails, isDiscrete: settings.kind == .count))
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

  /// What an observation this improbable still teaches: everything above p = 1e-3, a hundredth below 1e-5, log-linearly in
  /// between (the weighting that Elastic's models use).
  private func trust(_ tails: Tails, _ settings: SeriesSettings) -> Double {
    guard samples >= settings.warmUp else { return 1 }
    let exponent = -tails.twoSided / 2.302_585_092_994_046
    guard exponent > 3 else { return 1 }
    let weight = pow(10, -2 * min(1, (exponent - 3) / 2))
    // A young model is more often wrong than the data.
    return max(weight, 4 / Double(samples))
  }

  private mutating func learn(
    _ value: Double, _ expected: Expectation, _ judged: Judgement, weight: Double, decay: Double,
    _ settings: SeriesSettings
  ) {
    let isCount = settings.kind == .count
    let trust = weight * trust(judged.tails, settings)
    season.learn(
      .init(
        value: value, bucket: lastBucket, level: expected.level, line: expected.line, weight: trust, samples: samples,
        active: active), settings)
    switch residuals {
    case .count(var state):
      state.learn(value, mean: expected.mean, uncertainty: expected.uncertainty, weight: trust, decay: decay)
      residuals = .count(state)
    case .metric(var state):
      state.learn(value, mean: expected.mean, uncertainty: expected.uncertainty, weight: trust, decay: decay)
      residuals = .metric(state)
    }
    let exposure = isCount ? max(expected.effect, 0.02) : 1
    let plain = isCount ? value / exposure : value - expected.effect
    level.add(plain, weight: trust * exposure)
    samples &+= 1
    if value != 0 { active &+= 1 }
    guard !settings.isPopulation, samples > settings.warmUp else { return }
    let shortest = settings.shortestChange
    if let found = change.add(judged.score, value: plain, exposure: exposure, shortest: shortest) {
      season.levelChanged(by: found.level / max(expected.level, 1e-9), kind: settings.kind)
      level.restart(mean: found.level, weight: found.buckets)
      changes &+= 1
    }
  }

  // MARK: Forecast

  /// What is expected of a bucket after the last one learnt; `nil` when nothing was learnt.
  public func forecast(at bucket: Int64, _ settings: SeriesSettings) -> SeriesForecast? {
    guard samples > 0 else { return nil }
    let ahead = Double(max(0, bucket - lastBucket))
    var expected = expectation(at: bucket, ahead: ahead, settings)
    // The further ahead, the less the level is still known: it may have changed since.
    expected.uncertainty += variance(expected.mean) * ahead / settings.memory
    let deviation = (variance(expected.mean) + expected.uncertainty).squareRoot()
    let low = SeriesForecast.quantile(0.025, around: expected.mean, deviation, settings.kind) { tails($0, expected) }
    let high = SeriesForecast.quantile(0.975, around: expected.mean, deviation, settings.kind) { tails($0, expected) }
    return SeriesForecast(mean: expected.mean, lower: low, upper: high)
  }

  // MARK: State

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    for count in [samples, active, changes] { writer.append(UInt64(count)) }
    writer.append(signed: lastBucket)
    level.write(to: &writer)
    season.write(to: &writer)
    switch residuals {
    case .count(let state): state.write(to: &writer)
    case .metric(let state): state.write(to: &writer)
    }
    multi.write(to: &writer)
    change.write(to: &writer)
  }

  /// Restores a state that a series of the same settings wrote.
  public init(from reader: inout StateReader, _ settings: SeriesSettings) throws(StateError) {
    samples = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    active = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    changes = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    lastBucket = try reader.signed()
    level = try SeriesLevel(from: &reader)
    season = try SeriesSeason(from: &reader)
    switch settings.kind {
    case .count: residuals = .count(try CountResiduals(from: &reader))
    case .metric: residuals = .metric(try MetricResiduals(from: &reader))
    }
    multi = try MultiBucket(from: &reader)
    change = try ChangeTracker(from: &reader)
  }
}
