#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An online model of one series of values, one a bucket: what is usual at a time, and how improbable a value is.
///
/// The mean is a level (with a slope where that predicts better) times or plus a season (hour of day, hour of week, where
/// they predict better). The scatter about it is that of `CountResiduals` or `MetricResiduals`, widened by the uncertainty of
/// the mean. A value is judged before it is learnt; the less probable it was, the less it is learnt. When `ChangeTracker`
/// finds the level changed, values are expected of the new level or of the old one (`LevelShift`) until one of them is
/// right.
///
/// Memory: about 420 bytes for a series of which little is known; 130 more with the multi-bucket window, 230 with the daily
/// and 1,380 with the weekly table, which only series with enough non-zero buckets get (`size`).
public struct SeriesModel: Sendable, Hashable {
  enum Residuals: Sendable, Hashable {
    case count(CountResiduals)
    case metric(MetricResiduals)
  }

  /// Values learnt.
  public internal(set) var samples: UInt32 = 0
  /// Values other than zero.
  public internal(set) var active: UInt32 = 0
  /// The number of the last bucket learnt.
  public internal(set) var lastBucket: Int64 = 0
  /// Lasting changes of the level that were learnt.
  public internal(set) var changes: UInt32 = 0
  var level = SeriesLevel()
  var season = SeriesSeason()
  var residuals: Residuals
  var multi = MultiBucket()
  var change = ChangeTracker()
  var shift = LevelShift()

  /// A model that has seen nothing.
  public init(_ settings: SeriesSettings) {
    residuals = settings.kind == .count ? .count(CountResiduals()) : .metric(MetricResiduals())
  }

  /// Bytes that a model can take beyond what a new one does.
  public static let mostGrowth = SeriesSeason.mostGrowth + MultiBucket.mostGrowth

  /// Bytes of memory, those of the struct included.
  public var size: Int { MemoryLayout<SeriesModel>.stride + season.size + multi.size }

  /// The season in use (`none`, `daily`, `workweek`, `weekly`), with `trend` where the level has a slope and `shift` while it
  /// is another one for now.
  public var components: String {
    let name = season.choice == .flat ? "none" : "\(season.choice)"
    return name + (season.isLine ? "+trend" : "") + (shift.isActive ? "+shift" : "")
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
    let outlook = outlook(at: lastBucket, ahead: 0, settings)
    let judged = judge(value, outlook, settings)
    var result: SeriesScore?
    if samples >= settings.warmUp {
      result = SeriesScore(
        value: value, typical: outlook.likelier.mean, tails: judged.tails, window: window(judged.score, settings),
        side: settings.side)
    }
    guard weight > 0 else { return result }
    learn(value, outlook, judged, weight: weight, decay: decay, settings)
    return result
  }

  /// The last twelve buckets together; not for populations, which have no order in time, and not for series that are nearly
  /// always zero, whose sums of scores are too skew to be compared. Before a day and a half have been seen, neighbouring
  /// buckets are alike because their hours are.
  private mutating func window(_ score: Double, _ settings: SeriesSettings) -> Tails? {
    guard !settings.isPopulation, settings.kind == .metric || active >= samples / 2,
      settings.mayGrow || multi.isStarted
    else { return nil }
    let tails = multi.add(score, memory: settings.memory, doubt: novelty(settings)?.share ?? 0)
    return Double(samples) >= min(500, 129_600 / Double(settings.span)) ? tails : nil
  }

  /// How probable another value of the last bucket would have been, for the same state; nothing is learnt.
  public func logProbability(of value: Double, at bucket: Int64, _ settings: SeriesSettings) -> Double {
    let ahead = Double(max(0, bucket - lastBucket))
    return tails(value, outlook(at: bucket, ahead: ahead, settings), settings).logProbability(settings.side)
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
    _ value: Double, _ outlook: Outlook, _ judged: Judgement, weight: Double, decay: Double, _ settings: SeriesSettings
  ) {
    let isCount = settings.kind == .count
    let trust = weight * trust(judged.tails, settings)
    let expected = outlook.likelier
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
    level.add(plain, weight: trust * exposure * (shift.isActive ? Self.doubt : 1))
    samples &+= 1
    if value != 0 { active &+= 1 }
    guard !settings.isPopulation, samples > settings.warmUp else { return }
    follow(plain, exposure: exposure, outlook, value, judged, settings)
  }

  /// With how much weight the level learns from buckets that may be of another one.
  private static let doubt = 0.25

  /// Follows changes of the level.
  private mutating func follow(
    _ plain: Double, exposure: Double, _ outlook: Outlook, _ value: Double, _ judged: Judgement,
    _ settings: SeriesSettings
  ) {
    if shift.isActive {
      shift.learn(plain, weight: exposure, gain: gain(value, outlook, settings))
      if shift.hasLasted(settings.lastingChange(after: samples)) {
        season.levelChanged(by: Double(shift.level) / max(outlook.base.level, 1e-9), kind: settings.kind)
        level.restart(mean: Double(shift.level), weight: Double(shift.weight))
        shift = LevelShift()
        changes &+= 1
      }
    }
    let shortest = settings.shortestChange
    if let found = change.add(judged.score, value: plain, exposure: exposure, shortest: shortest) {
      shift = LevelShift(found)
    }
  }
}
