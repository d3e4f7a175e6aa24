/// Makes a `DecisionTree` of the nodes of a file: keeps those that can be reached from the root, in depth-first order,
/// and refuses what is not a tree. XGBoost leaves deleted nodes in its arrays; LightGBM numbers leaves apart.
struct TreeAssembler {
  /// A node as the file has it; children are its numbers there.
  var node: (Int) throws(ModelError) -> TreeNode
  /// The highest number that a child may have, plus one.
  let count: Int
  /// The nodes that belong to a tree already.
  private var reached: [Bool] = []

  init(count: Int, node: @escaping (Int) throws(ModelError) -> TreeNode) {
    self.count = count
    self.node = node
  }

  /// Collects the tree under `root`. Trees of one assembler share no nodes.
  mutating func tree(root: Int, output: Int) throws(ModelError) -> DecisionTree {
    guard count > 0, count <= TreeEnsemble.mostNodes else { throw ModelError("has \(count) nodes") }
    if reached.isEmpty { reached = Array(repeating: false, count: count) }
    var nodes: [TreeNode] = []
    /// The number in the file, the parent's new position and the side.
    var stack: [(number: Int, parent: Int, isLeft: Bool)] = [(root, -1, true)]
    while let (number, parent, isLeft) = stack.popLast() {
      guard number >= 0, number < count, !reached[number] else {
        throw ModelError(
          number >= 0 && number < count ? "node \(number) has two parents" : "there is no node \(number)")
      }
      reached[number] = true
      let position = Int32(nodes.count)
      if parent >= 0 {
        if isLeft { nodes[parent].left = position } else { nodes[parent].right = position }
      }
      let node = try node(number)
      nodes.append(node)
      if !node.isLeaf {
        stack.append((Int(node.right), Int(position), false))
        stack.append((Int(node.left), Int(position), true))
      }
    }
    return DecisionTree(nodes: nodes, output: output)
  }
}
