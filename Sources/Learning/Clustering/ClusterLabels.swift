/// Which cluster each point belongs to.
public struct ClusterLabels: Sendable, Hashable {
  /// The cluster of each point, from 0; −1 for points that belong to none (noise).
  public var labels: [Int]
  /// How strongly each point belongs to its cluster, in 0 … 1; 0 for noise.
  public var strengths: [Double]

  /// The number of clusters.
  public var count: Int { (labels.max() ?? -1) + 1 }
  /// The number of points of each cluster.
  public var sizes: [Int] {
    var result = Array(repeating: 0, count: count)
    for label in labels where label >= 0 { result[label] += 1 }
    return result
  }

  /// Labels as they are, of clusters that are numbered already.
  init(labels: [Int], strengths: [Double]) {
    self.labels = labels
    self.strengths = strengths
  }

  /// Numbers clusters by the first point that belongs to each, so that equal groupings have equal labels.
  init(renumbering labels: [Int], strengths: [Double]) {
    var numbers: [Int: Int] = [:]
    self.labels = labels.map { label in
      guard label >= 0 else { return -1 }
      if let number = numbers[label] { return number }
      let number = numbers.count
      numbers[label] = number
      return number
    }
    self.strengths = strengths
  }
}
