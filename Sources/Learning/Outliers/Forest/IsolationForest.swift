#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Points that few random cuts isolate are outliers.
///
/// F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation forest", ICDM 2008: trees of random cuts over small samples; the score of a
/// point is 2^(−E[path length] / c(sample size)), near 1 for outliers and below 0.5 for what is in the middle. Cuts are
/// drawn as scikit-learn draws them (a feature among those that vary in the node, a threshold uniform over its range).
///
/// Weak where outliers lie close together or between clusters aligned with the axes; see `ExtendedIsolationForest`.
public struct IsolationForest: OutlierModel {
  /// What the forest is built of.
  public struct Configuration: Sendable, Hashable {
    /// The number of trees.
    public var trees: Int
    /// The points each tree sees, drawn without replacement; at most all.
    public var sampleSize: Int

    /// 100 trees of 256 points, as in the paper.
    public init(trees: Int = 100, sampleSize: Int = 256) {
      self.trees = max(1, trees)
      self.sampleSize = min(max(2, sampleSize), 1 << Self.maximumDepth)
    }

    /// Perfect trees double in size with each level.
    static let maximumDepth = 12
  }

  /// What the method is called in a report.
  public static let name = "isolation-forest"

  /// What the forest is built of.
  public let configuration: Configuration
  /// The number of features of a point.
  public let columns: Int
  let depth: Int
  let trees: [IsolationTree]
  private let layout: IsolationLayout
  /// c(sample size), the expected path length of a point like any other.
  let expectedPathLength: Double

  /// Grows a forest on the points of a table.
  public init(fitting table: FeatureTable, _ configuration: Configuration = Configuration(), seed: UInt64) {
    let size = min(configuration.sampleSize, max(1, table.rows))
    var depth = 0
    while 1 << depth < size { depth += 1 }
    let points = table.values.map { Float($0) }
    var random = Xoshiro256(seed: seed)
    var pool = Array(0..<table.rows)
    var trees: [IsolationTree] = []
    trees.reserveCapacity(configuration.trees)
    for _ in 0..<configuration.trees {
      for drawn in 0..<min(size, pool.count) {
        pool.swapAt(drawn, Int.random(in: drawn..<pool.count, using: &random))
      }
      var sample = Array(pool.prefix(size))
      trees.append(
        IsolationTree(growing: points, columns: table.columns, sample: &sample, depth: depth, random: &random))
    }
    self.configuration = configuration
    self.columns = table.columns
    self.depth = depth
    self.trees = trees
    layout = IsolationLayout(trees, depth: depth, columns: table.columns)
    expectedPathLength = max(IsolationTree.averagePathLength(size), .leastNormalMagnitude)
  }

  /// 2^(−E[path length] / c), in 0 … 1.
  public func scores(_ table: FeatureTable) -> [Double] {
    precondition(table.columns == columns, "the table has other columns than the one that was fitted")
    let sums = layout.pathLengthSums(table)
    let scale = -1 / (Double(trees.count) * expectedPathLength)
    return sums.map { exp2(Double($0) * scale) }
  }

  /// How much of what isolates the point is owed to each feature: every cut on its way counts with how much smaller a
  /// part of the points it left than a fair cut would have, so that early and lopsided cuts count most.
  ///
  /// Source: the idea of DIFFI (M. Carletti, M. Terzi, G. A. Susto, 2023) reduced to one point: depth-weighted cuts.
  public func influences(_ table: FeatureTable) -> [Double] {
    var result = Array(repeating: 0.0, count: table.rows * columns)
    for row in 0..<table.rows {
      for tree in trees {
        var node = 0
        var onWay: [Int] = []
        while node < tree.cuts.count, tree.cuts[node].threshold != .infinity {
          let cut = tree.cuts[node]
          onWay.append(Int(cut.feature))
          let isRight = Float(table[row, Int(cut.feature)]) > cut.threshold
          node = 2 * node + (isRight ? 2 : 1)
        }
        guard !onWay.isEmpty else { continue }
        // A way shorter than expected is evidence; its cuts share it.
        let surprise = max(0, 1 / Double(onWay.count) - 1 / Double(depth + 1))
        for feature in onWay { result[row * columns + feature] += surprise }
      }
    }
    Shares.normalize(&result, columns: columns)
    return result
  }
}
