/// A tree of random cuts that points enter and leave, so that at any time it is distributed as if it had been grown on the points it
/// holds.
///
/// S. Guha, N. Mishra, G. Roy, O. Schrijvers, "Robust random cut forest based anomaly detection on streams", ICML 2016: a cut falls on a
/// feature with a chance in proportion to its range, uniformly over it. Boxes around the points of every branch are kept; a new point
/// draws cuts of the box enlarged by it, from the root down, until one separates it.
struct RandomCutTree: Sendable {
  struct Node: Sendable {
    var parent: Int32 = -1
    /// −1 for a leaf.
    var left: Int32 = -1
    var right: Int32 = -1
    var feature: Int32 = 0
    var cut = 0.0
    /// Points below, repetitions counted.
    var count = 1
  }

  private(set) var nodes: [Node] = []
  /// The smallest and then the largest values of each node; a leaf's point twice.
  private var boxes: [Double] = []
  private var free: [Int32] = []
  private(set) var root: Int32 = -1
  private let columns: Int

  init(columns: Int) { self.columns = columns }

  /// A tree of nodes of which the first is the root and children follow their parents; `points` has the point of each leaf and nothing
  /// for branches, whose boxes and numbers of points follow from their leaves.
  init(columns: Int, nodes: [Node], points: [[Double]]) {
    self.columns = columns
    self.nodes = nodes
    root = nodes.isEmpty ? -1 : 0
    boxes.reserveCapacity(2 * columns * nodes.count)
    for point in points {
      if point.isEmpty { boxes.append(contentsOf: repeatElement(0, count: 2 * columns)) }
      boxes.append(contentsOf: point)
      boxes.append(contentsOf: point)
    }
    for number in nodes.indices.reversed() where nodes[number].left >= 0 {
      self.nodes[number].count =
        self.nodes[Int(nodes[number].left)].count + self.nodes[Int(nodes[number].right)].count
      fitBox(Int32(truncatingIfNeeded: number))
    }
  }

  /// The point of a leaf.
  func point(of leaf: Int32) -> [Double] { (0..<columns).map { low(leaf, $0) } }

  /// Adds a point and returns its leaf, which it shares with equal points.
  mutating func insert(_ point: [Double], _ random: inout Xoshiro256) -> Int32 {
    guard root >= 0 else {
      root = makeNode(around: point)
      return root
    }
    let nearest = leaf(for: point)
    if (0..<columns).allSatisfy({ low(nearest, $0) == point[$0] }) {
      addToCounts(from: nearest, 1)
      return nearest
    }
    var node = root
    while true {
      let cut = drawCut(point, node, &random)
      let isLeft = cut.position <= low(node, cut.feature)
      if isLeft || cut.position >= high(node, cut.feature) {
        return split(node, point, cut, isLeft: isLeft)
      }
      node = child(of: node, point)
    }
  }

  /// Takes one of the points of a leaf away; the leaf goes with its last.
  mutating func remove(_ leaf: Int32) {
    guard nodes[Int(leaf)].count == 1 else { return addToCounts(from: leaf, -1) }
    let parent = nodes[Int(leaf)].parent
    free.append(leaf)
    guard parent >= 0 else {
      root = -1
      return
    }
    let sibling = sibling(of: leaf, parent)
    let grandparent = nodes[Int(parent)].parent
    nodes[Int(sibling)].parent = grandparent
    free.append(parent)
    guard grandparent >= 0 else {
      root = sibling
      return
    }
    replace(parent, by: sibling, in: grandparent)
    addToCounts(from: grandparent, -1)
    var node = grandparent
    while node >= 0 {
      fitBox(node)
      node = nodes[Int(node)].parent
    }
  }

  /// Collusive displacement: over all sets of points that hold the leaf's and form a branch, the most points displaced for one
  /// removed, that is the size of the branch's sibling over its own. Large for points, and small groups, that stand apart.
  func displacement(_ leaf: Int32) -> Double {
    var largest = 0.0
    var node = leaf
    while nodes[Int(node)].parent >= 0 {
      let parent = nodes[Int(node)].parent
      let other = nodes[Int(sibling(of: node, parent))].count
      largest = max(largest, Double(other) / Double(nodes[Int(node)].count))
      node = parent
    }
    return largest
  }

  private func low(_ node: Int32, _ column: Int) -> Double { boxes[Int(node) * 2 * columns + column] }
  private func high(_ node: Int32, _ column: Int) -> Double { boxes[(Int(node) * 2 + 1) * columns + column] }

  private func leaf(for point: [Double]) -> Int32 {
    var node = root
    while nodes[Int(node)].left >= 0 { node = child(of: node, point) }
    return node
  }

  private func child(of node: Int32, _ point: [Double]) -> Int32 {
    let branch = nodes[Int(node)]
    return point[Int(branch.feature)] <= branch.cut ? branch.left : branch.right
  }

  private func sibling(of node: Int32, _ parent: Int32) -> Int32 {
    nodes[Int(parent)].left == node ? nodes[Int(parent)].right : nodes[Int(parent)].left
  }

  /// A cut of the box around a node and a point.
  private func drawCut(
    _ point: [Double], _ node: Int32, _ random: inout Xoshiro256
  ) -> (feature: Int, position: Double) {
    var total = 0.0
    for column in 0..<columns {
      total += max(high(node, column), point[column]) - min(low(node, column), point[column])
    }
    let drawn = random.nextUnit() * total
    var passed = 0.0
    for column in 0..<columns {
      let low = min(low(node, column), point[column])
      passed += max(high(node, column), point[column]) - low
      if passed >= drawn { return (column, low + passed - drawn) }
    }
    // Rounding may leave the sum just short of the draw.
    return (columns - 1, min(low(node, columns - 1), point[columns - 1]))
  }

  /// Puts a branch in a node's place, with the node and a leaf for the point below it.
  private mutating func split(
    _ node: Int32, _ point: [Double], _ cut: (feature: Int, position: Double), isLeft: Bool
  ) -> Int32 {
    let leaf = makeNode(around: point)
    let branch = makeNode(around: point)
    let parent = nodes[Int(node)].parent
    nodes[Int(branch)] = Node(
      parent: parent, left: isLeft ? leaf : node, right: isLeft ? node : leaf,
      feature: Int32(truncatingIfNeeded: cut.feature), cut: cut.position, count: nodes[Int(node)].count)
    nodes[Int(leaf)].parent = branch
    nodes[Int(node)].parent = branch
    if parent >= 0 { replace(node, by: branch, in: parent) } else { root = branch }
    addToCounts(from: branch, 1)
    fitBox(branch)
    var above = parent
    while above >= 0 {
      enlargeBox(above, by: point)
      above = nodes[Int(above)].parent
    }
    return leaf
  }

  private mutating func replace(_ old: Int32, by new: Int32, in parent: Int32) {
    if nodes[Int(parent)].left == old { nodes[Int(parent)].left = new } else { nodes[Int(parent)].right = new }
  }

  private mutating func addToCounts(from node: Int32, _ change: Int) {
    var node = node
    while node >= 0 {
      nodes[Int(node)].count += change
      node = nodes[Int(node)].parent
    }
  }

  private mutating func enlargeBox(_ node: Int32, by point: [Double]) {
    let start = Int(node) * 2 * columns
    for column in 0..<columns {
      boxes[start + column] = min(boxes[start + column], point[column])
      boxes[start + columns + column] = max(boxes[start + columns + column], point[column])
    }
  }

  /// The box around both children.
  private mutating func fitBox(_ node: Int32) {
    let (left, right) = (nodes[Int(node)].left, nodes[Int(node)].right)
    let start = Int(node) * 2 * columns
    for column in 0..<columns {
      boxes[start + column] = min(low(left, column), low(right, column))
      boxes[start + columns + column] = max(high(left, column), high(right, column))
    }
  }

  private mutating func makeNode(around point: [Double]) -> Int32 {
    let node: Int32
    if let unused = free.popLast() {
      node = unused
      nodes[Int(node)] = Node()
    } else {
      node = Int32(truncatingIfNeeded: nodes.count)
      nodes.append(Node())
      boxes.append(contentsOf: repeatElement(0, count: 2 * columns))
    }
    let start = Int(node) * 2 * columns
    for column in 0..<columns {
      boxes[start + column] = point[column]
      boxes[start + columns + column] = point[column]
    }
    return node
  }
}
