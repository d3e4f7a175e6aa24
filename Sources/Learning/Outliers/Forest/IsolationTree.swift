#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A tree that isolates points by random cuts, stored as a perfect binary tree so that every walk has the same length and
/// needs no branch: node i has the children 2i + 1 and 2i + 2, and where the real tree ended early all leaves below hold
/// its value.
struct IsolationTree: Sendable {
  /// One cut: values up to the threshold go left.
  struct Cut: Sendable {
    var threshold: Float
    var feature: Int32
  }

  /// 2^depth − 1 cuts.
  var cuts: [Cut]
  /// 2^depth leaves: how many cuts isolate a point that ends here, with the expected rest of what stayed together.
  var pathLengths: [Float]

  /// Grows a tree of a given depth on a sample of points (row-major).
  init(growing points: [Float], columns: Int, sample: inout [Int], depth: Int, random: inout Xoshiro256) {
    cuts = Array(repeating: Cut(threshold: .infinity, feature: 0), count: (1 << depth) - 1)
    pathLengths = Array(repeating: 0, count: 1 << depth)
    var order = Array(0..<columns)
    grow(
      points, columns, &sample, range: 0..<sample.count, node: 0, level: 0, depth: depth, order: &order,
      random: &random)
  }

  private mutating func grow(
    _ points: [Float], _ columns: Int, _ sample: inout [Int], range: Range<Int>, node: Int, level: Int, depth: Int,
    order: inout [Int], random: inout Xoshiro256
  ) {
    let cut =
      level < depth && range.count > 1
      ? Self.randomCut(points, columns, sample[range], order: &order, random: &random) : nil
    guard let cut else {
      fill(node: node, level: level, depth: depth, Float(Double(level) + Self.averagePathLength(range.count)))
      return
    }
    cuts[node] = cut
    let middle = Self.partition(&sample, range) { points[$0 * columns + Int(cut.feature)] <= cut.threshold }
    grow(
      points, columns, &sample, range: range.lowerBound..<middle, node: 2 * node + 1, level: level + 1, depth: depth,
      order: &order, random: &random)
    grow(
      points, columns, &sample, range: middle..<range.upperBound, node: 2 * node + 2, level: level + 1, depth: depth,
      order: &order, random: &random)
  }

  /// Gives all leaves below a node the same value.
  private mutating func fill(node: Int, level: Int, depth: Int, _ value: Float) {
    let span = 1 << (depth - level)
    let first = (node + 1) * span - (1 << depth)
    for leaf in first..<first + span { pathLengths[leaf] = value }
  }

  /// A feature among those that are not constant here, each with the same chance, and a cut uniform over its range.
  private static func randomCut(
    _ points: [Float], _ columns: Int, _ sample: ArraySlice<Int>, order: inout [Int], random: inout Xoshiro256
  ) -> Cut? {
    for drawn in 0..<columns {
      order.swapAt(drawn, Int.random(in: drawn..<columns, using: &random))
      let feature = order[drawn]
      var low = Float.infinity
      var high = -Float.infinity
      for point in sample {
        let value = points[point * columns + feature]
        low = min(low, value)
        high = max(high, value)
      }
      guard low < high else { continue }
      var threshold = Float(Double(low) + random.nextUnit() * (Double(high) - Double(low)))
      // Rounding must not leave one side empty.
      if threshold >= high { threshold = low }
      return Cut(threshold: threshold, feature: Int32(truncatingIfNeeded: feature))
    }
    return nil
  }

  private static func partition(_ items: inout [Int], _ range: Range<Int>, _ isLeft: (Int) -> Bool) -> Int {
    var middle = range.lowerBound
    for index in range where isLeft(items[index]) {
      items.swapAt(index, middle)
      middle += 1
    }
    return middle
  }

  /// The expected number of cuts that isolate one of n points: 2 H(n − 1) − 2 (n − 1) / n, the average unsuccessful
  /// search in a binary search tree.
  ///
  /// Source: F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation forest", ICDM 2008, equation 1.
  static func averagePathLength(_ count: Int) -> Double {
    guard count > 1 else { return 0 }
    guard count > 2 else { return 1 }
    var harmonic = 0.0
    if count <= 4_096 {
      for term in 1..<count { harmonic += 1 / Double(term) }
    } else {
      let n = Double(count - 1)
      harmonic = log(n) + 0.577_215_664_901_532_9 + 1 / (2 * n) - 1 / (12 * n * n)
    }
    return 2 * harmonic - 2 * Double(count - 1) / Double(count)
  }
}
