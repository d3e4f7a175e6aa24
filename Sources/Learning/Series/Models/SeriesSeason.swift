#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The seasons of a series: hour of the day and hour of the week, learnt beside the level and used only as long as they
/// predict better than the level alone.
///
/// Each candidate predicts every value before it is learnt; its squared errors (of square roots, for counts) are summed with
/// exponential forgetting. The daily table is used when its errors are a tenth smaller than those of the level, the weekly
/// one when a twentieth smaller than those of the better other, and dropped when that is no longer so.
struct SeriesSeason: Sendable, Hashable {
  /// What is used now.
  enum Choice: UInt8, Sendable {
    case flat, daily, weekly
  }

  private(set) var choice = Choice.flat
  /// Whether the slope of the level is used.
  private(set) var isLine = false
  private var daily: SeasonalTable?
  private var weekly: SeasonalTable?
  private var flatError: Float = 0
  private var dailyError: Float = 0
  private var weeklyError: Float = 0
  private var chosenError: Float = 0
  private var lineError: Float = 0
  private var judged: UInt32 = 0
  private var judgedWeekly: UInt32 = 0

  /// The factor or difference to apply at a bucket.
  func effect(_ bucket: Int64, level: Double, _ settings: SeriesSettings) -> Double {
    switch choice {
    case .flat: settings.kind == .count ? 1 : 0
    case .daily: dailyEffect(bucket, level: level, settings)
    case .weekly: weeklyEffect(bucket, level: level, settings)
    }
  }

  /// How many buckets the chosen bin rests on; infinite without a season.
  func support(_ bucket: Int64, level: Double, _ settings: SeriesSettings) -> Double {
    switch choice {
    case .flat: .infinity
    case .daily: daily?.visits(settings.hourOfDay(bucket), level: level, kind: settings.kind) ?? 0
    case .weekly: 1 + (weekly?.visits(settings.hourOfWeek(bucket), level: level, kind: settings.kind) ?? 0)
    }
  }

  private func dailyEffect(_ bucket: Int64, level: Double, _ settings: SeriesSettings) -> Double {
    let neutral = settings.kind == .count ? 1.0 : 0
    return daily?.value(settings.hourOfDay(bucket), level: level, coarser: neutral, kind: settings.kind) ?? neutral
  }

  private func weeklyEffect(_ bucket: Int64, level: Double, _ settings: SeriesSettings) -> Double {
    let coarser = dailyEffect(bucket, level: level, settings)
    return weekly?.value(settings.hourOfWeek(bucket), level: level, coarser: coarser, kind: settings.kind) ?? coarser
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
    if daily == nil, sample.active >= 12 { daily = SeasonalTable(bins: 24) }
    if weekly == nil, sample.active >= 72, Double(sample.samples) * Double(settings.span) >= 3 * 86_400 {
      weekly = SeasonalTable(bins: 168)
    }
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
    let dailyValue = dailyEffect(sample.bucket, level: sample.level, settings)
    flatError = flatError * keep + min(flat, limit)
    dailyError = dailyError * keep + min(error(combined(sample.level, dailyValue)), limit)
    let weeklyValue = weekly == nil ? dailyValue : weeklyEffect(sample.bucket, level: sample.level, settings)
    weeklyError = weeklyError * keep + min(error(combined(sample.level, weeklyValue)), limit)
    let chosen = choice == .flat ? (isCount ? 1 : 0) : choice == .daily ? dailyValue : weeklyValue
    chosenError = chosenError * keep + min(error(combined(sample.level, chosen)), limit)
    lineError = lineError * keep + min(error(combined(sample.line, chosen)), limit)
    judged &+= 1
    if weekly != nil { judgedWeekly &+= 1 }
    choose(day)
  }

  private mutating func choose(_ day: Double) {
    guard Double(judged) >= 2 * day || judged >= 48 else { return }
    let isDaily = dailyError < flatError * (choice == .flat ? 0.9 : 0.97)
    let better = min(flatError, dailyError)
    let isWeekly = Double(judgedWeekly) >= 8 * day && weeklyError < better * (choice == .weekly ? 0.99 : 0.95)
    choice = isWeekly ? .weekly : isDaily ? .daily : .flat
    isLine = Double(judged) >= 4 * day && judged >= 48 && lineError < chosenError * (isLine ? 0.97 : 0.9)
  }

  /// After a change of the level by a factor.
  mutating func levelChanged(by factor: Double, kind: SeriesSettings.Kind) {
    isLine = false
    lineError = chosenError
    guard kind == .count, factor.isFinite, factor > 1e-6, factor < 1e6 else { return }
    daily?.rescale(by: factor)
    weekly?.rescale(by: factor)
  }

  /// Bytes of memory beside the struct itself.
  var size: Int { (daily?.size ?? 0) + (weekly?.size ?? 0) }

  // MARK: State

  init() {}

  func write(to writer: inout StateWriter) {
    writer.append(UInt64(choice.rawValue))
    writer.append(isLine)
    for error in [flatError, dailyError, weeklyError, chosenError, lineError] { writer.append(Double(error)) }
    writer.append(UInt64(judged))
    writer.append(UInt64(judgedWeekly))
    writer.append(daily != nil)
    daily?.write(to: &writer)
    writer.append(weekly != nil)
    weekly?.write(to: &writer)
  }

  init(from reader: inout StateReader) throws(StateError) {
    guard let choice = Choice(rawValue: UInt8(try reader.integer(in: 0...2))) else {
      throw StateError("unknown season")
    }
    self.choice = choice
    isLine = try reader.bool()
    flatError = try reader.single()
    dailyError = try reader.single()
    weeklyError = try reader.single()
    chosenError = try reader.single()
    lineError = try reader.single()
    judged = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    judgedWeekly = UInt32(try reader.integer(in: 0...Int(UInt32.max)))
    if try reader.bool() { daily = try SeasonalTable(bins: 24, from: &reader) }
    if try reader.bool() { weekly = try SeasonalTable(bins: 168, from: &reader) }
  }
}
