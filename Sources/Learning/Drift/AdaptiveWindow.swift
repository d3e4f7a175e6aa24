#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// ADWIN: a window that grows while its mean is stable and drops its old part when two halves of it differ more than chance
/// explains.
///
/// A. Bifet, R. Gavaldà, "Learning from time-varying data with adaptive windowing", SDM 2007: an exponential histogram with at
/// most `bucketsPerSize + 1` buckets of each power of two, and at each border of buckets the test
///
///     |μ₀ − μ₁| > √(2·m·σ²·ln(2·ln n/δ)) + ⅔·m·ln(2·ln n/δ),   m = 1/(n₀ − g + 1) + 1/(n₁ − g + 1)
///
/// with g the fewest values of a part. Memory is logarithmic in the window.
public struct AdaptiveWindow: Sendable, Hashable, Codable {
  /// The chance of a false alarm at one test.
  public let delta: Double
  /// Values between two tests.
  public let clock: Int
  /// The fewest values of a part.
  public let shortest: Int
  /// Nothing is tested before so many values were seen.
  public let grace: Int

  struct Bucket: Sendable, Hashable, Codable {
    var sum: Double
    /// The sum of squared differences from the bucket's mean.
    var spread: Double
  }
  /// `levels[k]` has buckets of 2ᵏ values, the oldest first.
  var levels: [[Bucket]] = [[]]
  static let bucketsPerSize = 5

  /// Values in the window.
  public internal(set) var count = 0
  var sum = 0.0
  var spread = 0.0
  var ticks = 0
  /// Changes found so far.
  public internal(set) var changes = 0

  /// A window; the parameters are those of the paper's authors.
  public init(delta: Double = 0.002, clock: Int = 32, shortest: Int = 5, grace: Int = 10) {
    self.delta = min(0.5, max(1e-12, delta))
    self.clock = max(1, clock)
    self.shortest = max(1, shortest)
    self.grace = max(1, grace)
  }

  /// The window's mean.
  public var mean: Double { count > 0 ? sum / Double(count) : 0 }
  /// Its variance.
  public var variance: Double { count > 0 ? spread / Double(count) : 0 }

  /// Adds a value; true when the mean has changed. Values that are not finite are left out.
  public mutating func add(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    if count > 0 {
      let difference = value - sum / Double(count)
      spread += Double(count) * difference * difference / Double(count + 1)
    }
    sum += value
    count += 1
    levels[0].append(Bucket(sum: value, spread: 0))
    compress()
    ticks += 1
    guard ticks % clock == 0, count > grace else { return false }
    var isChanged = false
    while dropsOldest() { isChanged = true }
    if isChanged { changes += 1 }
    return isChanged
  }

  private mutating func compress() {
    var level = 0
    while level < levels.count, levels[level].count > Self.bucketsPerSize {
      let (a, b) = (levels[level][0], levels[level][1])
      levels[level].removeFirst(2)
      let size = Double(1 << level)
      let difference = (a.sum - b.sum) / size
      if level + 1 == levels.count { levels.append([]) }
      levels[level + 1].append(
        Bucket(sum: a.sum + b.sum, spread: a.spread + b.spread + size / 2 * difference * difference))
      level += 1
    }
  }

  /// Looks for a border at which the means differ and drops the oldest bucket if there is one.
  private mutating func dropsOldest() -> Bool {
    guard isCut() else { return false }
    guard let level = levels.lastIndex(where: { !$0.isEmpty }) else { return false }
    let bucket = levels[level].removeFirst()
    let size = 1 << level
    count -= size
    sum -= bucket.sum
    if count > 0 {
      let difference = bucket.sum / Double(size) - sum / Double(count)
      let between = Double(size) * Double(count) / Double(size + count) * difference * difference
      spread = max(0, spread - bucket.spread - between)
    } else {
      spread = 0
    }
    while levels.count > 1, levels[levels.count - 1].isEmpty { levels.removeLast() }
    return true
  }

  private func isCut() -> Bool {
    guard count >= 2 * shortest else { return false }
    let strictness = log(2 * log(Double(count)) / delta)
    var (oldCount, oldSum) = (0, 0.0)
    for level in levels.indices.reversed() {
      for bucket in levels[level] {
        oldCount += 1 << level
        oldSum += bucket.sum
        let newCount = count - oldCount
        guard newCount >= shortest else { return false }
        guard oldCount >= shortest else { continue }
        let difference = abs(oldSum / Double(oldCount) - (sum - oldSum) / Double(newCount))
        let share = 1 / Double(oldCount - shortest + 1) + 1 / Double(newCount - shortest + 1)
        if difference > (2 * share * variance * strictness).squareRoot() + 2 / 3 * strictness * share { return true }
      }
    }
    return false
  }
}
