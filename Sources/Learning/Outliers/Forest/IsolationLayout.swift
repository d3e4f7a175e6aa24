/// The cuts of all trees in one array, as the walk reads them: tree after tree, each a perfect binary tree whose node n has the
/// children 2n and 2n + 1, the root being 1. A cut compares integers: floats as `OrderedKey` orders them.
struct IsolationLayout: Sendable {
  /// Eight bytes: where the feature's key is among those of eight points that stand side by side, and the largest key that goes left.
  struct Node: Sendable, BitwiseCopyable {
    var slot: UInt32
    var threshold: UInt32
  }

  /// 2^depth nodes a tree, of which the first is not used.
  let nodes: [Node]
  /// 2^depth path lengths a tree.
  let lengths: [Float]
  let depth: Int
  let columns: Int
  let trees: Int

  init(_ trees: [IsolationTree], depth: Int, columns: Int) {
    self.depth = depth
    self.columns = columns
    self.trees = trees.count
    var nodes: [Node] = []
    nodes.reserveCapacity(trees.count << depth)
    for tree in trees {
      nodes.append(Node(slot: 0, threshold: .max))
      for cut in tree.cuts {
        precondition(cut.feature >= 0 && (columns == 0 || cut.feature < columns), "a cut of no feature")
        nodes.append(
          Node(
            slot: UInt32(cut.feature) * UInt32(Self.lanes),
            threshold: OrderedKey.narrowThreshold(Double(cut.threshold), inclusive: true)))
      }
    }
    self.nodes = nodes
    lengths = trees.flatMap(\.pathLengths)
    precondition(nodes.count == self.trees << depth && lengths.count == nodes.count, "a tree of another depth")
  }
}
