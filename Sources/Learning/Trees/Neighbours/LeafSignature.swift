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

  /// The blocks of a row from the ordinals of the leaves that it reaches in all trees. Lanes beyond the last tree are 255
  /// where known rows have 0, so that they never count as equal.
  func blocks(_ ordinals: [UInt32]) -> [LeafNeighbours.Block] {
    let lanes = LeafNeighbours.Block.scalarCount
    var result = Array(repeating: LeafNeighbours.Block(repeating: 255), count: LeafNeighbours.blocks(trees.count))
    for index in trees.indices {
      result[index / lanes][index % lanes] = UInt8(truncatingIfNeeded: ordinals[trees[index]] - starts[index])
    }
    return result
  }
}

extension Forest {
  /// The ordinal of the leaf that a row reaches in each tree; leaves are numbered through the trees in order.
  func leafOrdinals(_ row: Span<Float>, using workspace: inout ForestWorkspace) -> [UInt32] {
    guard let narrow else {
      let values = (0..<featureCount).map { Double(row[$0]) }
      return leafOrdinals(values.span, using: &workspace)
    }
    precondition(row.count >= featureCount, "a row has fewer columns than the forest")
    workspace.reserve(narrowKeys: narrow.stride)
    var keys = workspace.narrowKeys.mutableSpan
    slots.fill(row, &keys)
    var result = [UInt32](repeating: 0, count: treeCount)
    var leaves = result.mutableSpan
    narrow.walkTrees(workspace.narrowKeys.span, leaves: &leaves)
    return result
  }

  /// The same of a row of doubles. A model made for floats sees them rounded to floats.
  func leafOrdinals(_ row: Span<Double>, using workspace: inout ForestWorkspace) -> [UInt32] {
    guard let wide else {
      let values = (0..<featureCount).map { Float(row[$0]) }
      return leafOrdinals(values.span, using: &workspace)
    }
    precondition(row.count >= featureCount, "a row has fewer columns than the forest")
    workspace.reserve(wideKeys: wide.stride)
    var keys = workspace.wideKeys.mutableSpan
    slots.fill(row, &keys)
    var result = [UInt32](repeating: 0, count: treeCount)
    var leaves = result.mutableSpan
    wide.walkTrees(workspace.wideKeys.span, leaves: &leaves)
    return result
  }
}
