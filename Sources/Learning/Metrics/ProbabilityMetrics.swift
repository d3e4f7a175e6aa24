#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Metrics of probabilities: whether a score of 0.8 is right eight times of ten.
public enum ProbabilityMetrics {
  /// One bin of a reliability diagram.
  public struct Bin: Sendable, Hashable {
    /// The bin's limits.
    public var lower: Double
    /// See `lower`.
    public var upper: Double
    /// The number of predictions in it.
    public var count: Int
    /// Their mean.
    public var meanPrediction: Double
    /// The share of positives among them.
    public var positiveRate: Double
  }

  /// The mean of (p − y)² (Brier, 1950).
  public static func brier(_ probabilities: [Double], _ labels: [Bool]) -> Double {
    guard !labels.isEmpty else { return 0 }
    var sum = 0.0
    for (probability, label) in zip(probabilities, labels) {
      let error = probability - (label ? 1 : 0)
      sum += error * error
    }
    return sum / Double(labels.count)
  }

  /// The mean of −ln p(y), with p limited to [10⁻¹⁵, 1 − 10⁻¹⁵].
  public static func logLoss(_ probabilities: [Double], _ labels: [Bool]) -> Double {
    guard !labels.isEmpty else { return 0 }
    var sum = 0.0
    for (probability, label) in zip(probabilities, labels) {
      let limited = min(1 - 1e-15, max(1e-15, probability))
      sum -= log(label ? limited : 1 - limited)
    }
    return sum / Double(labels.count)
  }

  /// Bins of equal width over [0, 1]; empty bins are left out.
  public static func reliability(_ probabilities: [Double], _ labels: [Bool], bins: Int = 15) -> [Bin] {
    var counts = [Int](repeating: 0, count: bins)
    var sums = [Double](repeating: 0, count: bins)
    var positives = sums
    for (probability, label) in zip(probabilities, labels) {
      let bin = min(bins - 1, max(0, Int(probability * Double(bins))))
      counts[bin] += 1
      sums[bin] += probability
      positives[bin] += label ? 1 : 0
    }
    var result: [Bin] = []
    for bin in 0..<bins where counts[bin] > 0 {
      let size = Double(counts[bin])
      result.append(
        Bin(
          lower: Double(bin) / Double(bins), upper: Double(bin + 1) / Double(bins), count: counts[bin],
          meanPrediction: sums[bin] / size, positiveRate: positives[bin] / size))
    }
    return result
  }

  /// The expected calibration error: the mean over bins, by their size, of |positive rate − mean prediction|.
  public static func expectedCalibrationError(_ probabilities: [Double], _ labels: [Bool], bins: Int = 15) -> Double {
    guard !labels.isEmpty else { return 0 }
    var sum = 0.0
    for bin in reliability(probabilities, labels, bins: bins) {
      sum += Double(bin.count) * abs(bin.positiveRate - bin.meanPrediction)
    }
    return sum / Double(labels.count)
  }
}
