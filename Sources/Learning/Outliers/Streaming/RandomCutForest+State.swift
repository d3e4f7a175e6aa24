extension RandomCutForest: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "random-cut-forest"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Points that the forest remembers.
  private var remembered: Int { leaves.count / trees.count }

  /// Writes the state: the generator, the remembered points once, and each tree in preorder, its leaves by the points in them.
  ///
  /// Nodes are written by their places in the tree and not by their numbers, and boxes and counts not at all, because they follow from
  /// the leaves. So forests that will say the same have the same state, and no state has links that lead nowhere.
  public func write(to writer: inout StateWriter) {
    for number in [columns, configuration.trees, configuration.window] { writer.append(count: number) }
    random.write(to: &writer)
    writer.append(count: remembered)
    writer.append(count: next)
    for place in 0..<remembered {
      // Adding zero takes the sign of zero away, which decides nothing.
      for value in trees[0].point(of: leaves[place * trees.count]) { writer.append(value + 0) }
    }
    for tree in trees.indices where remembered > 0 { write(tree, to: &writer) }
  }

  /// Restores a state. Each tree has boxes around the points of every branch, so that a short state of many trees over wide points
  /// takes much memory: it counts against the reader's memory limit.
  public init(from reader: inout StateReader) throws(StateError) {
    let columns = try reader.integer(in: 0...(1 << 30))
    let count = try reader.integer(in: 1...(1 << 24))
    let window = try reader.integer(in: 1...(1 << 24))
    try reader.claim(count, ofSize: MemoryLayout<RandomCutTree>.stride)
    self.init(columns: columns, Configuration(trees: count, window: window), seed: 0)
    random = try Xoshiro256(from: &reader)
    let remembered = try reader.count(ofSize: 8 * columns)
    guard remembered <= window, columns > 0 || remembered == 0 else {
      throw StateError("a forest remembers \(remembered) points, \(window) at most")
    }
    next = try reader.integer(in: 0...(remembered == window ? window - 1 : 0))
    var points: [[Double]] = []
    for _ in 0..<remembered {
      var point: [Double] = []
      for _ in 0..<columns { point.append(try reader.finite()) }
      guard point.allSatisfy({ abs($0) <= Self.largest }) else {
        throw StateError("a point of a forest is too far away")
      }
      points.append(point)
    }
    guard remembered > 0 else { return }
    try reader.claim(count, ofSize: remembered * MemoryLayout<Int32>.size)
    leaves = Array(repeating: -1, count: count * remembered)
    for tree in 0..<count { trees[tree] = try readTree(tree, points, from: &reader) }
  }

  private func write(_ tree: Int, to writer: inout StateWriter) {
    let nodes = trees[tree].nodes
    var places = Array(repeating: [Int](), count: nodes.count)
    for place in 0..<remembered { places[Int(leaves[place * trees.count + tree])].append(place) }
    var pending = [trees[tree].root]
    while let number = pending.popLast() {
      let node = nodes[Int(number)]
      guard node.left >= 0 else {
        writer.append(count: 0)
        writer.append(count: places[Int(number)].count)
        var last = -1
        for place in places[Int(number)] {
          writer.append(count: place - last)
          last = place
        }
        continue
      }
      writer.append(count: Int(node.feature) + 1)
      writer.append(node.cut + 0)
      pending.append(node.right)
      pending.append(node.left)
    }
  }

  /// Every remembered point must be in one leaf, with points equal to it alone. Where a cut falls is not checked: rounding can put one
  /// beside the points that it should separate, and a tree lives with that.
  private mutating func readTree(
    _ tree: Int, _ points: [[Double]], from reader: inout StateReader
  ) throws(StateError) -> RandomCutTree {
    try reader.claim(2 * points.count, ofSize: MemoryLayout<RandomCutTree.Node>.stride + 16 * columns)
    var nodes: [RandomCutTree.Node] = []
    var boxed: [[Double]] = []
    var rest = points.count
    // Branches that have fewer than two children so far.
    var open: [Int] = []
    repeat {
      let kind = try reader.integer(in: 0...columns)
      let number = Int32(truncatingIfNeeded: nodes.count)
      var node = RandomCutTree.Node()
      if let parent = open.last {
        node.parent = Int32(truncatingIfNeeded: parent)
        if nodes[parent].left < 0 {
          nodes[parent].left = number
        } else {
          nodes[parent].right = number
          open.removeLast()
        }
      }
      if kind == 0 {
        node.count = try reader.integer(in: 1...max(1, rest))
        let place = try readPlaces(node.count, of: number, in: tree, points, from: &reader)
        rest -= node.count
        boxed.append(points[place])
      } else {
        node.feature = Int32(truncatingIfNeeded: kind - 1)
        node.cut = try reader.finite()
        open.append(nodes.count)
        boxed.append([])
      }
      nodes.append(node)
      guard nodes.count < 2 * points.count else { break }
    } while !open.isEmpty
    guard open.isEmpty, rest == 0 else { throw StateError("tree \(tree) of a forest does not hold its points") }
    return RandomCutTree(columns: columns, nodes: nodes, points: boxed)
  }

  /// The points of a leaf; gives the first.
  private mutating func readPlaces(
    _ count: Int, of leaf: Int32, in tree: Int, _ points: [[Double]], from reader: inout StateReader
  ) throws(StateError) -> Int {
    var place = -1
    var first: Int?
    for _ in 0..<count {
      place += try reader.integer(in: 1...max(1, points.count - 1 - place))
      guard place < points.count, leaves[place * trees.count + tree] < 0, points[place] == points[first ?? place] else {
        throw StateError("a leaf in tree \(tree) of a forest is damaged")
      }
      leaves[place * trees.count + tree] = leaf
      if first == nil { first = place }
    }
    return first ?? 0
  }
}
