#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Inference on areas under the receiver operating characteristic without resampling.
///
/// E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
/// characteristic curves" (1988), through midranks as X. Sun and W. Xu (2014).
public enum DeLong {
  /// What the comparison of two models on the same rows says.
  public struct Comparison: Sendable, Hashable {
    /// The areas.
    public var first: Double
    /// See `first`.
    public var second: Double
    /// The standard error of their difference.
    public var standardError: Double
    /// The two-sided p-value of no difference.
    public var pValue: Double
  }

  /// The area and its standard error. Nil without two of each class.
  public static func area(scores: [Double], labels: [Bool]) -> (auroc: Double, standardError: Double)? {
    guard let parts = components(scores, labels) else { return nil }
    return (parts.auroc, max(0, covariance(parts, parts)).squareRoot())
  }

  /// Compares two models on the same rows.
  public static func compare(_ first: [Double], _ second: [Double], labels: [Bool]) -> Comparison? {
    guard first.count == second.count, let one = components(first, labels), let two = components(second, labels) else {
      return nil
    }
    let variance = covariance(one, one) + covariance(two, two) - 2 * covariance(one, two)
    let error = max(0, variance).squareRoot()
    let difference = abs(one.auroc - two.auroc)
    let p = error > 0 ? erfc(difference / error / 2.0.squareRoot()) : (difference > 0 ? 0 : 1)
    return Comparison(first: one.auroc, second: two.auroc, standardError: error, pValue: p)
  }

  private struct Components {
    var auroc: Double
    /// For each positive, the share of negatives below it; for each negative, the share of positives above it.
    var positives: [Double]
    var negatives: [Double]
  }

  private static func components(_ scores: [Double], _ labels: [Bool]) -> Components? {
    guard scores.count == labels.count, !scores.contains(where: \.isNaN) else { return nil }
    let own = labels.indices.filter { labels[$0] }
    let other = labels.indices.filter { !labels[$0] }
    guard own.count > 1, other.count > 1 else { return nil }
    let all = midranks(scores)
    let ownRanks = midranks(own.map { scores[$0] })
    let otherRanks = midranks(other.map { scores[$0] })
    let positives = own.indices.map { (all[own[$0]] - ownRanks[$0]) / Double(other.count) }
    let negatives = other.indices.map { 1 - (all[other[$0]] - otherRanks[$0]) / Double(own.count) }
    return Components(
      auroc: positives.reduce(0, +) / Double(own.count), positives: positives, negatives: negatives)
  }

  private static func covariance(_ a: Components, _ b: Components) -> Double {
    func cross(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + ($1.0 - a.auroc) * ($1.1 - b.auroc) } / Double(x.count - 1) / Double(x.count)
    }
    return cross(a.positives, b.positives) + cross(a.negatives, b.negatives)
  }

  /// Ranks from one, ties sharing their mean.
  private static func midranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for index in start..<end { ranks[order[index]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
