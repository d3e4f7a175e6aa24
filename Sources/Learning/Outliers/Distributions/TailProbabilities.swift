#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// ECOD: points in the tails of many features, each feature judged by its empirical distribution alone.
///
/// Z. Li, Y. Zhao, X. Hu, N. Botta, C. Ionescu, G. Chen, "ECOD: unsupervised outlier detection using empirical cumulative
/// distribution functions", TKDE 2022, as its authors' implementation in PyOD joins the tails: for each feature −log of
/// the smaller of the two tail probabilities, summed. (The paper also sums before it chooses a side.)
///
/// Blind to unusual combinations of usual values.
public struct TailProbabilities: OutlierModel {
  /// What the method is called in a report.
  public static let name = "ecod"

  /// The fitted values of each feature, sorted.
  let sorted: [[Double]]

  /// Learns the distribution of every feature.
  public init(fitting table: FeatureTable) {
    sorted = (0..<table.columns).map { table.column($0).sorted() }
  }

  /// The sum over features of the larger surprisal of the two tails.
  public func scores(_ table: FeatureTable) -> [Double] {
    (0..<table.rows).map { row in
      var sum = 0.0
      for column in sorted.indices { sum += surprisal(column, table[row, column]) }
      return sum
    }
  }

  /// Each feature's part of the sum.
  public func influences(_ table: FeatureTable) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(table.rows * sorted.count)
    for row in 0..<table.rows {
      for column in 0..<sorted.count {
        result.append(surprisal(column, table[row, column]))
      }
    }
    Shares.normalize(&result, columns: sorted.count)
    return result
  }

  /// −log of the share of fitted values on the emptier side of a value, itself included. A value beyond all that was fitted
  /// counts as one observation.
  private func surprisal(_ column: Int, _ value: Double) -> Double {
    let values = sorted[column]
    guard !values.isEmpty else { return 0 }
    let upTo = values.partitioningIndex { $0 > value }
    let from = values.count - values.partitioningIndex { $0 >= value }
    return -log(Double(max(1, min(upTo, from))) / Double(values.count))
  }
}

extension Array {
  /// The first index whose element fulfils a condition that, once true, stays true.
  func partitioningIndex(_ condition: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
