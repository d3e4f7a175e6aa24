/// The minimum spanning tree of points under mutual reachability: the distance of two points, or the core distance (that to the
/// k-th neighbour, itself the first) of either, whichever is largest.
///
/// Borůvka's algorithm over the k-d tree: in each round every component finds its nearest point outside; parts of the tree that
/// belong to the component, or are farther than what the component has found already, are passed over. After W. B. March, P. Ram,
/// A. G. Gray, "Fast Euclidean minimum spanning tree", KDD 2010, with single points in place of the second tree.
struct MutualReachabilityTree {
  struct Edge {
    var a: Int
    var b: Int
    /// Squared mutual reachability.
    var weight: Float
  }

  private(set) var edges: [Edge] = []
  private let index: NeighbourIndex
  /// Squared core distances by position in the index.
  let core: [Float]
  private var components: DisjointSets

  init(_ index: NeighbourIndex, core: Int) {
    self.index = index
    let columns = index.columns
    self.core = (0..<index.count).map { position in
      let point = Array(index.points[position * columns..<(position + 1) * columns])
      let distance = Float(index.nearest(core, to: point).distances.last ?? 0)
      return distance * distance
    }
    components = DisjointSets(index.count)
    edges.reserveCapacity(max(0, index.count - 1))
    while edges.count + 1 < index.count, joinNearest() {}
  }

  /// One round; false when nothing could be joined (which does not happen while points are finite).
  private mutating func joinNearest() -> Bool {
    let owner = (0..<index.count).map { components.root($0) }
    let uniform = uniformComponents(owner)
    var best = Array(repeating: Edge(a: -1, b: -1, weight: .infinity), count: index.count)
    for position in 0..<index.count {
      search(from: position, owner, uniform, &best[owner[position]])
    }
    let before = edges.count
    for edge in best where edge.a >= 0 && components.join(edge.a, edge.b) { edges.append(edge) }
    return edges.count > before
  }

  /// For each node of the k-d tree the component that all its points belong to, −1 where they differ.
  private func uniformComponents(_ owner: [Int]) -> [Int] {
    var result = Array(repeating: -1, count: index.nodes.count)
    // Children follow their parents.
    for number in index.nodes.indices.reversed() {
      let node = index.nodes[number]
      if node.left >= 0 {
        let (left, right) = (result[Int(node.left)], result[Int(node.right)])
        result[number] = left == right ? left : -1
      } else {
        let first = owner[Int(node.first)]
        let isOne = (Int(node.first)..<Int(node.end)).allSatisfy { owner[$0] == first }
        result[number] = isOne ? first : -1
      }
    }
    return result
  }

  private func search(from position: Int, _ owner: [Int], _ uniform: [Int], _ best: inout Edge) {
    let own = owner[position]
    guard core[position] < best.weight else { return }
    let columns = index.columns
    let point = Array(index.points[position * columns..<(position + 1) * columns])
    var pending: [(node: Int, distance: Float)] = [(0, 0)]
    while let next = pending.popLast() {
      guard next.distance < best.weight, uniform[next.node] != own else { continue }
      let node = index.nodes[next.node]
      guard node.left < 0 else {
        let left = (node: Int(node.left), distance: index.boxDistance(Int(node.left), point))
        let right = (node: Int(node.right), distance: index.boxDistance(Int(node.right), point))
        pending.append(left.distance <= right.distance ? right : left)
        pending.append(left.distance <= right.distance ? left : right)
        continue
      }
      for other in Int(node.first)..<Int(node.end) where owner[other] != own {
        let reach = max(core[position], core[other])
        guard reach < best.weight else { continue }
        let weight = max(reach, index.squaredDistance(other, point))
        if weight < best.weight { best = Edge(a: position, b: other, weight: weight) }
      }
    }
  }
}

/// Sets that are joined and asked for a common representative.
struct DisjointSets {
  private var parents: [Int]
  private var sizes: [Int]

  init(_ count: Int) {
    parents = Array(0..<count)
    sizes = Array(repeating: 1, count: count)
  }

  mutating func root(_ item: Int) -> Int {
    var item = item
    while parents[item] != item {
      parents[item] = parents[parents[item]]
      item = parents[item]
    }
    return item
  }

  func size(_ root: Int) -> Int { sizes[root] }

  /// False if both belonged to one set already.
  mutating func join(_ a: Int, _ b: Int) -> Bool {
    var (a, b) = (root(a), root(b))
    guard a != b else { return false }
    if sizes[a] < sizes[b] { swap(&a, &b) }
    parents[b] = a
    sizes[a] += sizes[b]
    return true
  }
}
