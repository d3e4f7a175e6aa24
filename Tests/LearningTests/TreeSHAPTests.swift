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
