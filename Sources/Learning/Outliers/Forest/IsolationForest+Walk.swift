extension IsolationLayout {
  /// Points that walk a tree together, so that the waits of one for memory are filled by the others.
  static let lanes = 8
  /// Groups of points whose keys stay in the first-level cache while all trees pass over them.
  private static let groups = 16

  /// For each point the sum of its path lengths over all trees, added in the order of the trees.
  func pathLengthSums(_ table: FeatureTable) -> [Float] {
    precondition(table.columns == columns)
    var result: [Float] = []
    result.reserveCapacity(table.rows)
    guard columns > 0 else { return Array(repeating: 0, count: table.rows) }
    let block = Self.lanes * Self.groups
    var keys = [UInt32](repeating: 0, count: block * columns)
    var sums = [SIMD8<Float>](repeating: SIMD8(), count: Self.groups)
    for first in stride(from: 0, to: table.rows, by: block) {
      let count = min(block, table.rows - first)
      fill(&keys, table.values.span.extracting(first * columns..<(first + count) * columns))
      for group in sums.indices { sums[group] = SIMD8() }
      walk(keys.span, groups: (count + Self.lanes - 1) / Self.lanes, &sums)
      for row in 0..<count { result.append(sums[row / Self.lanes][row % Self.lanes]) }
    }
    return result
  }

  /// The keys of some points: that of a feature of the point in lane l of a group stands at (group · columns + feature) · 8 + l.
  private func fill(_ keys: inout [UInt32], _ values: Span<Double>) {
    var slots = keys.mutableSpan
    var index = 0
    for row in 0..<values.count / columns {
      var slot = row / Self.lanes &* Self.lanes &* columns &+ row % Self.lanes
      for _ in 0..<columns {
        let value = Float(values[index])
        // What is missing exceeds no threshold.
        slots[slot] = value.isNaN ? 0 : OrderedKey.key(value)
        slot &+= Self.lanes
        index &+= 1
      }
    }
  }

  /// Adds the path lengths of groups of points in every tree.
  ///
  /// Bounds are not checked, because the walk is the whole cost. They hold: a walk of `depth` steps from 1 visits nodes below 2^depth and
  /// ends below 2^(depth + 1), `init` checks that there are as many nodes and lengths for each tree, and that every feature is below
  /// `columns`; the lengths of what is handed in are checked here.
  private func walk(_ keys: Span<UInt32>, groups: Int, _ sums: inout [SIMD8<Float>]) {
    let width = columns &* Self.lanes
    precondition(groups * width <= keys.count && groups <= sums.count)
    let nodes = self.nodes.span
    let lengths = self.lengths.span
    let size = 1 << depth
    var sums = sums.mutableSpan
    for tree in 0..<trees {
      let base = tree &* size
      let leaves = base &- size
      for group in 0..<groups {
        let start = group &* width
        var (a, b, c, d, e, f, g, h) = (1, 1, 1, 1, 1, 1, 1, 1)
        var left = depth
        while left > 0 {
          left &-= 1
          a = Self.step(a, nodes, base, keys, start)
          b = Self.step(b, nodes, base, keys, start &+ 1)
          c = Self.step(c, nodes, base, keys, start &+ 2)
          d = Self.step(d, nodes, base, keys, start &+ 3)
          e = Self.step(e, nodes, base, keys, start &+ 4)
          f = Self.step(f, nodes, base, keys, start &+ 5)
          g = Self.step(g, nodes, base, keys, start &+ 6)
          h = Self.step(h, nodes, base, keys, start &+ 7)
        }
        let ends = unsafe SIMD8(
          lengths[unchecked: leaves &+ a], lengths[unchecked: leaves &+ b], lengths[unchecked: leaves &+ c],
          lengths[unchecked: leaves &+ d], lengths[unchecked: leaves &+ e], lengths[unchecked: leaves &+ f],
          lengths[unchecked: leaves &+ g], lengths[unchecked: leaves &+ h])
        unsafe sums[unchecked: group] += ends
      }
    }
  }

  /// The child on a point's side of a cut; keys up to the threshold go left.
  @inline(__always)
  private static func step(_ at: Int, _ nodes: Span<Node>, _ base: Int, _ keys: Span<UInt32>, _ lane: Int) -> Int {
    let node = unsafe nodes[unchecked: base &+ at]
    let key = unsafe keys[unchecked: lane &+ Int(node.slot)]
    // The borrow of threshold − key. A comparison may become a branch, which the processor would guess wrong half of the time.
    let borrow = (UInt64(node.threshold) &- UInt64(key)) &>> 63
    return at &+ at &+ Int(truncatingIfNeeded: borrow)
  }
}
