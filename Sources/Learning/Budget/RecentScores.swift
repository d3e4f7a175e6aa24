#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The latest scores of one group, and how extreme a new one is among them.
///
/// The answer is the negative natural logarithm of a conformal p-value: of n scores of which k are at least as high, a new
/// one that is exchangeable with them has p ≤ (k + 1)/(n + 1) with that probability at most, whatever their distribution
/// (Vovk, Gammerman, Shafer, "Algorithmic Learning in a Random World", 2005). Above the highest fiftieth of the scores
/// the exponential law of their excesses continues the scale, so that scores that no reference reached are still told
/// apart; the tail orders scores and gives no guarantee of its own.
public struct RecentScores: Sendable, Hashable {
  /// Scores held at most.
  public let capacity: Int
  /// In the order of arrival, the oldest at `oldest`, with their times in days.
  private var ring: [Double] = []
  private var times: [Double] = []
  private var oldest = 0
  /// The same scores, ascending.
  private var sorted: [Double] = []

  /// The share of scores that make up the tail.
  private static let tailShare = 0.02

  /// Room for so many scores, at least 16.
  public init(capacity: Int = 4_096) { self.capacity = max(16, capacity) }

  /// Scores held.
  public var count: Int { sorted.count }

  /// Scores a day, over the time that the held ones span; nil with fewer than two moments.
  public func dailyRate(at time: Double) -> Double? {
    guard let first = times.isEmpty ? nil : times[oldest] else { return nil }
    let span = time - first
    return span > 0 ? Double(sorted.count) / span : nil
  }

  /// Adds a score; the oldest goes when there is no room. Scores that are not finite are left out.
  public mutating func add(_ score: Double, at time: Double) {
    guard score.isFinite, time.isFinite else { return }
    if ring.count < capacity {
      ring.append(score)
      times.append(time)
    } else {
      dropFromSorted(ring[oldest])
      ring[oldest] = score
      times[oldest] = time
      oldest = (oldest + 1) % capacity
    }
    sorted.insert(score, at: place(of: score))
  }

  /// Takes a score out again, for what turned out to be no part of normal life. The latest of equal ones goes.
  public mutating func remove(_ score: Double) {
    guard let index = ring.lastIndex(of: score) else { return }
    ring[index] = .nan
    dropFromSorted(score)
  }

  private mutating func dropFromSorted(_ score: Double) {
    guard !score.isNaN else { return }
    let index = place(of: score)
    if index < sorted.count, sorted[index] == score { sorted.remove(at: index) }
  }

  /// The first index whose score is at least this one.
  private func place(of score: Double) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// −ln of how likely a score this high is; 0 without a reference, rising with the score.
  public func surprise(_ score: Double) -> Double {
    guard !sorted.isEmpty, !score.isNaN else { return 0 }
    let total = Double(sorted.count + 1)
    let tail = max(4, Int(Self.tailShare * Double(sorted.count)))
    let edge = sorted.count > tail ? sorted[sorted.count - 1 - tail] : .infinity
    guard score > edge else { return log(total / Double(sorted.count - place(of: score) + 1)) }
    let excess = sorted.suffix(tail).reduce(0) { $0 + ($1 - edge) } / Double(tail)
    let base = log(total / Double(tail + 1))
    guard excess > 0 else { return log(total / Double(sorted.count - place(of: score) + 1)) }
    return base + (score - edge) / excess
  }

  /// The p-value alone: valid for exchangeable scores, without the tail's continuation.
  public func pValue(_ score: Double) -> Double {
    guard !sorted.isEmpty, !score.isNaN else { return 1 }
    return Double(sorted.count - place(of: score) + 1) / Double(sorted.count + 1)
  }
}

extension RecentScores: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "recent-scores"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Writes the state: each score with its time, in the order in which they stand; one that was taken out is not a number.
  public func write(to writer: inout StateWriter) {
    writer.append(count: capacity)
    writer.append(count: oldest)
    writer.append(count: ring.count)
    for (score, time) in zip(ring, times) {
      writer.append(score.isNaN ? .nan : score)
      writer.append(time)
    }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    self.init(capacity: try reader.integer(in: 16...(1 << 30)))
    let oldest = try reader.integer(in: 0...(1 << 30))
    let count = try reader.count(ofSize: 16)
    guard count <= capacity, oldest < max(1, count), oldest == 0 || count == capacity else {
      throw StateError("\(count) scores from \(oldest) on do not fit \(capacity)")
    }
    self.oldest = oldest
    for _ in 0..<count {
      let score = try reader.double()
      guard score.isFinite || score.isNaN else { throw StateError("a score is infinite") }
      ring.append(score)
      times.append(try reader.finite("a time"))
    }
    sorted = ring.filter { !$0.isNaN }.sorted()
  }
}
