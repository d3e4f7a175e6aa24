extension TreeEnsemble {
  /// The most nodes that an ensemble may have: indices are 31 bits.
  public static let mostNodes = 1 << 28

  /// Checks everything that compiling and scoring rely on: children in range, every node reached exactly once from its
  /// root (no cycles, no sharing), features, outputs, sets and vectors in range. Errors name tree and node.
  public func validate() throws(ModelError) {
    guard outputCount > 0, base.count == outputCount else {
      throw ModelError("\(base.count) base values for \(outputCount) outputs")
    }
    guard divisor != 0, divisor.isFinite else { throw ModelError("the divisor \(divisor) is not a finite number") }
    guard leafVectors.count % outputCount == 0 else {
      throw ModelError("\(leafVectors.count) leaf values are not rows of \(outputCount)")
    }
    try transform.validate(outputCount: outputCount)
    var total = 0
    for (index, tree) in trees.enumerated() {
      total += tree.nodes.count
      guard total <= Self.mostNodes else { throw ModelError("more than \(Self.mostNodes) nodes") }
      do { try validate(tree) } catch { throw error.inside("tree \(index)") }
    }
  }

  private func validate(_ tree: DecisionTree) throws(ModelError) {
    let nodes = tree.nodes
    guard !nodes.isEmpty else { throw ModelError("has no nodes") }
    guard (0..<outputCount).contains(tree.output) else {
      throw ModelError("adds to output \(tree.output) of \(outputCount)")
    }
    var reached = [Bool](repeating: false, count: nodes.count)
    reached[0] = true
    var stack = [0]
    var count = 0
    while let index = stack.popLast() {
      count += 1
      let node = nodes[index]
      do { try validate(node) } catch { throw error.inside("node \(index)") }
      if node.isLeaf { continue }
      for child in [node.left, node.right] {
        guard child > 0, child < nodes.count else {
          throw ModelError("child \(child) is not one of the \(nodes.count) nodes", at: "node \(index)")
        }
        guard !reached[Int(child)] else {
          throw ModelError("child \(child) has another parent too: not a tree", at: "node \(index)")
        }
        reached[Int(child)] = true
        stack.append(Int(child))
      }
    }
    guard count == nodes.count else { throw ModelError("\(nodes.count - count) nodes cannot be reached from the root") }
  }

  private func validate(_ node: TreeNode) throws(ModelError) {
    if node.isLeaf {
      guard hasVectorLeaves else {
        guard node.vector < 0 else { throw ModelError("names a leaf vector, and there are none") }
        return
      }
      guard node.vector >= 0, Int(node.vector) < leafVectors.count / outputCount else {
        throw ModelError("leaf vector \(node.vector) is not one of \(leafVectors.count / outputCount)")
      }
      return
    }
    guard node.feature < featureCount else {
      throw ModelError("reads feature \(node.feature) of \(featureCount)")
    }
    switch node.test {
    case .lessThan, .lessOrEqual: break
    case .inCategories:
      guard categorySets.indices.contains(Int(node.set)) else { throw ModelError("no category set \(node.set)") }
    case .equalsAny:
      guard valueSets.indices.contains(Int(node.set)) else { throw ModelError("no value set \(node.set)") }
    }
  }
}
