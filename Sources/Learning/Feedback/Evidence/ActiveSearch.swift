/// Looks for outliers with somebody who judges what is shown: one point after another, the most promising first, each verdict
/// changing the order of the rest.
public struct ActiveSearch: Sendable {
  /// How verdicts change the order.
  public enum Policy: Sendable, Hashable {
    /// They do not.
    case none
    /// Weights on leaves by gradient steps of a length; the published baseline.
    case mirrorDescent(step: Double)
    /// Counts in leaves, in closed form, with a weight against the prior.
    case leafEvidence(weight: Double)

    /// What it is called.
    public var name: String {
      switch self {
      case .none: "none"
      case .mirrorDescent(let step): "mirror-descent(\(step))"
      case .leafEvidence(let weight): "leaf-evidence(\(weight))"
      }
    }

    /// The weight of the mean log odds against standard deviations of the unsupervised score: what was best of 3, 6 and 12
    /// over the development sets as a whole.
    public static let standard = Policy.leafEvidence(weight: 12)
  }

  /// What became of a search.
  public struct Run: Sendable, Hashable {
    /// The points in the order in which they were shown.
    public var shown: [Int]
    /// After each look, how many outliers were found.
    public var found: [Int]
  }

  /// The standardized unsupervised score of each point; the prior order.
  public let prior: [Double]
  private let leaves: [UInt16]
  private let trees: Int
  private let leavesPerTree: Int

  /// Prepares a search over a table: one forest gives both the prior and the leaves.
  public init(_ table: FeatureTable, forest configuration: IsolationForest.Configuration = .init(), seed: UInt64) {
    let forest = IsolationForest(fitting: table, configuration, seed: seed)
    prior = Self.standardized(forest.scores(table))
    leaves = forest.leaves(table)
    trees = forest.treeCount
    leavesPerTree = forest.leavesPerTree
  }

  /// Shows `looks` points one by one and learns from each answer.
  ///
  /// - Parameter judge: Whether a point is what is looked for.
  public func run(_ policy: Policy, looks: Int, judge: (Int) -> Bool) -> Run {
    var ranking = Ranking(policy, trees: trees, leavesPerTree: leavesPerTree)
    var isShown = Array(repeating: false, count: prior.count)
    var run = Run(shown: [], found: [])
    var found = 0
    for _ in 0..<min(max(0, looks), prior.count) {
      let evidence = ranking.evidence(leaves)
      var best: Int?
      var bestScore = -Double.infinity
      for row in prior.indices where !isShown[row] {
        let score = prior[row] + (evidence.isEmpty ? 0 : evidence[row])
        if best == nil || score > bestScore { (best, bestScore) = (row, score) }
      }
      guard let row = best else { break }
      isShown[row] = true
      let isPositive = judge(row)
      if isPositive { found += 1 }
      ranking.tell(leaves[row * trees..<(row + 1) * trees], isPositive: isPositive)
      run.shown.append(row)
      run.found.append(found)
    }
    return run
  }

  /// Scores less their mean, in standard deviations.
  private static func standardized(_ scores: [Double]) -> [Double] {
    let n = Double(max(1, scores.count))
    let mean = scores.reduce(0, +) / n
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    let deviation = max(variance.squareRoot(), 1e-12)
    return scores.map { ($0 - mean) / deviation }
  }
}

/// What a policy has learnt.
private enum Ranking {
  case none
  case mirrorDescent(MirrorDescentRanking)
  case leafEvidence(LeafEvidence, weight: Double)

  init(_ policy: ActiveSearch.Policy, trees: Int, leavesPerTree: Int) {
    switch policy {
    case .none: self = .none
    case .mirrorDescent(let step):
      self = .mirrorDescent(MirrorDescentRanking(trees: trees, leavesPerTree: leavesPerTree, step: step))
    case .leafEvidence(let weight):
      self = .leafEvidence(LeafEvidence(trees: trees, leavesPerTree: leavesPerTree), weight: weight)
    }
  }

  mutating func tell(_ leaves: ArraySlice<UInt16>, isPositive: Bool) {
    switch self {
    case .none: break
    case .mirrorDescent(var ranking):
      self = .none
      ranking.tell(leaves, isPositive: isPositive)
      self = .mirrorDescent(ranking)
    case .leafEvidence(var evidence, let weight):
      self = .none
      evidence.tell(leaves, isPositive: isPositive)
      self = .leafEvidence(evidence, weight: weight)
    }
  }

  func evidence(_ leaves: [UInt16]) -> [Double] {
    switch self {
    case .none: []
    case .mirrorDescent(let ranking): ranking.evidence(leaves)
    case .leafEvidence(let evidence, let weight): evidence.evidence(leaves).map { $0 * weight }
    }
  }
}
