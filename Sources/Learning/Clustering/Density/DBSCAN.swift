/// Clusters of any shape: points with enough others near them, and what they reach.
///
/// M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A density-based algorithm for discovering clusters in large spatial databases with
/// noise", KDD 1996. A border point within reach of two clusters belongs to the one that is found first, in order of rows.
public enum DBSCAN {
  /// Clusters the points of a table (no missing values).
  ///
  /// - Parameters:
  ///   - radius: how far apart neighbours may be, in the units of the table.
  ///   - minimumPoints: the neighbours, itself included, that make a point the core of a cluster.
  public static func clusters(_ table: FeatureTable, radius: Double, minimumPoints: Int) -> ClusterLabels {
    let index = NeighbourIndex(table)
    var labels = Array(repeating: -1, count: table.rows)
    var isVisited = Array(repeating: false, count: table.rows)
    var found = 0
    for start in 0..<table.rows where !isVisited[start] {
      isVisited[start] = true
      var near = index.within(radius, of: table.row(start).map { Float($0) })
      guard near.count >= minimumPoints else { continue }
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
        if near.count < minimumPoints { near = [] }
      }
      found += 1
    }
    return ClusterLabels(renumbering: labels, strengths: labels.map { $0 < 0 ? 0 : 1 })
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
