/// Tells a lasting change of the level from a passing anomaly.
///
/// A two-sided CUSUM of normal scores (E. S. Page, 1954): scores, bounded at ±4 and less one, are summed while the sum is
/// positive. When it reaches `limit` over enough buckets, the level has changed, for now or for good (`LevelShift`), and
/// the mean of those buckets is the new one.
struct ChangeTracker: Sendable, Hashable {
  /// Sum of scores at which a change is believed: eight buckets far out, or twenty-four at two standard deviations.
  static let limit: Float = 24
  private var up: Float = 0
  private var down: Float = 0
  private var buckets: UInt16 = 0
  private var sum: Float = 0
  private var exposure: Float = 0

  /// The new level.
  struct Change {
    var level: Double
    var buckets: Int
    /// Exposure of the buckets together.
    var weight: Double
  }

  init() {}

  /// Adds a bucket: its score, its value without season and its weight. A change of fewer buckets than `shortest` is an
  /// anomaly.
  mutating func add(_ score: Double, value: Double, exposure weight: Double, shortest: UInt16) -> Change? {
    let bounded = Float(min(4, max(-4, score)))
    let wasIdle = up == 0 && down == 0
    let (previousUp, previousDown) = (up, down)
    up = max(0, up + bounded - 1)
    down = max(0, down - bounded - 1)
    if up == 0, down == 0 {
      buckets = 0
      return nil
    }
    // A run that turned into one of the other direction starts over.
    if wasIdle || (previousUp > 0 && up == 0) || (previousDown > 0 && down == 0) {
      buckets = 0
      sum = 0
      exposure = 0
    }
    buckets = min(buckets + 1, .max - 1)
    sum += Float(value * weight)
    exposure += Float(weight)
    guard max(up, down) >= Self.limit, buckets >= shortest, exposure > 0 else { return nil }
    let change = Change(level: Double(sum / exposure), buckets: Int(buckets), weight: Double(exposure))
    self = ChangeTracker()
    return change
  }

  func write(to writer: inout StateWriter) {
    for value in [up, down, sum, exposure] { writer.append(Double(value)) }
    writer.append(UInt64(buckets))
  }

  init(from reader: inout StateReader) throws(StateError) {
    up = try reader.single()
    down = try reader.single()
    sum = try reader.single()
    exposure = try reader.single()
    buckets = UInt16(try reader.integer(in: 0...Int(UInt16.max - 1)))
  }
}
