/// All nodes of a forest in one array, tree after tree, each breadth first, so that the nodes every row visits lie together.
struct ForestLayout<Node: PackedNode>: Sendable {
  /// The nodes.
  private(set) var nodes: [Node] = []
  /// Where each tree's root is.
  private(set) var roots: [UInt32] = []
  /// Trees in the order in which a single row visits them: trees of like depth side by side, as they are walked in
  /// groups that end together.
  private(set) var visits: [UInt32] = []
  /// For each tree, steps that nearly every walk needs at least: the mean depth of its leaves. So many are taken before
  /// asking whether the walk has ended.
  private(set) var sureSteps: [UInt32] = []
  /// The number of keys a row has, with the one that leaves ask.
  let stride: Int

  /// Packs the trees, or returns nil when a node does not fit. `ordinals` tells the first leaf ordinal of each tree;
  /// leaves are numbered in the order of the tree's nodes.
  init?(_ ensemble: TreeEnsemble, slots: [ForestSlots.Slot: Int], slotCount: Int) {
    stride = slotCount + 1
    guard stride <= Node.mostSlots else { return nil }
    let total = ensemble.trees.reduce(0) { $0 + $1.nodes.count }
    nodes.reserveCapacity(total)
    roots.reserveCapacity(ensemble.trees.count)
    var firstLeaf = 0
    var depths: [Int] = []
    for tree in ensemble.trees {
      roots.append(UInt32(nodes.count))
      guard let depth = append(tree, firstLeaf: firstLeaf, slots: slots, leafSlot: slotCount) else { return nil }
      depths.append(depth)
      firstLeaf += tree.leafCount
    }
    sureSteps = depths.map { UInt32($0 / 16) }
    visits = roots.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }.map(UInt32.init)
  }

  /// Appends a tree; returns its mean leaf depth in 1/16, or nil when it does not fit.
  private mutating func append(
    _ tree: DecisionTree, firstLeaf: Int, slots: [ForestSlots.Slot: Int], leafSlot: Int
  ) -> Int? {
    var ordinals = [Int](repeating: 0, count: tree.nodes.count)
    var leaves = 0
    for (index, node) in tree.nodes.enumerated() where node.isLeaf {
      ordinals[index] = firstLeaf + leaves
      leaves += 1
    }
    var queue: [Int32] = [0]
    var levels: [Int] = [0]
    var depthSum = 0
    queue.reserveCapacity(tree.nodes.count)
    var position = 0
    while position < queue.count {
      let index = Int(queue[position])
      let node = tree.nodes[index]
      if node.isLeaf {
        guard let ordinal = Node.Value.Key(exactly: ordinals[index]) else { return nil }
        nodes.append(Node(threshold: ordinal, slot: leafSlot, step: 0))
        depthSum += levels[position]
      } else {
        let step = queue.count - position
        guard step < Node.mostSteps, let slot = slots[ForestSlots.slot(of: node)] else { return nil }
        nodes.append(Node(threshold: Node.threshold(of: node), slot: slot, step: step))
        queue.append(node.left)
        queue.append(node.right)
        levels.append(levels[position] + 1)
        levels.append(levels[position] + 1)
      }
      position += 1
    }
    return depthSum * 16 / max(1, leaves)
  }
}
