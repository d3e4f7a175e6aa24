/// The level and slope of a series: least squares over exponentially weighted time.
///
/// Times are relative to the last bucket and in units of the memory, so that sums stay small. A weight is the exposure of a
/// bucket (its seasonal factor, for counts), which makes the level of counts the maximum-likelihood rate.
struct SeriesLevel: Sendable, Hashable {
  private var w = 0.0
  private var wt = 0.0
  private var wtt = 0.0
  private var wy = 0.0
  private var wty = 0.0

  /// The weight of what was learnt: about the number of buckets that count.
  var weight: Double { w }

  /// The weighted mean.
  var mean: Double { w > 0 ? wy / w : 0 }

  /// Moves the origin of time and forgets.
  mutating func advance(by buckets: Double, memory: Double, decay: Double) {
    let shift = buckets / memory
    wtt += shift * (shift * w - 2 * wt)
    wt -= shift * w
    wty -= shift * wy
    w *= decay
    wt *= decay
    wtt *= decay
    wy *= decay
    wty *= decay
  }

  /// Adds a value at the origin.
  mutating func add(_ value: Double, weight: Double) {
    w += weight
    wy += weight * value
  }

  /// The line's value `ahead` units of memory after the origin.
  func line(ahead: Double) -> Double {
    let spread = wtt - wt * wt / max(w, 1e-12)
    guard w > 0, spread > 1e-9 else { return mean }
    let slope = (wty - wt * wy / w) / spread
    return mean + slope * (ahead - wt / w)
  }

  /// 1/n + (t − t̄)²/Sₜₜ: the factor of the noise variance that is the variance of the prediction.
  func leverage(ahead: Double, isLine: Bool) -> Double {
    guard w > 0 else { return 1 }
    guard isLine else { return 1 / w }
    let spread = wtt - wt * wt / w
    let distance = ahead - wt / w
    return 1 / w + (spread > 1e-9 ? min(1, distance * distance / spread) : 0)
  }

  /// Starts over from the mean of some buckets.
  mutating func restart(mean: Double, weight: Double) {
    self = SeriesLevel()
    add(mean, weight: weight)
  }

  func write(to writer: inout StateWriter) {
    for value in [w, wt, wtt, wy, wty] { writer.append(value) }
  }

  init() {}

  init(from reader: inout StateReader) throws(StateError) {
    w = try reader.finite()
    wt = try reader.finite()
    wtt = try reader.finite()
    wy = try reader.finite()
    wty = try reader.finite()
    guard w >= 0 else { throw StateError("a series has a negative weight") }
  }
}

extension StateReader {
  /// Reads a number that is neither infinite nor NaN.
  mutating func finite() throws(StateError) -> Double {
    let value = try double()
    guard value.isFinite else { throw StateError("a number of a series is not finite") }
    return value
  }

  /// Reads a `Float` that is neither infinite nor NaN, kept as a double.
  mutating func single() throws(StateError) -> Float {
    let value = Float(try double())
    guard value.isFinite else { throw StateError("a number of a series is not finite") }
    return value
  }
}
