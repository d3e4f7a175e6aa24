/// Bootstrap confidence intervals (Efron, 1979; percentile method), repeatable by seed.
public struct Bootstrap: Sendable {
  /// What is drawn with replacement.
  public enum Unit: Sendable {
    /// Rows, each class by itself, so that every resample has both classes.
    case rowsWithinClass
    /// Whole groups (hosts, campaigns, families): rows of a group are not independent. One group number a row.
    case groups([Int])
  }

  /// An interval with the estimate from all rows.
  public struct Interval: Sendable, Hashable {
    /// The metric of all rows.
    public var estimate: Double
    /// The limits.
    public var lower: Double
    /// See `lower`.
    public var upper: Double
    /// The resamples in which the metric was defined.
    public var resamples: Int
  }

  /// The number of resamples.
  public var resamples: Int
  /// The share of resamples inside the interval.
  public var confidence: Double
  /// The seed.
  public var seed: UInt64

  /// A bootstrap.
  public init(resamples: Int = 1_000, confidence: Double = 0.95, seed: UInt64 = 1) {
    self.resamples = resamples
    self.confidence = confidence
    self.seed = seed
  }

  /// The interval of a metric. `metric` gets how often each row was drawn, as weights, and returns nil where it is
  /// undefined. Nil when it is undefined for all rows.
  public func interval(labels: [Bool], unit: Unit, metric: ([Double]) -> Double?) -> Interval? {
    guard !labels.isEmpty, let estimate = metric(Array(repeating: 1, count: labels.count)) else { return nil }
    var values: [Double] = []
    values.reserveCapacity(resamples)
    forEachResample(labels: labels, unit: unit) { weights in
      if let value = metric(weights) { values.append(value) }
    }
    guard !values.isEmpty else { return nil }
    values.sort()
    let tail = (1 - confidence) / 2
    return Interval(
      estimate: estimate, lower: Self.quantile(values, tail), upper: Self.quantile(values, 1 - tail),
      resamples: values.count)
  }

  /// Gives how often each row is drawn, for every resample.
  func forEachResample(labels: [Bool], unit: Unit, _ body: ([Double]) -> Void) {
    var generator = Xoshiro256(seed: seed)
    let pools = Self.pools(labels, unit)
    for _ in 0..<resamples {
      var weights = [Double](repeating: 0, count: labels.count)
      for pool in pools where !pool.isEmpty {
        for _ in pool.indices {
          for row in pool[Int(generator.nextUnit() * Double(pool.count))] { weights[row] += 1 }
        }
      }
      body(weights)
    }
  }

  /// Units that are drawn among each other.
  private static func pools(_ labels: [Bool], _ unit: Unit) -> [[[Int]]] {
    switch unit {
    case .rowsWithinClass:
      return [true, false].map { wanted in labels.indices.filter { labels[$0] == wanted }.map { [$0] } }
    case .groups(let groups):
      var members: [Int: [Int]] = [:]
      for (row, group) in groups.prefix(labels.count).enumerated() { members[group, default: []].append(row) }
      return [members.sorted { $0.key < $1.key }.map(\.value)]
    }
  }

  /// The quantile of sorted values, between neighbours linearly.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let low = Int(position)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
  }
}
