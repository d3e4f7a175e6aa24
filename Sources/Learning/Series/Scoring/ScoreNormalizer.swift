#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Turns raw scores into scores from 0 to 100 by comparing them with the history of the job.
///
/// The score is the least of four ceilings: the signal-to-noise ratio over the median raw score, the percentile among all
/// buckets through a fixed curve, the ratio to the highest raw score ever of the same partition, and what the probability
/// allows by itself (`RawScore.ceiling`). Because percentiles grow with history, a score can be asked for again later:
/// that is renormalization. Curve and ceilings: the behaviour of Elastic's anomaly detection.
///
/// The history is a histogram of logarithms with 24 bins a decade, 2 KB.
public struct ScoreNormalizer: StatefulEstimator, Hashable {
  /// What its snapshots begin with.
  public static let stateTag = "score-normalizer"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  private static let perDecade = 24.0
  private static let decades = 10.0
  private static let binCount = Int(perDecade * decades) + 1
  /// Percentile and score at the corners of the curve.
  private static let knots: [(percent: Double, score: Double)] = [
    (0, 0), (70, 1), (85, 1.2), (90, 1.5), (95, 3), (97, 20), (99, 50), (99.9, 90), (100, 100),
  ]

  private var bins = [Double](repeating: 0, count: binCount)
  private var zeros = 0.0
  private var highest: [UInt64: Double] = [:]

  /// A normalizer without history.
  public init() {}

  /// Bytes of memory.
  public var size: Int { 96 + 8 * bins.count + 32 * highest.count }

  private static func bin(_ raw: Double) -> Int {
    // From 1e-8 to 100.
    min(binCount - 1, max(0, Int((log10(raw) + 8) * perDecade)))
  }

  /// Adds the highest raw score of a bucket, 0 where there was none.
  public mutating func learn(_ raw: Double) {
    if raw > 0 { bins[Self.bin(raw)] += 1 } else { zeros += 1 }
  }

  /// Adds a raw score of a partition, by the hash of its name. Only so many partitions are told apart.
  public mutating func learn(_ raw: Double, partition: UInt64) {
    guard raw > 0 else { return }
    if let known = highest[partition] {
      if raw > known { highest[partition] = raw }
    } else if highest.count < 10_000 {
      highest[partition] = raw
    }
  }

  /// Forgets: every count keeps a share.
  public mutating func decay(_ keep: Double) {
    zeros *= keep
    for index in bins.indices { bins[index] *= keep }
  }

  private var total: Double { bins.reduce(zeros, +) }

  /// The score of a raw score with its probability.
  public func score(raw: Double, logProbability: Double, partition: UInt64 = 0) -> Double {
    guard raw > 0 else { return 0 }
    var result = min(RawScore.ceiling(logProbability), curve(percentile(raw)))
    if let noise = quantile(0.5), noise > 0 { result = min(result, 1 + 10 * max(0, log10(raw / noise))) }
    if let most = highest[partition], most > raw {
      let ratio = raw / most
      result = min(result, 100 * min(1.5 * ratio, 0.5 + 0.5 * ratio))
    }
    return max(0, min(100, result))
  }

  /// The percentage of buckets whose highest score is lower; a bucket with an equal one counts half.
  private func percentile(_ raw: Double) -> Double {
    let own = Self.bin(raw)
    var below = zeros
    for index in 0..<own { below += bins[index] }
    // With little history the best of few is no record: as if one bucket had been as high.
    let total = total
    return 100 * (below + 0.5 * max(0, bins[own] - 1)) / max(1, total)
  }

  private func curve(_ percent: Double) -> Double {
    for (low, high) in zip(Self.knots, Self.knots.dropFirst()) where percent <= high.percent {
      return low.score + (high.score - low.score) * (percent - low.percent) / (high.percent - low.percent)
    }
    return 100
  }

  private func quantile(_ share: Double) -> Double? {
    let target = share * total
    guard target > 0 else { return nil }
    var sum = zeros
    if sum >= target { return 0 }
    for (index, count) in bins.enumerated() {
      sum += count
      if sum >= target { return pow(10, (Double(index) + 0.5) / Self.perDecade - 8) }
    }
    return nil
  }

  // MARK: State

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    writer.append(zeros)
    for count in bins { writer.append(count) }
    writer.append(count: highest.count)
    for (partition, value) in highest.sorted(by: { $0.key < $1.key }) {
      writer.append(word: partition)
      writer.append(value)
    }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    zeros = try reader.finite()
    for index in bins.indices { bins[index] = try reader.finite() }
    guard zeros >= 0, bins.allSatisfy({ $0 >= 0 }) else { throw StateError("a normalizer's histogram is damaged") }
    for _ in 0..<(try reader.count(ofSize: 16)) {
      let partition = try reader.word()
      highest[partition] = try reader.finite()
    }
  }
}
