import Learning
import Testing

/// Explanations against the libraries' own and against the definition.
@Suite struct TreeSHAPTests {
  @Test(arguments: TreeOracle.all) func contributesWhatItsLibrarySays(oracle: TreeOracle) throws {
    guard let expected = try oracle.array("contributions") else { return }
    // Vectors are slow without optimization.
    let count = min(expected.rowCount, 8)
    let theirs = Array(expected.values.prefix(count * expected.columnCount))
    let explainer = try TreeSHAP(try oracle.ensemble())
    let rows = try #require(try oracle.array("rows"))
    let wide = rows.values
    let columns = rows.columnCount
    let mine = (0..<count).flatMap {
      explainer.contributions(wide.span.extracting($0 * columns..<($0 + 1) * columns))
    }
    #expect(TreeOracle.difference(mine, theirs) < 1e-4)
  }

  /// Values of the package shap with a background of rows; they are in the folder of `scripts/check-trees-oracle` only.
  @Test(arguments: TreeOracle.all) func contributesWhatShapSaysOfABackground(oracle: TreeOracle) throws {
    guard let expected = try oracle.array("interventional"), let background = try oracle.array("background") else {
      return
    }
    let explainer = try TreeSHAP(try oracle.ensemble())
    let rows = try #require(try oracle.array("rows"))
    let (wide, others, columns) = (rows.values, background.values, rows.columnCount)
    let mine = (0..<expected.rowCount).flatMap {
      explainer.contributions(
        wide.span.extracting($0 * columns..<($0 + 1) * columns), background: others.span, columns: columns)
    }
    #expect(TreeOracle.difference(mine, expected.values) < 1e-4)
  }

  /// v(S) of the path-dependent game, straight from its definition: features in S follow the row, others the cover.
  private func value(_ nodes: [TreeNode], _ index: Int, _ row: [Double], _ features: Set<Int>) -> Double {
    let node = nodes[index]
    if node.isLeaf { return node.value }
    let left = Int(node.left)
    let right = Int(node.right)
    if features.contains(Int(node.feature)) {
      return value(nodes, row[Int(node.feature)] <= node.threshold ? left : right, row, features)
    }
    let share = nodes[left].cover / (nodes[left].cover + nodes[right].cover)
    return share * value(nodes, left, row, features) + (1 - share) * value(nodes, right, row, features)
  }

  private func shapley(_ count: Int, _ game: (Set<Int>) -> Double) -> [Double] {
    (0..<count).map { feature in
      var sum = 0.0
      for mask in 0..<(1 << count) where mask >> feature & 1 == 0 {
        let without = Set((0..<count).filter { mask >> $0 & 1 == 1 })
        var weight = 1 / Double(count)
        for k in 0..<without.count { weight *= Double(k + 1) / Double(count - 1 - k) }
        sum += weight * (game(without.union([feature])) - game(without))
      }
      return sum
    }
  }

  /// A random tree with repeated features on its paths.
  private func tree(_ generator: inout Xoshiro256, features: Int, splits: Int) -> [TreeNode] {
    var nodes = [TreeNode.leaf(1, cover: 1)]
    for _ in 0..<splits {
      let leaves = nodes.indices.filter { nodes[$0].isLeaf }
      let leaf = leaves[Int(generator.next() % UInt64(leaves.count))]
      let cover = nodes[leaf].cover
      let share = 0.1 + 0.8 * generator.nextUnit()
      nodes[leaf] = .split(
        feature: Int32(generator.next() % UInt64(features)), .lessOrEqual, threshold: generator.nextUnit(),
        left: Int32(nodes.count), right: Int32(nodes.count + 1), missingGoesLeft: false, cover: cover)
      nodes.append(.leaf(generator.nextUnit() * 4 - 2, cover: cover * share))
      nodes.append(.leaf(generator.nextUnit() * 4 - 2, cover: cover * (1 - share)))
    }
    return nodes
  }

  @Test(arguments: 0..<12) func equalsTheDefinition(seed: Int) throws {
    var generator = Xoshiro256(seed: UInt64(seed))
    let features = 2 + seed % 5
    let nodes = tree(&generator, features: features, splits: 3 + seed * 2)
    var ensemble = TreeEnsemble(featureCount: features)
    ensemble.trees = [DecisionTree(nodes: nodes)]
    let explainer = try TreeSHAP(ensemble)
    let background = (0..<5 * features).map { _ in generator.nextUnit() }
    for _ in 0..<5 {
      let row = (0..<features).map { _ in generator.nextUnit() }
      let dependent = shapley(features) { value(nodes, 0, row, $0) } + [value(nodes, 0, row, [])]
      #expect(TreeOracle.difference(explainer.contributions(row.span), dependent) < 1e-9)
      func game(_ set: Set<Int>) -> Double {
        (0..<5).reduce(0) { sum, other in
          let mixed = (0..<features).map { set.contains($0) ? row[$0] : background[other * features + $0] }
          return sum + value(nodes, 0, mixed, Set(0..<features)) / 5
        }
      }
      let interventional = shapley(features, game) + [game([])]
      let mine = explainer.contributions(row.span, background: background.span, columns: features)
      #expect(TreeOracle.difference(mine, interventional) < 1e-9)
    }
  }

  /// The Shapley values of each leaf by itself, its subsets counted by size: quadratic in the depth, but for any depth.
  private func leafByLeaf(_ nodes: [TreeNode], _ row: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: row.count)
    func visit(_ index: Int, _ path: [Int: (one: Double, share: Double)]) {
      let node = nodes[index]
      guard node.isLeaf else {
        let children = (Int(node.left), Int(node.right))
        let total = nodes[children.0].cover + nodes[children.1].cover
        let goesLeft = row[Int(node.feature)] <= node.threshold
        for (child, isTaken) in [(children.0, goesLeft), (children.1, !goesLeft)] {
          var path = path
          let above = path[Int(node.feature)] ?? (1, 1)
          path[Int(node.feature)] = (isTaken ? above.one : 0, above.share * nodes[child].cover / total)
          visit(child, path)
        }
        return
      }
      for (feature, factor) in path {
        // sums[t]: over the ways to let t of the other features follow the row.
        var sums = [1.0]
        for (other, factor) in path where other != feature {
          var next = [Double](repeating: 0, count: sums.count + 1)
          for (size, sum) in sums.enumerated() {
            next[size] += sum * factor.share
            next[size + 1] += sum * factor.one
          }
          sums = next
        }
        let count = path.count
        // t!·(n − 1 − t)!/n!
        var weight = 1 / Double(count)
        for (size, sum) in sums.enumerated() {
          result[feature] += weight * sum * (factor.one - factor.share) * node.value
          if size + 1 < count { weight *= Double(size + 1) / Double(count - 1 - size) }
        }
      }
    }
    visit(0, [:])
    return result
  }

  /// A path of many splits with small branches beside it, as trees grown leaf by leaf have them.
  private func deepTree(_ generator: inout Xoshiro256, features: Int, depth: Int) -> [TreeNode] {
    var nodes = [TreeNode.leaf(1, cover: 1000)]
    var end = 0
    for level in 0..<depth {
      for leaf in [end] + (level % 3 == 0 ? [nodes.count] : []) where leaf < nodes.count && nodes[leaf].isLeaf {
        let cover = nodes[leaf].cover
        let share = 0.02 + 0.96 * generator.nextUnit()
        nodes[leaf] = .split(
          feature: Int32(generator.next() % UInt64(features)), .lessOrEqual, threshold: generator.nextUnit(),
          left: Int32(nodes.count), right: Int32(nodes.count + 1), missingGoesLeft: false, cover: cover)
        end = nodes.count + Int(generator.next() % 2)
        nodes.append(.leaf(generator.nextUnit() * 4 - 2, cover: cover * share))
        nodes.append(.leaf(generator.nextUnit() * 4 - 2, cover: cover * (1 - share)))
      }
    }
    return nodes
  }

  @Test(
    "Deep trees, whose leaves are summed by rules of different size",
    arguments: [(30, 8), (30, 12), (60, 20), (40, 40), (200, 45), (9, 60)])
  func equalsTheSumOverLeaves(features: Int, depth: Int) throws {
    var generator = Xoshiro256(seed: UInt64(depth))
    for _ in 0..<5 {
      var ensemble = TreeEnsemble(featureCount: features)
      let trees = (0..<3).map { _ in deepTree(&generator, features: features, depth: depth) }
      ensemble.trees = trees.map { DecisionTree(nodes: $0) }
      let explainer = try TreeSHAP(ensemble)
      let row = (0..<features).map { _ in generator.nextUnit() }
      var expected = [Double](repeating: 0, count: features)
      for tree in trees { for (index, value) in leafByLeaf(tree, row).enumerated() { expected[index] += value } }
      let found = explainer.contributions(row.span)
      #expect(TreeOracle.difference(Array(found.dropLast()), expected) < 1e-9)
      var workspace = ForestWorkspace()
      let margin = try Forest(ensemble).margins(row.span, using: &workspace)
      #expect(TreeOracle.difference([found.reduce(0, +)], margin) < 1e-9, "contributions add up to the margin")
    }
  }

  @Test func refusesAnEnsembleWithoutCovers() {
    var ensemble = TreeEnsemble(featureCount: 1)
    ensemble.trees = [
      DecisionTree(nodes: [
        .split(feature: 0, .lessThan, threshold: 0, left: 1, right: 2, missingGoesLeft: true), .leaf(0), .leaf(1),
      ])
    ]
    #expect(throws: ModelError.self) { try TreeSHAP(ensemble) }
  }
}
