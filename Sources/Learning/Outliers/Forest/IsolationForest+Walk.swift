extension IsolationForest {
  /// Points that walk a tree together, so that the waits of one for memory are filled by the others.
  private static let lanes = 8
  /// Rows that stay in the first-level cache while all trees pass over them.
  private static let block = 128

  /// For each point the sum of its path lengths over all trees.
  ///
  /// Unsafe because the walk is the whole cost: an index into a tree is below 2^depth by construction, a feature below
  /// `columns` because the cuts were drawn from that range, and a row below `rows` by the loops.
  func pathLengthSums(_ points: [Float], rows: Int) -> [Float] {
    precondition(points.count == rows * columns)
    var sums = Array(repeating: Float(0), count: rows)
    guard rows > 0, columns > 0 else { return sums }
    for first in stride(from: 0, to: rows, by: Self.block) {
      let count = min(Self.block, rows - first)
      for tree in trees {
        unsafe points.withUnsafeBufferPointer { points in
          unsafe tree.cuts.withUnsafeBufferPointer { cuts in
            unsafe tree.pathLengths.withUnsafeBufferPointer { lengths in
              unsafe sums.withUnsafeMutableBufferPointer { sums in
                guard let point = points.baseAddress, let sum = sums.baseAddress,
                  let length = lengths.baseAddress
                else { return }
                unsafe Self.walk(
                  point + first * columns, columns: columns, count: count, cuts: cuts, lengths: length, depth: depth,
                  into: sum + first)
              }
            }
          }
        }
      }
    }
    return sums
  }

  /// Adds the path length of each of `count` points in one tree.
  @inline(__always)
  private static func walk(
    _ points: UnsafePointer<Float>, columns: Int, count: Int, cuts: UnsafeBufferPointer<IsolationTree.Cut>,
    lengths: UnsafePointer<Float>, depth: Int, into sums: UnsafeMutablePointer<Float>
  ) {
    // A tree of one leaf has no cuts to walk.
    guard let cut = cuts.baseAddress, depth > 0 else {
      for row in 0..<count { unsafe sums[row] += lengths[0] }
      return
    }
    let leafOffset = (1 << depth) - 1
    var row = 0
    while row + lanes <= count {
      let p0 = unsafe points + row * columns
      let p1 = unsafe p0 + columns
      let p2 = unsafe p1 + columns
      let p3 = unsafe p2 + columns
      let p4 = unsafe p3 + columns
      let p5 = unsafe p4 + columns
      let p6 = unsafe p5 + columns
      let p7 = unsafe p6 + columns
      var (n0, n1, n2, n3, n4, n5, n6, n7) = (0, 0, 0, 0, 0, 0, 0, 0)
      for _ in 0..<depth {
        n0 = unsafe step(n0, cut, p0)
        n1 = unsafe step(n1, cut, p1)
        n2 = unsafe step(n2, cut, p2)
        n3 = unsafe step(n3, cut, p3)
        n4 = unsafe step(n4, cut, p4)
        n5 = unsafe step(n5, cut, p5)
        n6 = unsafe step(n6, cut, p6)
        n7 = unsafe step(n7, cut, p7)
      }
      unsafe sums[row] += lengths[n0 &- leafOffset]
      unsafe sums[row + 1] += lengths[n1 &- leafOffset]
      unsafe sums[row + 2] += lengths[n2 &- leafOffset]
      unsafe sums[row + 3] += lengths[n3 &- leafOffset]
      unsafe sums[row + 4] += lengths[n4 &- leafOffset]
      unsafe sums[row + 5] += lengths[n5 &- leafOffset]
      unsafe sums[row + 6] += lengths[n6 &- leafOffset]
      unsafe sums[row + 7] += lengths[n7 &- leafOffset]
      row += lanes
    }
    while row < count {
      var node = 0
      for _ in 0..<depth { node = unsafe step(node, cut, points + row * columns) }
      unsafe sums[row] += lengths[node &- leafOffset]
      row += 1
    }
  }

  /// The child on the point's side of a cut; values up to the threshold go left.
  @inline(__always)
  private static func step(
    _ node: Int, _ cuts: UnsafePointer<IsolationTree.Cut>, _ point: UnsafePointer<Float>
  ) -> Int {
    let cut = unsafe cuts[node]
    let value = unsafe point[Int(cut.feature)]
    return 2 &* node &+ 1 &+ (value > cut.threshold ? 1 : 0)
  }
}
