#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An isolation forest whose cuts are not parallel to the axes: points that lie off the directions in which the others vary are
/// isolated as fast as those that are far along one feature.
///
/// S. Hariri, M. C. Kind, R. J. Brunner, "Extended isolation forest", TKDE 2021, fully extended: each cut is a plane through a random
/// point of the box around the node's points, with a normal drawn from the unit normal distribution. The features should be on
/// comparable scales. A step costs one multiplication a feature, where `IsolationForest` needs one comparison.
public struct ExtendedIsolationForest: OutlierModel {
  /// What the method is called in a report.
  public static let name = "extended-isolation-forest"

  /// The number of features of a point.
  public let columns: Int
  private let trees: [ObliqueTree]
  private let expectedPathLength: Double

  /// Grows a forest on the points of a table.
  public init(fitting table: FeatureTable, _ configuration: IsolationForest.Configuration = .init(), seed: UInt64) {
    let size = min(configuration.sampleSize, max(1, table.rows))
    var random = Xoshiro256(seed: seed)
    var pool = Array(0..<table.rows)
    columns = table.columns
    trees = (0..<configuration.trees).map { _ in
      for drawn in 0..<min(size, pool.count) {
        pool.swapAt(drawn, Int.random(in: drawn..<pool.count, using: &random))
      }
      return ObliqueTree(growing: table, sample: Array(pool.prefix(size)), random: &random)
    }
    expectedPathLength = max(IsolationTree.averagePathLength(size), .leastNormalMagnitude)
  }

  /// 2^(−E[path length] / c(sample size)), in 0 … 1.
  public func scores(_ table: FeatureTable) -> [Double] {
    precondition(table.columns == columns, "the table has other columns than the one that was fitted")
    let scale = -1 / (Double(trees.count) * expectedPathLength)
    return (0..<table.rows).map { row in
      let point = table.row(row)
      var sum = 0.0
      for tree in trees { sum += tree.pathLength(point) }
      return exp2(sum * scale)
    }
  }

  /// How much of what isolates the point is owed to each feature: its part in the distance from every plane on the way; short ways
  /// count most.
  public func influences(_ table: FeatureTable) -> [Double] {
    var result = Array(repeating: 0.0, count: table.rows * columns)
    for row in 0..<table.rows {
      var shares = Array(repeating: 0.0, count: columns)
      for tree in trees { tree.addInfluences(table.row(row), to: &shares) }
      result.replaceSubrange(row * columns..<(row + 1) * columns, with: shares)
    }
    Shares.normalize(&result, columns: columns)
    return result
  }
}

/// A tree of cuts by planes.
struct ObliqueTree: Sendable {
  private struct Node: Sendable {
    /// The children; negative for a leaf.
    var left: Int32 = -1
    var right: Int32 = -1
    /// What the plane compares the projection of a point with.
    var offset = 0.0
    /// Of a leaf: the cuts on the way, with the expected rest of what stayed together.
    var pathLength = 0.0
  }

  private var nodes: [Node] = []
  /// The normal of each node, row-major.
  private var normals: [Double] = []
  private let columns: Int

  init(growing table: FeatureTable, sample: [Int], random: inout Xoshiro256) {
    columns = table.columns
    var depth = 0
    while 1 << depth < sample.count { depth += 1 }
    var pending: [(rows: [Int], level: Int, node: Int)] = [(sample, 0, append())]
    while let next = pending.popLast() {
      guard next.level < depth, next.rows.count > 1, let cut = randomCut(table, next.rows, &random) else {
        nodes[next.node].pathLength = Double(next.level) + IsolationTree.averagePathLength(next.rows.count)
        continue
      }
      let (left, right) = (append(), append())
      nodes[next.node].left = Int32(truncatingIfNeeded: left)
      nodes[next.node].right = Int32(truncatingIfNeeded: right)
      nodes[next.node].offset = cut.offset
      normals.replaceSubrange(next.node * columns..<(next.node + 1) * columns, with: cut.normal)
      let isLeft = next.rows.map { projection(table.row($0), next.node) <= cut.offset }
      pending.append((zip(next.rows, isLeft).filter(\.1).map(\.0), next.level + 1, left))
      pending.append((zip(next.rows, isLeft).filter { !$0.1 }.map(\.0), next.level + 1, right))
    }
  }

  private mutating func append() -> Int {
    nodes.append(Node())
    normals.append(contentsOf: repeatElement(0, count: columns))
    return nodes.count - 1
  }

  /// `nil` where all points are the same. A plane may leave all points on one side, as in the paper.
  private func randomCut(
    _ table: FeatureTable, _ rows: [Int], _ random: inout Xoshiro256
  ) -> (normal: [Double], offset: Double)? {
    var normal: [Double] = []
    var offset = 0.0
    var varies = false
    for column in 0..<columns {
      var low = Double.infinity
      var high = -Double.infinity
      for row in rows {
        low = min(low, table[row, column])
        high = max(high, table[row, column])
      }
      varies = varies || low < high
      let weight = random.nextNormal()
      normal.append(weight)
      offset += weight * (low + random.nextUnit() * (high - low))
    }
    return varies ? (normal, offset) : nil
  }

  private func projection(_ point: ArraySlice<Double>, _ node: Int) -> Double {
    var sum = 0.0
    var index = node * columns
    for value in point {
      sum += value * normals[index]
      index += 1
    }
    return sum
  }

  func pathLength(_ point: ArraySlice<Double>) -> Double {
    var node = 0
    while nodes[node].left >= 0 {
      node = Int(projection(point, node) <= nodes[node].offset ? nodes[node].left : nodes[node].right)
    }
    return nodes[node].pathLength
  }

  func addInfluences(_ point: ArraySlice<Double>, to shares: inout [Double]) {
    var way: [Int] = []
    var node = 0
    while nodes[node].left >= 0 {
      way.append(node)
      node = Int(projection(point, node) <= nodes[node].offset ? nodes[node].left : nodes[node].right)
    }
    let weight = 1 / Double(1 + way.count * way.count)
    for node in way {
      let parts = zip(point, normals[node * columns..<(node + 1) * columns]).map { abs($0 * $1) }
      let whole = parts.reduce(0, +)
      guard whole > 0 else { continue }
      for (column, part) in parts.enumerated() { shares[column] += weight * part / whole }
    }
  }
}

extension Xoshiro256 {
  /// The next number from the normal distribution with mean 0 and variance 1 (G. E. P. Box, M. E. Muller, 1958).
  mutating func nextNormal() -> Double {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return radius * cos(2 * .pi * nextUnit())
  }
}
