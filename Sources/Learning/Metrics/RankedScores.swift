/// Scores with their labels in falling order of score, ties together: what every ranking metric is computed from.
///
/// A label is true for the class to find (malicious). Scores may be of any scale; NaN is refused.
public struct RankedScores: Sendable {
  /// The numbers of negatives and positives that share a score, from the highest score down, weighted.
  struct Group: Sendable {
    var score: Double
    var negatives: Double
    var positives: Double
  }
  let groups: [Group]
  /// The weight of all negatives.
  public let negatives: Double
  /// The weight of all positives.
  public let positives: Double

  /// Ranks scores. Throws when lengths differ or a score or weight is no number.
  public init(scores: [Double], labels: [Bool], weights: [Double]? = nil) throws(MetricError) {
    guard scores.count == labels.count, weights.map({ $0.count == scores.count }) ?? true else {
      throw MetricError("\(scores.count) scores, \(labels.count) labels and \(weights?.count ?? scores.count) weights")
    }
    if let index = scores.firstIndex(where: \.isNaN) { throw MetricError("score \(index) is not a number") }
    if let weights, let index = weights.firstIndex(where: { !($0 >= 0) }) {
      throw MetricError("weight \(index) is negative or not a number")
    }
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var groups: [Group] = []
    for index in order {
      let weight = weights?[index] ?? 1
      if groups.last?.score != scores[index] { groups.append(Group(score: scores[index], negatives: 0, positives: 0)) }
      if labels[index] {
        groups[groups.count - 1].positives += weight
      } else {
        groups[groups.count - 1].negatives += weight
      }
    }
    self.groups = groups
    negatives = groups.reduce(0) { $0 + $1.negatives }
    positives = groups.reduce(0) { $0 + $1.positives }
  }

  /// One point of the receiver operating characteristic: everything that scores at least `threshold` is reported.
  public struct Point: Sendable, Hashable {
    /// The lowest score that is reported.
    public var threshold: Double
    /// The share of negatives that are reported.
    public var falsePositiveRate: Double
    /// The share of positives that are reported.
    public var truePositiveRate: Double
  }

  /// The receiver operating characteristic, a point for each distinct score from the highest down, beginning at (0, 0).
  public var curve: [Point] {
    var result = [Point(threshold: .infinity, falsePositiveRate: 0, truePositiveRate: 0)]
    var (false_, true_) = (0.0, 0.0)
    for group in groups {
      false_ += group.negatives
      true_ += group.positives
      result.append(
        Point(
          threshold: group.score, falsePositiveRate: negatives > 0 ? false_ / negatives : 0,
          truePositiveRate: positives > 0 ? true_ / positives : 0))
    }
    return result
  }
}

/// Why a metric cannot be computed.
public struct MetricError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var description: String

  /// An error with its reason.
  public init(_ description: String) { self.description = description }
}
