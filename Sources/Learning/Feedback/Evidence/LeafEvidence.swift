/// Verdicts remembered in the leaves of a forest, in closed form.
///
/// A verdict on a point is counted in the leaf that the point ends in, in every tree. What the verdicts say about any
/// point is the mean over trees of
///
///     log((positive + 2·a·p) / (negative + 2·a·(1 − p))) − log(p / (1 − p))
///
/// in its leaves, p being the share of all verdicts that were positive, kept within limits: how much likelier the next
/// verdict here confirms than one anywhere. A leaf that nobody judged is neutral. Where nearly everything shown is
/// confirmed, a denial says much and a confirmation little; where nothing is, the other way round. There is no learning rate
/// and no order: the counts are sums, so they can be merged across places and decay with age, and the same verdicts give the
/// same ranking however they came.
///
/// Idea of the counts: beta–Bernoulli evidence per leaf; of ranking by weights on leaves: M. A. Siddiqui et al., "Feedback-
/// guided anomaly discovery via online optimization", KDD 2018 (`MirrorDescentRanking`, the baseline), and S. Das et al.,
/// "Active anomaly detection via ensembles", 2018.
public struct LeafEvidence: Sendable, Hashable {
  /// How counts become evidence.
  public struct Configuration: Sendable, Hashable {
    /// The pseudo-count a on both sides of a leaf.
    public var pseudoCount: Double
    /// The share of positive verdicts is taken to be at least this and at most 1 less this; a half means that leaves are
    /// judged by themselves.
    public var leastShare: Double
    /// How verdicts age.
    public var decay: EvidenceDecay

    /// Half a verdict on each side, shares of 0.1 … 0.9, no ageing.
    public init(pseudoCount: Double = 0.5, leastShare: Double = 0.1, decay: EvidenceDecay = .none) {
      self.pseudoCount = max(1e-6, pseudoCount)
      self.leastShare = min(0.5, max(1e-6, leastShare))
      self.decay = decay
    }
  }

  /// How counts become evidence.
  public let configuration: Configuration
  /// The number of trees.
  public let trees: Int
  /// Numbers of leaves are below this.
  public let leavesPerTree: Int
  /// The time in whose units counts are kept.
  private(set) var landmark: Double
  private(set) var counts: [VerdictCounts]

  /// Evidence over forests of one shape, with nothing said yet.
  public init(trees: Int, leavesPerTree: Int, _ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    self.trees = max(0, trees)
    self.leavesPerTree = min(max(1, leavesPerTree), 1 << 16)
    landmark = -.infinity
    counts = Array(repeating: VerdictCounts(), count: self.trees * self.leavesPerTree)
  }

  /// Evidence that was counted elsewhere, for example within limits on who said it.
  ///
  /// - Parameter counts: What was said in a leaf of a tree; leaves that are not there are neutral.
  public init(
    trees: Int, leavesPerTree: Int, _ configuration: Configuration = Configuration(),
    counts known: (_ tree: Int, _ leaf: UInt16) -> VerdictCounts?
  ) {
    self.init(trees: trees, leavesPerTree: leavesPerTree, configuration)
    for tree in 0..<self.trees {
      for leaf in 0..<self.leavesPerTree {
        if let count = known(tree, UInt16(leaf)) { counts[tree * self.leavesPerTree + leaf] = count }
      }
    }
    landmark = 0
  }

  /// Counts a verdict on a point that ends in these leaves, one a tree.
  ///
  /// - Parameters:
  ///   - weight: How much the verdict counts; not negative.
  ///   - time: When it was given, in the unit of the half-life.
  public mutating func tell(
    _ leaves: some RandomAccessCollection<UInt16>, isPositive: Bool, weight: Double = 1, time: Double = 0
  ) {
    guard weight > 0, weight.isFinite, leaves.count == trees else { return }
    advance(to: configuration.decay.landmark(for: time))
    let amount = weight * configuration.decay.factor(from: time, to: landmark)
    for (tree, leaf) in leaves.enumerated() where Int(leaf) < leavesPerTree {
      let place = tree * leavesPerTree + Int(leaf)
      if isPositive { counts[place].positive += amount } else { counts[place].negative += amount }
    }
  }

  /// Adds what was said elsewhere over the same forest; false, and nothing changes, when the shapes differ.
  @discardableResult
  public mutating func merge(_ other: LeafEvidence) -> Bool {
    guard other.trees == trees, other.leavesPerTree == leavesPerTree, other.configuration == configuration else {
      return false
    }
    var other = other
    advance(to: other.landmark)
    other.advance(to: landmark)
    for place in counts.indices { counts[place] = counts[place] + other.counts[place] }
    return true
  }

  /// What was said in one leaf, as it counts at a time.
  public func counts(tree: Int, leaf: UInt16, at now: Double = 0) -> VerdictCounts {
    guard (0..<trees).contains(tree), Int(leaf) < leavesPerTree else { return VerdictCounts() }
    return counts[tree * leavesPerTree + Int(leaf)].scaled(weightNow(now))
  }

  /// What the verdicts say about each point: the mean over trees of the logarithm of the odds in its leaves.
  ///
  /// - Parameter leaves: Rows × trees, as `IsolationForest.leaves` gives them.
  public func evidence(_ leaves: [UInt16], at now: Double = 0) -> [Double] {
    guard trees > 0, leaves.count % trees == 0 else { return [] }
    let scale = weightNow(now)
    let share = positiveShare(scale)
    let odds = counts.map { count -> Float in
      count.total == 0
        ? 0 : Float(count.scaled(scale).logOdds(pseudoCount: configuration.pseudoCount, against: share))
    }
    var result = Array(repeating: 0.0, count: leaves.count / trees)
    for row in result.indices {
      var sum: Float = 0
      var place = 0
      for index in row * trees..<(row + 1) * trees {
        let leaf = Int(leaves[index])
        if leaf < leavesPerTree { sum += odds[place + leaf] }
        place += leavesPerTree
      }
      result[row] = Double(sum) / Double(trees)
    }
    return result
  }

  /// The share of positive verdicts, as if one more of each had been given.
  private func positiveShare(_ scale: Double) -> Double {
    let all = counts.reduce(VerdictCounts(), +).scaled(scale / Double(trees))
    let share = (all.positive + 1) / (all.total + 2)
    return min(1 - configuration.leastShare, max(configuration.leastShare, share))
  }

  private func weightNow(_ now: Double) -> Double {
    landmark.isFinite ? configuration.decay.factor(from: landmark, to: now) : 1
  }

  /// Moves the landmark forward, never back.
  private mutating func advance(to new: Double) {
    guard new > landmark else { return }
    if landmark.isFinite {
      let factor = configuration.decay.factor(from: landmark, to: new)
      if factor != 1 { counts = counts.map { $0.scaled(factor) } }
    }
    landmark = new
  }
}
