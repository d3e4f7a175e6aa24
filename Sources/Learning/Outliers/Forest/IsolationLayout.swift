/// The cuts of all trees in one array, as the walk reads them: tree after tree, each a perfect binary tree whose node n has the
/// children 2n and 2n + 1, the root being 1. A cut compares integers: floats as `OrderedKey` orders them, with a sign.
struct IsolationLayout: Sendable {
  /// Eight bytes: where the keys of the cut's feature begin among those of a block of points, and the largest key that goes left.
  struct Node: Sendable, BitwiseCopyable {
    var slot: Int32
    var threshold: Int32
  }

  /// The levels that the walk decides for eight points at once; trees that are less deep are filled up with nodes that send all left.
  static let sharedDepth = 3

  /// 2^depth nodes a tree, of which the first is not used.
  let nodes: [Node]
  /// 2^depth path lengths a tree.
  let lengths: [Float]
  /// Cuts on every way, at least `sharedDepth`.
  let depth: Int
  let columns: Int
  let trees: Int
  /// Points whose keys stay in the first-level cache while all trees pass over them; a multiple of `lanes`.
  let points: Int

  init(_ trees: [IsolationTree], depth treeDepth: Int, columns: Int) {
    let depth = max(treeDepth, Self.sharedDepth)
    self.depth = depth
    self.columns = columns
    self.trees = trees.count
    // At 12 bytes a key; first-level caches have 32 KiB or 48.
    let points = max(Self.lanes, min(128, 3072 / max(columns, 1) / Self.lanes * Self.lanes))
    self.points = points
    var nodes = [Node](repeating: Node(slot: 0, threshold: .max), count: trees.count << depth)
    var lengths: [Float] = []
    lengths.reserveCapacity(nodes.count)
    for (number, tree) in trees.enumerated() {
      precondition(
        tree.cuts.count == 1 << treeDepth - 1 && tree.pathLengths.count == 1 << treeDepth, "a tree of another depth")
      for (place, cut) in tree.cuts.enumerated() {
        precondition(cut.feature >= 0 && (columns == 0 || cut.feature < columns), "a cut of no feature")
        let threshold = OrderedKey.narrowThreshold(Double(cut.threshold), inclusive: true)
        nodes[number << depth + place + 1] = Node(
          slot: cut.feature * Int32(points), threshold: Self.signed(threshold))
      }
      for leaf in 0..<1 << depth { lengths.append(tree.pathLengths[leaf >> (depth - treeDepth)]) }
    }
    self.nodes = nodes
    self.lengths = lengths
  }

  /// A key in the order of signed integers, which is the one that processors compare in vectors.
  @inline(__always)
  static func signed(_ key: UInt32) -> Int32 { Int32(bitPattern: key ^ 0x8000_0000) }
}
