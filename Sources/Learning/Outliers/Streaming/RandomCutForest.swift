/// Outliers in a stream: how many points of the last window each point displaces in trees of random cuts, over the points that leave
/// with it. Memory and the expected time for each point are constant.
///
/// S. Guha, N. Mishra, G. Roy, O. Schrijvers, "Robust random cut forest based anomaly detection on streams", ICML 2016. Forgetting is
/// exact: when a point leaves, the trees are as if it had never been there.
public struct RandomCutForest: Sendable {
  /// What the forest is built of.
  public struct Configuration: Sendable, Hashable {
    /// The number of trees.
    public var trees: Int
    /// The points that are remembered; older ones are forgotten.
    public var window: Int

    /// 40 trees over the last 256 points.
    public init(trees: Int = 40, window: Int = 256) {
      self.trees = max(1, trees)
      self.window = min(max(1, window), 1 << 24)
    }
  }

  /// What the forest is built of.
  public let configuration: Configuration
  /// The number of features of a point.
  public let columns: Int

  var trees: [RandomCutTree]
  var random: Xoshiro256
  /// The leaves of the remembered points, one for each tree, a ring.
  var leaves: [Int32] = []
  /// The place of the oldest point once the ring is full.
  var next = 0

  /// A forest over points of `columns` features, which should be on comparable scales.
  public init(columns: Int, _ configuration: Configuration = Configuration(), seed: UInt64) {
    self.configuration = configuration
    self.columns = columns
    trees = Array(repeating: RandomCutTree(columns: columns), count: configuration.trees)
    random = Xoshiro256(seed: seed)
  }

  /// Learns a point, forgets the oldest when the window is full, and says how unusual the new one is among those remembered: the mean
  /// collusive displacement, from about 1 to the number of points. A point with a value that is not finite is not learnt: `nil`.
  public mutating func observe(_ point: [Double]) -> Double? {
    precondition(point.count == columns, "the point has other features than the trees")
    guard columns > 0, point.allSatisfy(\.isFinite) else { return nil }
    // Sums of ranges of what is larger would be infinite.
    let point = point.map { min(max($0, -Self.largest), Self.largest) }
    let count = trees.count
    let isFull = leaves.count == configuration.window * count
    var sum = 0.0
    for index in trees.indices {
      if isFull { trees[index].remove(leaves[next * count + index]) }
      let leaf = trees[index].insert(point, &random)
      if isFull { leaves[next * count + index] = leaf } else { leaves.append(leaf) }
      sum += trees[index].displacement(leaf)
    }
    if isFull { next = (next + 1) % configuration.window }
    return sum / Double(count)
  }

  /// Values beyond count as this.
  static let largest = 1e150
}
