#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A level that a series has taken on and may leave again: a first weekend, a holiday, an outage, or a change that stays.
///
/// While it lasts, a value is expected either of it or of the level from before, with weights by how well each explained the
/// last buckets, so that neither staying nor going back is a surprise. It ends when the old level explains the series again,
/// and becomes the level when it has lasted (`SeriesSettings.lastingChange`); only then is what was learnt before given up.
struct LevelShift: Sendable, Hashable {
  /// Buckets since it began; 0 when there is none.
  private(set) var buckets: UInt32 = 0
  /// The level without season, and the weight that it rests on.
  private(set) var level: Float = 0
  private(set) var weight: Float = 0
  /// ln of how much better it explained the last buckets than the level from before.
  private var evidence: Float = 0

  /// Bounds of `evidence`: the less likely of the two keeps a share of 2 %.
  private static let bound: Float = 4
  /// The shift rests on its last buckets, about a day of quarter hours.
  private static let memory: Float = 100

  init() {}

  init(_ change: ChangeTracker.Change) {
    buckets = UInt32(max(1, change.buckets))
    level = Float(change.level)
    weight = Float(max(1e-3, change.weight))
    evidence = Self.bound / 2
  }

  var isActive: Bool { buckets > 0 }

  /// The share of the values that are expected of the shifted level.
  var share: Double { isActive ? 1 / (1 + exp(-Double(evidence))) : 0 }

  /// What a bucket says: its value without season and its weight, and ln of how much better the shift explained it.
  mutating func learn(_ value: Double, weight sample: Double, gain: Double) {
    evidence = min(Self.bound, max(-Self.bound, evidence + Float(min(3, max(-3, gain)))))
    buckets = min(buckets + 1, .max - 1)
    let share = Float(share * sample)
    weight = min(weight + share, Self.memory)
    if weight > 0 { level += share / weight * (Float(value) - level) }
    if evidence <= -Self.bound { self = LevelShift() }
  }

  /// Whether it has lasted for so many buckets and still holds.
  func hasLasted(_ length: UInt32) -> Bool { buckets >= length && evidence > 0 }

  func write(to writer: inout StateWriter) {
    writer.append(UInt64(buckets))
    for value in [level, weight, evidence] { writer.append(Double(value)) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    buckets = UInt32(try reader.integer(in: 0...Int(UInt32.max - 1)))
    level = try reader.single()
    weight = try reader.single()
    evidence = try reader.single()
    guard weight >= 0, abs(evidence) <= Self.bound else { throw StateError("the shift of a series is damaged") }
  }
}
