/// Clusters of any shape: points with enough others near them, and what they reach.
///
/// M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A density-based algorithm for discovering clusters in large spatial databases with
/// noise", KDD 1996. A border point within reach of two clusters belongs to the one that is found first, in order of rows.
public struct DBSCAN: Sendable {
  /// The number of features of a point.
  public let columns: Int
  /// How far apart neighbours may be.
  public let radius: Double
  /// The clusters of the fitted points; strengths are 1, and 0 for noise.
  public let fitted: ClusterLabels
  /// The rows of the points that have enough others near them.
  public let cores: [Int]
  /// Those points.
  private let coreIndex: NeighbourIndex

  /// Finds the clusters of a table (no missing values).
  ///
  /// - Parameters:
  ///   - radius: how far apart neighbours may be, in the units of the table.
  ///   - minimumPoints: the neighbours, itself included, that make a point the core of a cluster.
  public init(fitting table: FeatureTable, radius: Double, minimumPoints: Int) {
    var isCore = Array(repeating: false, count: table.rows)
    let index = NeighbourIndex(table)
    var labels = Array(repeating: -1, count: table.rows)
    var isVisited = Array(repeating: false, count: table.rows)
    var found = 0
    for start in 0..<table.rows where !isVisited[start] {
      isVisited[start] = true
      var near = index.within(radius, of: table.row(start).map { Float($0) })
      guard near.count >= minimumPoints else { continue }
      isCore[start] = true
      labels[start] = found
      // Every point waits at most once, so that dense tables cost no more memory than their points.
      var pending: [Int] = []
      while true {
        for other in near where labels[other] < 0 {
          labels[other] = found
          guard !isVisited[other] else { continue }
          isVisited[other] = true
          pending.append(other)
        }
        guard let row = pending.popLast() else { break }
        near = index.within(radius, of: table.row(row).map { Float($0) })
        isCore[row] = near.count >= minimumPoints
        if !isCore[row] { near = [] }
      }
      found += 1
    }
    columns = table.columns
    self.radius = radius
    fitted = ClusterLabels(renumbering: labels, strengths: labels.map { $0 < 0 ? 0 : 1 })
    cores = isCore.indices.filter { isCore[$0] }
    coreIndex = NeighbourIndex(table.selecting(rows: cores))
  }

  /// The clusters of a table's points (no missing values).
  public static func clusters(_ table: FeatureTable, radius: Double, minimumPoints: Int) -> ClusterLabels {
    DBSCAN(fitting: table, radius: radius, minimumPoints: minimumPoints).fitted
  }

  /// The cluster of the nearest core point within the radius of each point of another table. Clusters stay as they are.
  public func assign(_ table: FeatureTable) -> ClusterLabels {
    precondition(table.columns == columns, "the table has other columns than the one that was fitted")
    let limit = Float(radius * radius)
    let labels = (0..<table.rows).map { row -> Int in
      let near = coreIndex.nearest(1, to: table.row(row).map { Float($0) })
      guard let core = near.rows.first, let distance = near.distances.first, Float(distance * distance) <= limit else {
        return -1
      }
      return fitted.labels[cores[core]]
    }
    return ClusterLabels(labels: labels, strengths: labels.map { $0 < 0 ? 0 : 1 })
  }
}

extension NeighbourIndex {
  /// The rows of all points at most a distance away from a query, in the order of the tree.
  public func within(_ radius: Double, of query: [Float]) -> [Int] {
    precondition(query.count == columns, "the query has other columns than the index")
    let limit = Float(radius * radius)
    guard count > 0, radius >= 0 else { return [] }
    var result: [Int] = []
    var pending: [Int] = [0]
    while let number = pending.popLast() {
      guard boxDistance(number, query) <= limit else { continue }
      let node = nodes[number]
      if node.left >= 0 {
        pending.append(Int(node.right))
        pending.append(Int(node.left))
      } else {
        for position in Int(node.first)..<Int(node.end) where squaredDistance(position, query) <= limit {
          result.append(Int(rows[position]))
        }
      }
    }
    return result
  }
}
