import Testing

@testable import Learning

/// The fast walk of isolation forests against a plain one.
@Suite struct IsolationWalkTests {
  /// A point's path lengths, tree after tree, by comparing floats.
  private func plainSum(_ forest: IsolationForest, _ point: ArraySlice<Double>) -> Float {
    var sum: Float = 0
    for tree in forest.trees {
      var node = 0
      while node < tree.cuts.count {
        let cut = tree.cuts[node]
        node = 2 * node + (Float(point[point.startIndex + Int(cut.feature)]) > cut.threshold ? 2 : 1)
      }
      sum += tree.pathLengths[node - tree.cuts.count]
    }
    return sum
  }

  @Test(
    "Sums are equal to the last bit",
    arguments: [(1, 40, 3), (2, 256, 1), (10, 300, 130), (30, 700, 257), (3, 5000, 8), (200, 300, 33)])
  func sumsAreEqual(columns: Int, rows: Int, asked: Int) throws {
    var random = Xoshiro256(seed: UInt64(columns + rows))
    // Ties, zeros of both signs, and values far outside of what was fitted.
    func draw() -> Double {
      switch random.next() % 8 {
      case 0: -0.0
      case 1: 0
      case 2: (random.nextUnit() * 8).rounded() - 4
      case 3: random.nextUnit() * 1e300
      case 4: -.infinity
      default: random.nextUnit() * 2 - 1
      }
    }
    func finite() -> Double {
      let value = draw()
      return value.isFinite && value < 1e30 ? value : 2
    }
    let fitted = try FeatureTable(columns: columns, values: (0..<rows * columns).map { _ in finite() })
    let table = try FeatureTable(
      columns: columns, values: (0..<asked * columns).map { _ in random.next() % 40 == 0 ? .nan : draw() })
    for sampleSize in [2, 5, 16, 256, 1000] {
      let forest = IsolationForest(fitting: fitted, .init(trees: 20, sampleSize: sampleSize), seed: 5)
      let layout = IsolationLayout(forest.trees, depth: forest.depth, columns: columns)
      #expect(layout.pathLengthSums(table) == (0..<asked).map { plainSum(forest, table.row($0)) })
    }
  }
}
