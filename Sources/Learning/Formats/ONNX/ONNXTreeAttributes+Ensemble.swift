extension ONNXTreeAttributes {
  /// The ensemble. Leaves stay scalar when each tree adds to one output only.
  func ensemble() throws(ModelError) -> TreeEnsemble {
    guard outputs > 0, outputs <= 1 << 20 else { throw ModelError("\(outputs) outputs") }
    var result = TreeEnsemble(
      featureCount: featureCount, outputCount: outputs, transform: transform,
      inputPrecision: isWide ? .float64 : .float32, sumPrecision: .float64)
    result.classLabels = labels
    guard base.isEmpty || base.count == 1 || base.count == outputs else {
      throw ModelError("\(base.count) base values for \(outputs) outputs")
    }
    if let first = base.first { result.base = base.count == outputs ? base : Array(repeating: first, count: outputs) }
    var sets: [[Double]] = []
    var trees: [DecisionTree] = []
    var isScalar = true
    var setOfNode: [Int: Int32] = [:]
    for (position, node) in nodes.enumerated() {
      guard [.eq, .neq, .member].contains(node.mode) else { continue }
      setOfNode[position] = Int32(sets.count)
      sets.append(node.mode == .member ? node.members.sorted() : [node.value])
    }
    var assembler = TreeAssembler(count: nodes.count) { position throws(ModelError) in
      try node(position, set: setOfNode[position] ?? -1)
    }
    for root in roots {
      let tree: DecisionTree
      do { tree = try assembler.tree(root: root, output: 0) } catch { throw error.inside("tree \(trees.count)") }
      trees.append(tree)
      let targets = tree.nodes.filter(\.isLeaf).map { nodes[Int($0.vector)].weights.map(\.target) }
      isScalar = isScalar && Set(targets.joined()).count <= 1 && targets.allSatisfy { $0.count <= 1 }
    }
    let leaves = trees.reduce(0) { $0 + $1.leafCount }
    guard isScalar || leaves <= (1 << 27) / outputs else {
      throw ModelError("\(leaves) leaves of \(outputs) outputs are too many")
    }
    for index in trees.indices {
      for position in trees[index].nodes.indices where trees[index].nodes[position].isLeaf {
        let weights = nodes[Int(trees[index].nodes[position].vector)].weights
        guard weights.allSatisfy({ $0.target < outputs }) else {
          throw ModelError("a leaf adds to an output beyond the \(outputs) there are", at: "tree \(index)")
        }
        if isScalar {
          trees[index].nodes[position].vector = -1
          if let only = weights.first {
            trees[index].nodes[position].value = only.weight
            trees[index].output = only.target
          }
        } else {
          var row = [Double](repeating: 0, count: outputs)
          for (target, weight) in weights { row[target] += weight }
          trees[index].nodes[position].vector = Int32(result.leafVectors.count / outputs)
          result.leafVectors += row
        }
      }
    }
    result.trees = trees
    result.valueSets = sets
    if isAverage, !trees.isEmpty {
      result.divisor = Double(trees.count)
      result.base = result.base.map { $0 * result.divisor }
    }
    return result
  }

  /// A node; a leaf carries its position here in `vector` until its weights are known.
  private func node(_ position: Int, set: Int32) throws(ModelError) -> TreeNode {
    let node = nodes[position]
    if node.mode == .leaf { return .leaf(0, vector: Int32(position)) }
    guard let feature = Int32(exactly: node.feature), feature >= 0 else {
      throw ModelError("feature \(node.feature) does not exist")
    }
    let yes = Int32(node.whenTrue)
    let no = Int32(node.whenFalse)
    let missing = node.missingIsTrue
    switch node.mode {
    case .leq:
      return .split(
        feature: feature, .lessOrEqual, threshold: node.value, left: yes, right: no, missingGoesLeft: missing)
    case .lt:
      return .split(feature: feature, .lessThan, threshold: node.value, left: yes, right: no, missingGoesLeft: missing)
    // x ≥ t is not x < t, with the children exchanged.
    case .gte:
      return .split(feature: feature, .lessThan, threshold: node.value, left: no, right: yes, missingGoesLeft: !missing)
    case .gt:
      return .split(
        feature: feature, .lessOrEqual, threshold: node.value, left: no, right: yes, missingGoesLeft: !missing)
    case .eq, .neq, .member:
      // NaN differs from every number, so it makes `neq` true.
      let isUnequal = node.mode == .neq
      return .split(
        feature: feature, .equalsAny, threshold: 0, left: isUnequal ? no : yes, right: isUnequal ? yes : no,
        missingGoesLeft: isUnequal ? false : missing, set: set)
    case .leaf: throw ModelError("is a leaf")
    }
  }
}
