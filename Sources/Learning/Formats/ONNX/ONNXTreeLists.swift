/// The parallel lists of an ONNX tree ensemble.
struct ONNXTreeLists {
  var trees: [Int64] = []
  var ids: [Int64] = []
  var features: [Int64] = []
  var modes: [String] = []
  var values: [Float] = []
  var whenTrue: [Int64] = []
  var whenFalse: [Int64] = []
  var tracks: [Int64] = []
  var leafTrees: [Int64] = []
  var leafIDs: [Int64] = []
  var targets: [Int64] = []
  var weights: [Float] = []

  init(_ ensemble: TreeEnsemble) {
    for (number, tree) in ensemble.trees.enumerated() {
      for (index, node) in tree.nodes.enumerated() { add(node, index, tree, number, ensemble) }
    }
  }

  private mutating func add(
    _ node: TreeNode, _ index: Int, _ tree: DecisionTree, _ number: Int, _ ensemble: TreeEnsemble
  ) {
    trees.append(Int64(number))
    ids.append(Int64(index))
    guard !node.isLeaf else {
      features.append(0)
      modes.append("LEAF")
      values.append(0)
      whenTrue.append(0)
      whenFalse.append(0)
      tracks.append(0)
      addLeaf(node, index, tree, number, ensemble)
      return
    }
    features.append(Int64(node.feature))
    whenTrue.append(Int64(node.left))
    whenFalse.append(Int64(node.right))
    switch node.test {
    case .lessThan, .lessOrEqual:
      let (mode, value) = Self.float(node)
      modes.append(mode)
      values.append(value)
    case .equalsAny, .inCategories:
      modes.append("BRANCH_EQ")
      values.append(Float(ensemble.valueSets[Int(node.set)].first ?? .nan))
    }
    // Where NaN is read as zero, it goes where zero goes.
    let zeroLeft = node.test == .lessThan ? 0 < node.threshold : 0 <= node.threshold
    tracks.append((node.missing == .never ? zeroLeft : node.missingGoesLeft) ? 1 : 0)
  }

  /// The mode and threshold that decide for floats as the split does.
  private static func float(_ node: TreeNode) -> (String, Float) {
    let nearest = Float(node.threshold)
    if Double(nearest) == node.threshold || node.threshold.isNaN {
      return (node.test == .lessThan ? "BRANCH_LT" : "BRANCH_LEQ", nearest)
    }
    // Between two floats, below and at most are the same.
    return ("BRANCH_LEQ", Double(nearest) > node.threshold ? nearest.nextDown : nearest)
  }

  private mutating func addLeaf(
    _ node: TreeNode, _ index: Int, _ tree: DecisionTree, _ number: Int, _ ensemble: TreeEnsemble
  ) {
    for output in ensemble.hasVectorLeaves ? 0..<ensemble.outputCount : tree.output..<tree.output + 1 {
      let value =
        ensemble.hasVectorLeaves
        ? ensemble.leafVectors[Int(node.vector) * ensemble.outputCount + output] : node.value
      leafTrees.append(Int64(number))
      leafIDs.append(Int64(index))
      // Of two classes with one margin, onnxruntime wants target 0, and gives the margin to the second class.
      targets.append(Int64(output))
      weights.append(Float(value / ensemble.divisor))
    }
  }
}
