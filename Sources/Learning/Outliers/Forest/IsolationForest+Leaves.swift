extension IsolationForest {
  /// The number of leaves of every tree; numbers of leaves are below it.
  public var leavesPerTree: Int { 1 << depth }

  /// The number of trees.
  public var treeCount: Int { trees.count }

  /// Which leaf of each tree each point ends in: rows × trees, row-major.
  ///
  /// Where a branch ended early, all leaves below hold the same part of space; the lowest of them stands for it, so that
  /// two points that no cut separates have the same leaf.
  public func leaves(_ table: FeatureTable) -> [UInt16] {
    precondition(table.columns == columns, "the table has other columns than the one that was fitted")
    let points = table.values.map { Float($0) }
    var result = Array(repeating: UInt16(0), count: table.rows * trees.count)
    for row in 0..<table.rows {
      let first = row * columns
      for (number, tree) in trees.enumerated() {
        result[row * trees.count + number] = tree.leaf(points[first..<first + columns], depth: depth)
      }
    }
    return result
  }
}

extension IsolationTree {
  /// The leaf that a point ends in. An uncut node has an infinite threshold, which no value exceeds.
  func leaf(_ point: ArraySlice<Float>, depth: Int) -> UInt16 {
    var node = 0
    for _ in 0..<depth {
      let cut = cuts[node]
      let value = point[point.startIndex + Int(cut.feature)]
      node = 2 * node + (value > cut.threshold ? 2 : 1)
    }
    return UInt16(truncatingIfNeeded: node - cuts.count)
  }
}
