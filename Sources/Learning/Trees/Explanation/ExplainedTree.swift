/// A tree's splits in an order in which parents precede children, with what SHAP values need of each.
struct ExplainedTree: Sendable {
  /// One split.
  struct Split: Sendable {
    var feature: Int32
    /// The child: a split's position, or the complement of a leaf's ordinal in the tree.
    var left: Int32
    var right: Int32
    /// The product of the shares of training rows that went this way at this split and at all splits of the same feature
    /// above it.
    var leftShare: Double
    var rightShare: Double
    /// The share on the way to this split at the nearest split of the same feature above it; 1 when there is none.
    var aboveShare: Double
    /// That split's position and the side taken there: 2·position, plus one for right; −1 when there is none.
    var above: Int32
  }

  /// How a split decides: the slot, and the highest key that goes left.
  struct Question: Sendable {
    var slot: Int32
    var narrow: UInt32
    var wide: UInt64
  }

  var splits: [Split] = []
  /// The question of each split; apart from the splits, since the sums do not need them.
  var questions: [Question] = []
  /// The leaves' values, or their rows in the leaf vectors.
  var values: [Double] = []
  var rows: [Int32] = []
  /// The mean of the leaves under cover, for each output (one when leaves are scalar).
  var expectation: [Double] = []
  var output: Int
  /// The passes that sum its values.
  var passes: [SHAPPass] = []
  var depth = 0

  /// Deeper trees are not explained.
  static let mostDepth = 1024

  init(_ tree: DecisionTree, of ensemble: TreeEnsemble, slots: [ForestSlots.Slot: Int]) throws(ModelError) {
    output = tree.output
    expectation = Array(repeating: 0, count: ensemble.hasVectorLeaves ? ensemble.outputCount : 1)
    struct Step {
      var node: Int
      var parent: Int32
      var isLeft: Bool
      var share: Double
      var depth: Int
      /// The features decided above: the split that decided last, its side and the share so far.
      var path: [Int32: (link: Int32, share: Double)]
    }
    var features: [Int] = []
    var stack = [Step(node: 0, parent: -1, isLeft: true, share: 1, depth: 0, path: [:])]
    while let step = stack.popLast() {
      let node = tree.nodes[step.node]
      depth = max(depth, step.depth)
      guard depth <= Self.mostDepth else { throw ModelError("deeper than \(Self.mostDepth) is not explained") }
      let isSplit = !node.isLeaf
      let reference = isSplit ? Int32(splits.count) : ~Int32(values.count)
      if step.parent >= 0 {
        if step.isLeft { splits[Int(step.parent)].left = reference } else { splits[Int(step.parent)].right = reference }
      }
      guard isSplit else {
        features.append(step.path.count)
        values.append(node.value)
        rows.append(node.vector)
        addExpectation(of: node, share: step.share, ensemble)
        continue
      }
      let left = tree.nodes[Int(node.left)].cover
      let right = tree.nodes[Int(node.right)].cover
      guard left + right > 0 else {
        throw ModelError("node \(step.node) has no cover: the file does not say how many rows reached it")
      }
      let ratio = left / (left + right)
      let above = step.path[node.feature]
      let aboveShare = above?.share ?? 1
      let split = Split(
        feature: node.feature, left: 0, right: 0,
        leftShare: aboveShare * ratio, rightShare: aboveShare * (1 - ratio), aboveShare: aboveShare,
        above: above?.link ?? -1)
      splits.append(split)
      questions.append(
        Question(
          slot: Int32(slots[ForestSlots.slot(of: node)] ?? 0), narrow: NarrowNode.threshold(of: node),
          wide: WideNode.threshold(of: node)))
      for isLeft in [false, true] {
        var path = step.path
        path[node.feature] = (reference * 2 + (isLeft ? 0 : 1), isLeft ? split.leftShare : split.rightShare)
        stack.append(
          Step(
            node: Int(isLeft ? node.left : node.right), parent: reference, isLeft: isLeft,
            share: step.share * (isLeft ? ratio : 1 - ratio), depth: step.depth + 1, path: path))
      }
    }
    passes = SHAPPass.passes(of: self, features: features)
  }

  private mutating func addExpectation(of leaf: TreeNode, share: Double, _ ensemble: TreeEnsemble) {
    guard ensemble.hasVectorLeaves else {
      expectation[0] += share * leaf.value
      return
    }
    for output in expectation.indices {
      expectation[output] += share * ensemble.leafVectors[Int(leaf.vector) * ensemble.outputCount + output]
    }
  }
}
