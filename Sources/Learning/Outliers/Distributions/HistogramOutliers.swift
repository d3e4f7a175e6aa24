#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// HBOS: points in thin bins of the histograms of many features.
///
/// M. Goldstein, A. Dengel, "Histogram-based outlier score (HBOS)", KI 2012: the sum over features of −log of the height of
/// the point's bin, the tallest bin of a feature having height 1. Blind to unusual combinations of usual values.
public struct HistogramOutliers: OutlierModel {
  /// What the method is called in a report.
  public static let name = "hbos"

  struct Histogram: Sendable {
    var low: Double
    var width: Double
    /// −log of each bin's relative height, with a floor of one tenth for empty bins.
    var surprisal: [Double]
    var outside: Double
  }

  let histograms: [Histogram]

  /// Learns the histograms of a table.
  public init(fitting table: FeatureTable, bins: Int = 10) {
    histograms = (0..<table.columns).map { Self.histogram(table.column($0), bins: max(1, bins)) }
  }

  /// The sum of the surprisals.
  public func scores(_ table: FeatureTable) -> [Double] {
    (0..<table.rows).map { row in
      var sum = 0.0
      for column in histograms.indices { sum += surprisal(column, table[row, column]) }
      return sum
    }
  }

  /// Each feature's part of the sum.
  public func influences(_ table: FeatureTable) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(table.rows * histograms.count)
    for row in 0..<table.rows {
      for column in histograms.indices { result.append(surprisal(column, table[row, column])) }
    }
    Shares.normalize(&result, columns: histograms.count)
    return result
  }

  private func surprisal(_ column: Int, _ value: Double) -> Double {
    let histogram = histograms[column]
    let position = (value - histogram.low) / histogram.width
    guard position >= 0, position <= Double(histogram.surprisal.count) else {
      // The bins continue outside for half a bin, as PyOD's tolerance does; farther out is emptier than any bin.
      return histogram.outside
    }
    return histogram.surprisal[min(Int(position), histogram.surprisal.count - 1)]
  }

  private static func histogram(_ values: [Double], bins: Int) -> Histogram {
    let low = values.min() ?? 0
    let range = (values.max() ?? 0) - low
    let width = range > 0 ? range / Double(bins) : 1
    var counts = Array(repeating: 0.0, count: bins)
    for value in values { counts[min(bins - 1, Int((value - low) / width))] += 1 }
    let tallest = max(1, counts.max() ?? 1)
    let surprisal = counts.map { -log($0 / tallest * 0.9 + 0.1) }
    return Histogram(low: low, width: width, surprisal: surprisal, outside: -log(0.1))
  }
}
