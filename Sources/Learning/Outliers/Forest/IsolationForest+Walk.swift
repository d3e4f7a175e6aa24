extension IsolationLayout {
  /// Points that take each step together.
  static let lanes = 16

  /// For each point the sum of its path lengths over all trees, added in the order of the trees.
  func pathLengthSums(_ table: FeatureTable) -> [Float] {
    precondition(table.columns == columns)
    guard columns > 0 else { return Array(repeating: 0, count: table.rows) }
    var result: [Float] = []
    result.reserveCapacity(table.rows)
    var keys = IsolationKeys(columns: columns, points: points)
    // In the last block, points that are none walk as well.
    var ends = [UInt32](repeating: 0, count: points)
    var sums = [Float](repeating: 0, count: points)
    for first in stride(from: 0, to: table.rows, by: points) {
      let count = min(points, table.rows - first)
      keys.fill(table.values.span.extracting(first * columns..<(first + count) * columns))
      for point in sums.indices { sums[point] = 0 }
      for tree in 0..<trees { walk(tree, keys, &ends, &sums) }
      result += sums[..<count]
    }
    return result
  }

  /// Adds the path lengths of a block of points in one tree.
  ///
  /// A walk is a chain of loads of which each waits for the one before, some 14 cycles a step. Sixteen walks side by side keep the
  /// processor busy meanwhile. They are written out: as an array they take 4 % longer.
  ///
  /// Bounds are not checked, because the walk is the whole cost. They hold: a walk of `depth` steps from 1 visits nodes below 2^depth and
  /// ends below 2^(depth + 1), `init` makes as many nodes and lengths for each tree, at least `sharedDepth` deep, and checks that every
  /// feature is below `columns`; the lengths of what is handed in are checked here.
  private func walk(
    _ tree: Int, _ keys: borrowing IsolationKeys, _ ends: inout [UInt32], _ sums: inout [Float]
  ) {
    let ordered = keys.ordered.span
    let wide = keys.wide.span
    precondition(ordered.count == columns &* points && wide.count == columns &* points)
    precondition(ends.count == points && sums.count == points)
    let size = 1 << depth
    let nodes = self.nodes.span.extracting(tree &* size..<(tree &+ 1) &* size)
    let lengths = self.lengths.span.extracting(tree &* size..<(tree &+ 1) &* size)
    var ends = ends.mutableSpan
    var sums = sums.mutableSpan
    let shared = SharedCuts(nodes)
    for eight in stride(from: 0, to: points, by: 8) { shared.walk(ordered, eight, &ends) }
    let mask = UInt(bitPattern: size &- 1)
    for first in stride(from: 0, to: points, by: Self.lanes) {
      let keys = unsafe wide.extracting(unchecked: first..<wide.count)
      var a = unsafe UInt(ends[unchecked: first &+ 0])
      var b = unsafe UInt(ends[unchecked: first &+ 1])
      var c = unsafe UInt(ends[unchecked: first &+ 2])
      var d = unsafe UInt(ends[unchecked: first &+ 3])
      var e = unsafe UInt(ends[unchecked: first &+ 4])
      var f = unsafe UInt(ends[unchecked: first &+ 5])
      var g = unsafe UInt(ends[unchecked: first &+ 6])
      var h = unsafe UInt(ends[unchecked: first &+ 7])
      var i = unsafe UInt(ends[unchecked: first &+ 8])
      var j = unsafe UInt(ends[unchecked: first &+ 9])
      var k = unsafe UInt(ends[unchecked: first &+ 10])
      var l = unsafe UInt(ends[unchecked: first &+ 11])
      var m = unsafe UInt(ends[unchecked: first &+ 12])
      var n = unsafe UInt(ends[unchecked: first &+ 13])
      var o = unsafe UInt(ends[unchecked: first &+ 14])
      var p = unsafe UInt(ends[unchecked: first &+ 15])
      var left = depth &- Self.sharedDepth
      while left > 0 {
        left &-= 1
        a = Self.step(a, nodes, keys, 0)
        b = Self.step(b, nodes, keys, 1)
        c = Self.step(c, nodes, keys, 2)
        d = Self.step(d, nodes, keys, 3)
        e = Self.step(e, nodes, keys, 4)
        f = Self.step(f, nodes, keys, 5)
        g = Self.step(g, nodes, keys, 6)
        h = Self.step(h, nodes, keys, 7)
        i = Self.step(i, nodes, keys, 8)
        j = Self.step(j, nodes, keys, 9)
        k = Self.step(k, nodes, keys, 10)
        l = Self.step(l, nodes, keys, 11)
        m = Self.step(m, nodes, keys, 12)
        n = Self.step(n, nodes, keys, 13)
        o = Self.step(o, nodes, keys, 14)
        p = Self.step(p, nodes, keys, 15)
      }
      unsafe sums[unchecked: first &+ 0] += lengths[unchecked: Int(bitPattern: a & mask)]
      unsafe sums[unchecked: first &+ 1] += lengths[unchecked: Int(bitPattern: b & mask)]
      unsafe sums[unchecked: first &+ 2] += lengths[unchecked: Int(bitPattern: c & mask)]
      unsafe sums[unchecked: first &+ 3] += lengths[unchecked: Int(bitPattern: d & mask)]
      unsafe sums[unchecked: first &+ 4] += lengths[unchecked: Int(bitPattern: e & mask)]
      unsafe sums[unchecked: first &+ 5] += lengths[unchecked: Int(bitPattern: f & mask)]
      unsafe sums[unchecked: first &+ 6] += lengths[unchecked: Int(bitPattern: g & mask)]
      unsafe sums[unchecked: first &+ 7] += lengths[unchecked: Int(bitPattern: h & mask)]
      unsafe sums[unchecked: first &+ 8] += lengths[unchecked: Int(bitPattern: i & mask)]
      unsafe sums[unchecked: first &+ 9] += lengths[unchecked: Int(bitPattern: j & mask)]
      unsafe sums[unchecked: first &+ 10] += lengths[unchecked: Int(bitPattern: k & mask)]
      unsafe sums[unchecked: first &+ 11] += lengths[unchecked: Int(bitPattern: l & mask)]
      unsafe sums[unchecked: first &+ 12] += lengths[unchecked: Int(bitPattern: m & mask)]
      unsafe sums[unchecked: first &+ 13] += lengths[unchecked: Int(bitPattern: n & mask)]
      unsafe sums[unchecked: first &+ 14] += lengths[unchecked: Int(bitPattern: o & mask)]
      unsafe sums[unchecked: first &+ 15] += lengths[unchecked: Int(bitPattern: p & mask)]
    }
  }

  /// The child on a point's side of a cut; keys up to the threshold go left.
  @inline(__always)
  private static func step(_ at: UInt, _ nodes: Span<Node>, _ keys: Span<Int64>, _ point: Int) -> UInt {
    let node = unsafe nodes[unchecked: Int(bitPattern: at)]
    let key = unsafe keys[unchecked: Int(node.slot) &+ point]
    // The sign of threshold − key moves in. A comparison may become a branch, which the processor would guess wrong half of the time.
    let sign = UInt64(bitPattern: Int64(node.threshold) &- key) &>> 63
    return at &<< 1 | UInt(sign)
  }
}
