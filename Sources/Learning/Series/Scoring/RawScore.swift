#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Scores of probabilities before they are compared with history: 0 … 100.
///
/// The curve is that of Elastic's anomaly detection: 0 above p = 0.05, linear in 1/p to 1 at 1e-4, linear in −ln p to 50 at
/// 1e-50 and to 100 at the smallest double.
public enum RawScore {
  /// ln of the largest p-value that scores.
  public static let threshold = -2.995_732_273_553_991
  private static let middle = -9.210_340_371_976_182
  private static let far = -115.129_254_649_702_28
  private static let end = -708.396_418_532_264_1

  /// The score of a p-value's logarithm.
  public static func score(_ logProbability: Double) -> Double {
    guard logProbability < threshold else { return 0 }
    if logProbability >= middle { return (exp(-logProbability) - 20) / (1e4 - 20) }
    if logProbability >= far { return 1 + 49 * (middle - logProbability) / (middle - far) }
    return min(100, 50 + 50 * (far - logProbability) / (far - end))
  }

  /// The highest score that a probability allows whatever the history: 5 at p = 0.05, 100 from 1e-4.
  public static func ceiling(_ logProbability: Double) -> Double {
    guard logProbability < threshold else { return 0 }
    return min(100, 5 + 95 * (threshold - logProbability) / (threshold - middle))
  }
}
