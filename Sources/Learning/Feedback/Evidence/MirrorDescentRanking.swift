/// Weights on the leaves of a forest, learnt by online mirror descent: the baseline beside `LeafEvidence`.
///
/// Every leaf has a weight, at first the same; a point's score is its unsupervised score plus the mean change of the weights
/// of its leaves. A verdict moves the weights of the point's leaves by η up or down, which is a step along the gradient of
/// the linear loss with the squared norm as regulariser.
///
/// Source: M. A. Siddiqui, A. Fern, T. G. Dietterich, R. Wright, A. Theriault, D. W. Archer, "Feedback-guided anomaly discovery
/// via online optimization", KDD 2018, whose linear loss did best on real data.
public struct MirrorDescentRanking: Sendable, Hashable {
  /// The length of a step.
  public let step: Double
  /// The number of trees.
  public let trees: Int
  /// Numbers of leaves are below this.
  public let leavesPerTree: Int
  private var weights: [Double]

  /// Weights over forests of one shape, all zero.
  public init(trees: Int, leavesPerTree: Int, step: Double = 3) {
    self.step = step
    self.trees = max(0, trees)
    self.leavesPerTree = min(max(1, leavesPerTree), 1 << 16)
    weights = Array(repeating: 0, count: self.trees * self.leavesPerTree)
  }

  /// Learns from a verdict on a point that ends in these leaves, one a tree.
  ///
  /// - Parameter weight: How much the verdict counts: its share of a step, in 0 … 1.
  public mutating func tell(_ leaves: some RandomAccessCollection<UInt16>, isPositive: Bool, weight: Double = 1) {
    guard leaves.count == trees, weight > 0, weight.isFinite else { return }
    let step = step * min(1, weight)
    for (tree, leaf) in leaves.enumerated() where Int(leaf) < leavesPerTree {
      weights[tree * leavesPerTree + Int(leaf)] += isPositive ? step : -step
    }
  }

  /// The mean change of the weights of each point's leaves.
  public func evidence(_ leaves: [UInt16]) -> [Double] {
    guard trees > 0, leaves.count % trees == 0 else { return [] }
    return (0..<leaves.count / trees).map { row in
      var sum = 0.0
      for tree in 0..<trees {
        let leaf = Int(leaves[row * trees + tree])
        if leaf < leavesPerTree { sum += weights[tree * leavesPerTree + leaf] }
      }
      return sum / Double(trees)
    }
  }
}
