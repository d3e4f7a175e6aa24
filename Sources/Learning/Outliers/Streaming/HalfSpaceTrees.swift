/// Outliers in a stream: random halvings of the feature space count how many of the last window's points fell into each
/// region; points in thin regions are unusual. Memory and time per point are constant.
///
/// S. C. Tan, K. M. Ting, T. F. Liu, "Fast anomaly detection for streaming data", IJCAI 2011: trees of depth 15 over features
/// in 0 … 1, a reference window and a current one that change places every `window` points.
public struct HalfSpaceTrees: Sendable {
  /// What the trees are built of.
  public struct Configuration: Sendable, Hashable {
    /// The number of trees.
    public var trees: Int
    /// Halvings on the way to a leaf.
    public var depth: Int
    /// Points in a window.
    public var window: Int
    /// Regions with fewer points are not divided further when scoring.
    public var sizeLimit: Int

    /// 25 trees of depth 15, windows of 250 points and a limit of a tenth of that, as in the paper.
    public init(trees: Int = 25, depth: Int = 15, window: Int = 250, sizeLimit: Int? = nil) {
      self.trees = max(1, trees)
      self.depth = min(max(1, depth), 20)
      self.window = min(max(1, window), 1 << 30)
      self.sizeLimit = sizeLimit ?? max(1, window / 10)
    }
  }

  /// What the trees are built of.
  public let configuration: Configuration
  /// The number of features of a point.
  public let columns: Int
  /// Whether a whole window has been seen, so that scores mean something.
  public internal(set) var isReady = false

  /// All cuts follow from it.
  let seed: UInt64
  private var features: [Int32] = []
  private var thresholds: [Float] = []
  /// Points below each node, tree by tree, in the last full window and in the one that is being filled.
  var reference: [UInt32]
  var current: [UInt32]
  /// Points of the window that is being filled.
  var seen = 0

  /// Trees over points of `columns` features, each in 0 … 1.
  public init(columns: Int, _ configuration: Configuration = Configuration(), seed: UInt64) {
    self.configuration = configuration
    self.columns = columns
    self.seed = seed
    let nodes = configuration.trees * ((1 << (configuration.depth + 1)) - 1)
    reference = Array(repeating: 0, count: nodes)
    current = reference
    var random = Xoshiro256(seed: seed)
    for _ in 0..<configuration.trees { growTree(&random) }
  }

  /// Scores a point, then learns it: 0 (as usual as can be) … 1 (nothing like it in the last window).
  public mutating func observe(_ point: [Float]) -> Double {
    let result = score(point)
    learn(point)
    return result
  }

  /// How unusual a point is against the last full window; 0 before there is one.
  public func score(_ point: [Float]) -> Double {
    guard isReady else { return 0 }
    // The mass of a region at level l is scaled by 2^l, as in the paper.
    var mass = 0.0
    for tree in 0..<configuration.trees {
      var level = 0
      var node = 0
      while level < configuration.depth, reference[slot(tree, node)] >= configuration.sizeLimit {
        node = child(of: node, tree, point)
        level += 1
      }
      mass += Double(reference[slot(tree, node)]) * Double(1 << level)
    }
    let most = Double(configuration.window) * Double(1 << configuration.depth) * Double(configuration.trees)
    return 1 - min(1, mass / most)
  }

  /// Counts a point in the current window.
  public mutating func learn(_ point: [Float]) {
    precondition(point.count == columns, "the point has other features than the trees")
    guard columns > 0 else { return }
    for tree in 0..<configuration.trees {
      var node = 0
      current[slot(tree, node)] += 1
      for _ in 0..<configuration.depth {
        node = child(of: node, tree, point)
        current[slot(tree, node)] += 1
      }
    }
    seen += 1
    guard seen == configuration.window else { return }
    swap(&reference, &current)
    for index in current.indices { current[index] = 0 }
    seen = 0
    isReady = true
  }

  func slot(_ tree: Int, _ node: Int) -> Int { tree * ((1 << (configuration.depth + 1)) - 1) + node }

  private func child(of node: Int, _ tree: Int, _ point: [Float]) -> Int {
    let cut = tree * ((1 << configuration.depth) - 1) + node
    return 2 * node + (point[Int(features[cut])] < thresholds[cut] ? 1 : 2)
  }

  /// Halves a randomly enlarged box around the unit cube, a random feature at every node.
  private mutating func growTree(_ random: inout Xoshiro256) {
    var low = Array(repeating: Float(0), count: columns)
    var high = low
    for column in 0..<columns {
      let centre = Float(random.nextUnit())
      let reach = 2 * max(centre, 1 - centre)
      low[column] = centre - reach
      high[column] = centre + reach
    }
    let count = (1 << configuration.depth) - 1
    let first = features.count
    features.append(contentsOf: repeatElement(0, count: count))
    thresholds.append(contentsOf: repeatElement(0, count: count))
    halve(first: first, node: 0, count: count, &low, &high, &random)
  }

  private mutating func halve(
    first: Int, node: Int, count: Int, _ low: inout [Float], _ high: inout [Float], _ random: inout Xoshiro256
  ) {
    guard node < count, columns > 0 else { return }
    let feature = Int.random(in: 0..<columns, using: &random)
    let middle = (low[feature] + high[feature]) / 2
    features[first + node] = Int32(truncatingIfNeeded: feature)
    thresholds[first + node] = middle
    let (oldLow, oldHigh) = (low[feature], high[feature])
    high[feature] = middle
    halve(first: first, node: 2 * node + 1, count: count, &low, &high, &random)
    high[feature] = oldHigh
    low[feature] = middle
    halve(first: first, node: 2 * node + 2, count: count, &low, &high, &random)
    low[feature] = oldLow
  }
}
