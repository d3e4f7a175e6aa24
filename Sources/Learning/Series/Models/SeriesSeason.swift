#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The seasons of a series: hour of the day, hour of a working day or a weekend's, and hour of the week, learnt beside the
/// level and used only as long as they predict better than the level alone.
///
/// Each candidate predicts every value before it is learnt; its squared errors (of square roots, for counts) are summed with
/// exponential forgetting. A finer season is used when its errors are clearly smaller than those of the best coarser one,
/// and dropped when that is no longer so. All finer ones are sums over the bins of one weekly table.
struct SeriesSeason: Sendable, Hashable {
  /// What is used now, from coarse to fine.
  enum Choice: UInt8, Sendable, CaseIterable {
    case flat, daily, workweek, weekly

    /// How much smaller than those of the coarser seasons its errors must be to be chosen, and to be kept.
    var threshold: (chosen: Float, kept: Float) {
      switch self {
      case .flat: (1, 1)
      case .daily: (0.9, 0.97)
      case .workweek, .weekly: (0.95, 0.99)
      }
    }
  }

  private(set) var choice = Choice.flat
  /// Whether the slope of the level is used.
  private(set) var isLine = false
  private var daily: SeasonalTable?
  private var weekly: SeasonalTable?
  private var flatError: Float = 0
  private var dailyError: Float = 0
  private var workweekError: Float = 0
  private var weeklyError: Float = 0
  private var chosenError: Float = 0
  private var lineError: Float = 0
  private var judged: UInt32 = 0
  private var judgedWeekly: UInt32 = 0

  /// For how many buckets a coarser season counts in a bin of a finer one.
  private static let dailyPrior = 1.0
  private static let workweekPrior = 1.0
  private static let weeklyPrior = 2.0

  /// The factor or difference to apply at a bucket.
  func effect(_ bucket: Int64, level: Double, _ settings: SeriesSettings) -> Double {
    effects(bucket, level: level, upTo: choice, settings)[choice]
  }

  /// What each season says of a bucket, the finer ones shrunk towards the coarser.
  private struct Effects {
    var flat: Double
    var daily: Double
    var workweek: Double
    var weekly: Double

    subscript(choice: Choice) -> Double {
      switch choice {
      case .flat: flat
      case .daily: daily
      case .workweek: workweek
      case .weekly: weekly
      }
    }
  }

  /// Seasons finer than `finest` are as the last one that is not.
  private func effects(
    _ bucket: Int64, level: Double, upTo finest: Choice, _ settings: SeriesSettings
  ) -> Effects {
    let neutral = settings.kind == .count ? 1.0 : 0
    var effects = Effects(flat: neutral, daily: neutral, workweek: neutral, weekly: neutral)
    guard finest != .flat, let daily else { return effects }
    func value(_ table: SeasonalTable, _ bins: SeasonalBins, _ coarser: Double, _ prior: Double) -> Double {
      table.value(bins, level: level, coarser: coarser, counting: prior, kind: settings.kind)
    }
    effects.daily = value(daily, SeasonalBins(first: settings.hourOfDay(bucket)), neutral, Self.dailyPrior)
    effects.workweek = effects.daily
    effects.weekly = effects.daily
    guard finest != .daily, let weekly else { return effects }
    effects.workweek = value(weekly, settings.hourOfWorkweek(bucket), effects.daily, Self.workweekPrior)
    effects.weekly = effects.workweek
    guard finest != .workweek else { return effects }
    let hour = SeasonalBins(first: settings.hourOfWeek(bucket))
    effects.weekly = value(weekly, hour, effects.workweek, Self.weeklyPrior)
    return effects
  }

  /// How many buckets the chosen bin rests on; infinite without a season.
  func support(_ bucket: Int64, level: Double, _ settings: SeriesSettings) -> Double {
    switch choice {
    case .flat: return .infinity
    case .daily:
      let bins = SeasonalBins(first: settings.hourOfDay(bucket))
      return daily?.visits(bins, level: level, kind: settings.kind) ?? 0
    case .workweek: return weekly?.visits(settings.hourOfWorkweek(bucket), level: level, kind: settings.kind) ?? 0
    case .weekly:
      let bins = SeasonalBins(first: settings.hourOfWeek(bucket))
      return Self.weeklyPrior + (weekly?.visits(bins, level: level, kind: settings.kind) ?? 0)
    }
  }

  // MARK: Learning

  /// A value with what the level says of it.
  struct Sample {
    var value: Double
    var bucket: Int64
    var level: Double
    /// The level with its slope.
    var line: Double
    var weight: Double
    /// Observations and non-zero ones so far.
    var samples: UInt32
    var active: UInt32
  }

  /// Judges the candidates by a value, chooses, and learns it.
  mutating func learn(_ sample: Sample, _ settings: SeriesSettings) {
    guard settings.span < 86_400 || settings.span % 604_800 != 0 else { return }
    grow(sample, settings)
    if sample.samples > settings.warmUp { judge(sample, settings) }
    let perBin = max(1, 3_600 / Double(settings.span))
    if daily != nil {
      let decay = 1 - 1 / (42 * perBin)
      daily?.learn(
        settings.hourOfDay(sample.bucket), sample.value, level: sample.level, weight: sample.weight, decay: decay,
        kind: settings.kind)
    }
    if weekly != nil {
      let decay = 1 - 1 / (10 * perBin)
      weekly?.learn(
        settings.hourOfWeek(sample.bucket), sample.value, level: sample.level, weight: sample.weight, decay: decay,
        kind: settings.kind)
    }
  }

  /// Tables are made only for series that have something to put into them.
  private mutating func grow(_ sample: Sample, _ settings: SeriesSettings) {
    guard settings.mayGrow else { return }
    if daily == nil, sample.active >= 12 { daily = SeasonalTable(bins: 24) }
    if weekly == nil, sample.active >= 72 { weekly = SeasonalTable(bins: 168) }
  }

  private mutating func judge(_ sample: Sample, _ settings: SeriesSettings) {
    let day = 86_400 / Double(settings.span)
    let isCount = settings.kind == .count
    func error(_ mean: Double) -> Float {
      if isCount {
        let difference = (sample.value + 0.375).squareRoot() - (max(0, mean) + 0.375).squareRoot()
        return Float(difference * difference)
      }
      let difference = sample.value - mean
      return Float(min(difference * difference, 1e30))
    }
    func combined(_ base: Double, _ effect: Double) -> Double { isCount ? base * effect : base + effect }
    let flat = error(sample.level)
    // One wild value must not decide what is a season.
    let limit = judged > 20 ? 9 * flatError / Float(min(Double(judged), 21 * day)) + 1e-12 : .infinity
    let keep = Float(1 - 1 / (21 * max(1, day)))
    let effects = effects(sample.bucket, level: sample.level, upTo: .weekly, settings)
    func loss(_ effect: Double) -> Float { min(error(combined(sample.level, effect)), limit) }
    flatError = flatError * keep + min(flat, limit)
    dailyError = dailyError * keep + loss(effects.daily)
    workweekError = workweekError * keep + loss(effects.workweek)
    weeklyError = weeklyError * keep + loss(effects.weekly)
    let chosen = effects[choice]
    chosenError = chosenError * keep + loss(chosen)
    lineError = lineError * keep + min(error(combined(sample.line, chosen)), limit)
    judged &+= 1
    if weekly != nil { judgedWeekly &+= 1 }
    choose(day)
  }

  private mutating func choose(_ day: Double) {
    guard Double(judged) >= 2 * day || judged >= 48 else { return }
    // Weekends are judged once there was one, hours of the week once each has been seen.
    let latest: Choice =
      Double(judgedWeekly) >= 8 * day ? .weekly : Double(judgedWeekly) >= 5.5 * day ? .workweek : .daily
    var best = (choice: Choice.flat, error: flatError)
    for (candidate, error) in [(Choice.daily, dailyError), (.workweek, workweekError), (.weekly, weeklyError)]
    where candidate.rawValue <= latest.rawValue {
      let threshold = candidate.rawValue <= choice.rawValue ? candidate.threshold.kept : candidate.threshold.chosen
      if error < best.error * threshold { best = (candidate, error) }
    }
    choice = best.choice
    // A slope must hold over more than a weekend.
    isLine = Double(judged) >= 8 * day && judged >= 48 && lineError < chosenError * (isLine ? 0.97 : 0.9)
  }

  /// After a change of the level by a factor.
  mutating func levelChanged(by factor: Double, kind: SeriesSettings.Kind) {
    isLine = false
    lineError = chosenError
    guard kind == .count, factor.isFinite, factor > 1e-6, factor < 1e6 else { return }
    daily?.rescale(by: factor)
    weekly?.rescale(by: factor)
  }

  /// Bytes that the tables of a series can take.
  static let mostGrowth = SeasonalTable(bins: 24).size + SeasonalTable(bins: 168).size

  /// Bytes of memory beside the struct itself.
  var size: Int { (daily?.size ?? 0) + (weekly?.size ?? 0) }

  // MARK: State

  init() {}

  func write(to writer: inout StateWriter) {
    writer.append(UInt64(choice.rawValue))
    writer.append(isLine)
    for error in [flatError, dailyError, workweekError, weeklyError, chosenError, lineError] {
      writer.append(Double(error))
    }
    writer.append(UInt64(judged))
    writer.append(UInt64(judgedWeekly))
    writer.append(daily != nil)
    daily?.write(to: &writer)
    writer.append(weekly != nil)
    weekly?.write(to: &writer)
  }

  init(from reader: inout StateReader) throws(StateError) {
    guard let choice = Choice(rawValue: UInt8(try reader.integer(in: 0...(Choice.allCases.count - 1)))) else {
      throw StateError("unknown season")
    }
    self.choice = choice
    isLine = try reader.bool()
    flatError = try reader.single()
    dailyError = try reader.single()
    workweekError = try reader.single()
    weeklyError = try reader.single()
    chosenError = try reader.single()
    lineError = try reader.single()
    judged = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    judgedWeekly = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    if try reader.bool() { daily = try SeasonalTable(bins: 24, from: &reader) }
    if try reader.bool() { weekly = try SeasonalTable(bins: 168, from: &reader) }
  }
}
