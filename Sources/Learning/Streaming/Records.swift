#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The strangest that is remembered, fading.
struct Record: Sendable {
  /// What a view says that has nothing to say.
  static let nothing = -3.0
  /// What a view says at most, so that evidence stays finite where all that is remembered has faded away.
  private static let most = 1_000.0

  private(set) var largest = 0.0
  private let fading: Double

  init(halfLife: Double) { fading = exp2(-1 / max(1, halfLife)) }

  /// The logarithm of the ratio of a surprise (not negative) to the largest remembered; 0.69 (twice it) where there is none.
  mutating func observe(_ surprise: Double, learning: Bool, judging: Bool) -> Double {
    var result = Self.nothing
    if judging, surprise > 0 {
      result = largest > 0 ? min(Self.most, max(Self.nothing, log(surprise / largest))) : log(2)
    }
    largest *= fading
    if learning { largest = max(largest, surprise) }
    return result
  }

  /// The same with another record.
  func remembering(_ largest: Double) -> Record {
    var result = self
    result.largest = largest
    return result
  }
}

/// How far values leave the range of all values before them.
struct RangeRecord: Sendable {
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity

  init() {}

  init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The logarithm of the ratio of the distance from the middle to half the range; at most 2.4 (ten times). A constant
  /// series that changes doubles its record.
  mutating func observe(_ x: Double) -> Double {
    defer {
      low = min(low, x)
      high = max(high, x)
    }
    guard low <= high else { return Record.nothing }
    let outside = max(x - high, low - x)
    guard outside > 0 else { return -1 }
    let range = high - low
    let excess = range > 0 ? min(outside / range, 5) : 1
    return log(1 + 2 * excess)
  }
}

/// How far the mean of the last points leaves the range of all such means.
struct MeanRecord: Sendable {
  var recent: RecentValues
  var range = RangeRecord()

  init(window: Int) { recent = RecentValues(capacity: max(1, window)) }

  mutating func observe(_ x: Double) -> Double {
    recent.append(x)
    return range.observe(recent.mean)
  }
}

/// The last values, oldest first.
struct RecentValues: Sendable {
  var values: [Double] = []
  var next = 0
  let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  mutating func append(_ x: Double) {
    if values.count < capacity { values.append(x) } else { values[next] = x }
    next = (next + 1) % capacity
  }

  /// Summed anew each time, so that rounding does not pile up over years, and from one of the values, so that the mean of equal
  /// values is exact.
  var mean: Double {
    guard let first = values.first else { return 0 }
    var sum = 0.0
    for value in values { sum += (value - first) / Double(values.count) }
    return first + sum
  }
}

/// How far values are from what is usual at their time of day: an exponentially weighted mean for each slot of the day, and the
/// record of the distances from it.
struct TimeOfDayRecord: Sendable {
  private static let day = 86_400.0
  /// The least weight of a new value in its slot: about the last week counts.
  private static let learningRate = 0.15

  /// Values of a slot that are counted at most.
  static let counted = 1_000

  private let slotSeconds: Double
  var means: [Double]
  var counts: [Int]
  var record: Record

  init(slotSeconds: Double, halfLife: Double) {
    self.slotSeconds = min(max(slotSeconds, 60), Self.day)
    let slots = Int((Self.day / self.slotSeconds).rounded(.up))
    means = Array(repeating: 0, count: slots)
    counts = Array(repeating: 0, count: slots)
    record = Record(halfLife: halfLife)
  }

  mutating func observe(_ x: Double, at time: Double, learning: Bool, judging: Bool) -> Double {
    guard time.isFinite, abs(time) < 1e15 else { return Record.nothing }
    let second = time - (time / Self.day).rounded(.down) * Self.day
    let slot = min(means.count - 1, max(0, Int(second / slotSeconds)))
    let distance = counts[slot] > 0 ? abs(x - means[slot]) : 0
    let weight = max(Self.learningRate, 1 / Double(counts[slot] + 1))
    means[slot] += weight * (x - means[slot])
    counts[slot] = min(counts[slot] + 1, Self.counted)
    return record.observe(distance, learning: learning, judging: judging)
  }
}
