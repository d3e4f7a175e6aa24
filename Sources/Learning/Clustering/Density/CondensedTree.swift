/// The hierarchy of clusters as the demanded density falls, with what is too small to be a cluster counted as points that fall out.
///
/// R. J. G. B. Campello, D. Moulavi, A. Zimek, J. Sander, "Hierarchical density estimates for data clustering, visualization, and
/// outlier detection", TKDD 2015. Densities are λ = 1 / distance.
struct CondensedTree: Sendable {
  /// A cluster; the first is all points.
  struct Cluster: Sendable {
    var parent: Int
    var children: [Int] = []
    /// The density at which it splits from its parent.
    var birth: Double
    /// The largest density at which anything leaves it.
    var death = 0.0
    /// Σ (λ of leaving − λ of birth) over its points.
    var stability = 0.0
  }

  private(set) var clusters: [Cluster] = []
  /// For each point the cluster that it falls out of.
  private(set) var cluster: [Int]
  /// And at which density.
  private(set) var density: [Double]

  init(_ hierarchy: SingleLinkage, minimumSize: Int) {
    cluster = Array(repeating: 0, count: hierarchy.points)
    density = Array(repeating: 0, count: hierarchy.points)
    clusters = [Cluster(parent: -1, birth: 0)]
    guard hierarchy.points > 1 else { return }
    var pending: [(node: Int, cluster: Int)] = [(hierarchy.root, 0)]
    while let (node, current) = pending.popLast() {
      guard let merge = hierarchy.merge(node) else { continue }
      let lambda = 1 / merge.distance
      let parts = [merge.left, merge.right].map { (node: $0, isLarge: hierarchy.size($0) >= minimumSize) }
      if parts.allSatisfy(\.isLarge) {
        for part in parts {
          leave(current, at: lambda, count: hierarchy.size(part.node))
          clusters[current].children.append(clusters.count)
          pending.append((part.node, clusters.count))
          clusters.append(Cluster(parent: current, birth: lambda))
        }
        continue
      }
      for part in parts {
        if part.isLarge {
          pending.append((part.node, current))
        } else {
          leave(current, at: lambda, count: hierarchy.size(part.node))
          hierarchy.forEachPoint(under: part.node) { point in
            cluster[point] = current
            density[point] = lambda
          }
        }
      }
    }
  }

  private mutating func leave(_ number: Int, at lambda: Double, count: Int) {
    clusters[number].death = max(clusters[number].death, lambda)
    clusters[number].stability += (lambda - clusters[number].birth) * Double(count)
  }

  /// The clusters of the largest total stability, none within another (excess of mass); never all points together.
  func selection() -> [Bool] {
    var isSelected = Array(repeating: true, count: clusters.count)
    var stability = clusters.map(\.stability)
    isSelected[0] = false
    // Children follow their parents, so that the inner ones are decided first.
    for number in clusters.indices.reversed() where number > 0 {
      let inner = clusters[number].children.reduce(0) { $0 + stability[$1] }
      if inner > stability[number] {
        isSelected[number] = false
        stability[number] = inner
      } else {
        var below = clusters[number].children
        while let child = below.popLast() {
          isSelected[child] = false
          below.append(contentsOf: clusters[child].children)
        }
      }
    }
    return isSelected
  }
}

/// Merges of the nearest parts, nearest first: points are nodes 0 ..< n, the i-th merge is node n + i.
struct SingleLinkage {
  struct Merge {
    var left: Int
    var right: Int
    var distance: Double
    var size: Int
  }

  let points: Int
  /// Points that coincide would have infinite density: none are nearer than this.
  let least: Double
  private var merges: [Merge] = []

  var root: Int { points + merges.count - 1 }

  /// From the edges of a spanning tree between `points` points; `rows` translates their ends.
  init(_ edges: [MutualReachabilityTree.Edge], rows: [Int32]) {
    points = rows.count
    let order = edges.indices.sorted { (edges[$0].weight, $0) < (edges[$1].weight, $1) }
    let farthest = Double(order.last.map { edges[$0].weight } ?? 0).squareRoot()
    least = max(farthest * 1e-9, .leastNormalMagnitude.squareRoot())
    var sets = DisjointSets(points)
    var node = Array(0..<points)
    merges.reserveCapacity(edges.count)
    for index in order {
      let edge = edges[index]
      let (a, b) = (sets.root(Int(rows[edge.a])), sets.root(Int(rows[edge.b])))
      let size = sets.size(a) + sets.size(b)
      let distance = max(Double(edge.weight).squareRoot(), least)
      merges.append(Merge(left: node[a], right: node[b], distance: distance, size: size))
      guard sets.join(a, b) else { continue }
      node[sets.root(a)] = points + merges.count - 1
    }
  }

  func merge(_ node: Int) -> Merge? { node < points ? nil : merges[node - points] }

  func size(_ node: Int) -> Int { node < points ? 1 : merges[node - points].size }

  func forEachPoint(under node: Int, _ body: (Int) -> Void) {
    var pending = [node]
    while let next = pending.popLast() {
      guard let merge = merge(next) else {
        body(next)
        continue
      }
      pending.append(merge.right)
      pending.append(merge.left)
    }
  }
}
