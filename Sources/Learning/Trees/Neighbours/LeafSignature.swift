/// Turns rows into the leaves that they reach, as `LeafNeighbours` keeps them.
struct LeafSignature: Sendable {
  private let trees: [Int]
  /// The ordinal of each of these trees' first leaf in the forest.
  private let starts: [UInt32]

  /// For some trees of an ensemble, all of which it must have.
  init(_ ensemble: TreeEnsemble, trees: [Int]) {
    self.trees = trees
    var all: [UInt32] = []
    var next: UInt32 = 0
    for tree in ensemble.trees {
      all.append(next)
      next += UInt32(tree.nodes.lazy.filter(\.isLeaf).count)
    }
    starts = trees.map { all[$0] }
  }

  /// The leaves of a row, one byte a tree, from the ordinals of the leaves that it reaches in all trees.
  func leaves(_ ordinals: [UInt32]) -> [UInt8] {
    zip(trees, starts).map { UInt8(truncatingIfNeeded: ordinals[$0] - $1) }
  }
}

extension Forest {
  /// The ordinal of the leaf that a row reaches in each tree; leaves are numbered through the trees in order.
  func leafOrdinals(_ row: Span<Float>, using workspace: inout ForestWorkspace) -> [UInt32] {
    guard let narrow else {
      let values = (0..<featureCount).map { Double(row[$0]) }
      return leafOrdinals(values.span, using: &workspace)
    }
    return leafOrdinals(row, narrow, &workspace.narrowKeys)
  }

  /// The same of a row of doubles. A model made for floats sees them rounded to floats.
  func leafOrdinals(_ row: Span<Double>, using workspace: inout ForestWorkspace) -> [UInt32] {
    guard let wide else {
      let values = (0..<featureCount).map { Float(row[$0]) }
      return leafOrdinals(values.span, using: &workspace)
    }
    return leafOrdinals(row, wide, &workspace.wideKeys)
  }

  private func leafOrdinals<Node: PackedNode>(
    _ row: Span<Node.Value>, _ layout: ForestLayout<Node>, _ keys: inout [Node.Value.Key]
  ) -> [UInt32] {
    precondition(row.count >= featureCount, "a row has fewer columns than the forest")
    if keys.count < layout.stride { keys = Array(repeating: 0, count: layout.stride) }
    var slotKeys = keys.mutableSpan
    slots.fill(row, &slotKeys)
    var result = [UInt32](repeating: 0, count: treeCount)
    var leaves = result.mutableSpan
    layout.walkTrees(keys.span, leaves: &leaves)
    return result
  }
}
