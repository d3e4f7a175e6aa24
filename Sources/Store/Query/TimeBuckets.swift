/// Numbers the intervals that times fall into. Neighbouring events are mostly in one interval: that case costs two
/// comparisons.
struct TimeBuckets {
  /// Length of an interval, in nanoseconds; `nil` for one interval that holds all times.
  let interval: Int64?
  private(set) var starts: [Int64] = []
  private var numbers: [Int64: UInt32] = [:]
  private var low: Int64 = 0
  private var high: Int64 = 0
  private var current: UInt32 = 0

  init(interval: Int64?) {
    self.interval = interval
  }

  /// The number of the interval that has a time. Intervals begin at multiples of their length since 1970.
  mutating func number(of time: Int64) -> UInt32 {
    if time >= low, time < high { return current }
    return find(time)
  }

  private mutating func find(_ time: Int64) -> UInt32 {
    guard let interval, interval > 0 else {
      (low, high) = (Int64.min, Int64.max)
      if starts.isEmpty { starts = [0] }
      return 0
    }
    let rest = time % interval
    let start = time.subtractingReportingOverflow(rest < 0 ? rest + interval : rest)
    low = start.overflow ? Int64.min : start.partialValue
    let end = low.addingReportingOverflow(interval)
    high = end.overflow ? Int64.max : end.partialValue
    if let known = numbers[low] {
      current = known
    } else {
      current = UInt32(truncatingIfNeeded: starts.count)
      starts.append(low)
      numbers[low] = current
    }
    return current
  }
}
