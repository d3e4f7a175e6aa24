#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The population stability index: how far a feature's distribution has moved from a reference.
///
/// Σ (aᵢ − eᵢ)·ln(aᵢ/eᵢ) over bins between quantiles of the reference, with half a row added to each bin so that empty ones stay
/// finite. Usual readings: below 0.1 stable, above 0.2 moved (S. Yurdakul, "Statistical properties of the population
/// stability index", 2018, which also shows that its size depends on the numbers of rows). Missing values are a bin of their own.
public struct PopulationStability: Sendable, Hashable, Codable {
  /// Values at or above an edge and below the next belong to one bin.
  public let edges: [Double]
  /// Rows of the reference by bin; the last is that of missing values.
  public let reference: [Int]

  /// Learns the bins; `bins` quantiles, fewer where values are equal.
  public init(reference values: [Double], bins: Int = 10) {
    let sorted = values.filter { !$0.isNaN }.sorted()
    var edges: [Double] = []
    if let first = sorted.first {
      for bin in 1..<max(2, bins) {
        let edge = sorted[min(sorted.count - 1, bin * sorted.count / max(2, bins))]
        if edge > edges.last ?? first { edges.append(edge) }
      }
    }
    self.edges = edges
    reference = Self.counts(values, edges)
  }

  /// Rows by bin.
  public func counts(_ values: [Double]) -> [Int] { Self.counts(values, edges) }

  private static func counts(_ values: [Double], _ edges: [Double]) -> [Int] {
    var result = [Int](repeating: 0, count: edges.count + 2)
    for value in values { result[value.isNaN ? edges.count + 1 : place(value, edges)] += 1 }
    return result
  }

  private static func place(_ value: Double, _ edges: [Double]) -> Int {
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The index of other values against the reference; 0 when either is empty.
  public func index(_ values: [Double]) -> Double { index(counts: counts(values)) }

  /// The index of counts that `counts` gave, which add up over parts.
  public func index(counts: [Int]) -> Double {
    guard counts.count == reference.count else { return 0 }
    let (total, before) = (counts.reduce(0, +), reference.reduce(0, +))
    guard total > 0, before > 0 else { return 0 }
    let bins = Double(counts.count)
    var sum = 0.0
    for (now, then) in zip(counts, reference) {
      let actual = (Double(now) + 0.5) / (Double(total) + bins / 2)
      let expected = (Double(then) + 0.5) / (Double(before) + bins / 2)
      sum += (actual - expected) * log(actual / expected)
    }
    return sum
  }
}
