extension TreeSHAP {
  /// Interventional SHAP values of one row: a feature that is left out takes its value from the rows of a background, and the
  /// result is the mean over them (Lundberg et al., "From local explanations to global understanding", 2020). Laid out as
  /// `contributions`; the expectation is the background's mean margin.
  ///
  /// Costs one walk over the branches that the row or the background row can reach, for each background row and tree.
  ///
  /// - Parameters:
  ///   - row: the row to explain.
  ///   - background: rows of `columns` values each; some hundred are usual.
  public func contributions(_ row: Span<Double>, background: Span<Double>, columns: Int) -> [Double] {
    precondition(columns >= featureCount && background.count % columns == 0, "the background is not rows")
    let rows = background.count / columns
    let width = featureCount + 1
    var result = [Double](repeating: 0, count: outputCount * width)
    guard rows > 0 else { return result }
    let mine = Decisions(row, self)
    let most = trees.map(\.depth).max() ?? 0
    let weights = ShapleyWeights(most: most)
    for index in 0..<rows {
      let other = Decisions(background.extracting(index * columns..<(index + 1) * columns), self)
      for tree in trees {
        for output in hasVectorLeaves ? 0..<outputCount : tree.output..<tree.output + 1 {
          var walk = InterventionalWalk(
            tree: tree, explainer: self, mine: mine, other: other, output: output, weights: weights,
            start: output * width)
          walk.run(&result)
        }
      }
    }
    let scale = 1 / (Double(rows) * divisor)
    for output in 0..<outputCount {
      for index in output * width..<(output + 1) * width { result[index] *= scale }
      result[(output + 1) * width - 1] += base[output] / divisor
    }
    return result
  }
}

/// (a − 1)!·c!/(a + c)!: the weight of a leaf for each of the `a` features that must be the row's when `c` must be the
/// background's.
struct ShapleyWeights {
  private let most: Int
  private let table: [Double]

  init(most: Int) {
    self.most = most
    var table = [Double](repeating: 0, count: (most + 1) * (most + 1))
    for own in 1..<max(2, most + 1) where own <= most {
      // w(a, 0) = 1/a; w(a, c) = w(a, c − 1)·c/(a + c).
      table[own * (most + 1)] = 1 / Double(own)
      for other in 1..<max(2, most + 1) where other <= most {
        table[own * (most + 1) + other] =
          table[own * (most + 1) + other - 1] * Double(other) / Double(own + other)
      }
    }
    self.table = table
  }

  func weight(_ own: Int, _ other: Int) -> Double { own == 0 ? 0 : table[own * (most + 1) + other] }
}

/// One tree, one row, one background row.
private struct InterventionalWalk {
  let tree: ExplainedTree
  let explainer: TreeSHAP
  let mine: TreeSHAP.Decisions
  let other: TreeSHAP.Decisions
  let output: Int
  let weights: ShapleyWeights
  let start: Int
  /// Features decided on the way: whose value they have.
  private var decided: [Int32: Bool] = [:]

  init(
    tree: ExplainedTree, explainer: TreeSHAP, mine: TreeSHAP.Decisions, other: TreeSHAP.Decisions, output: Int,
    weights: ShapleyWeights, start: Int
  ) {
    self.tree = tree
    self.explainer = explainer
    self.mine = mine
    self.other = other
    self.output = output
    self.weights = weights
    self.start = start
  }

  mutating func run(_ result: inout [Double]) {
    _ = walk(tree.splits.isEmpty ? -1 : 0, 0, 0, &result)
  }

  /// The sums over the leaves below of value × weight, for a feature that is the row's and for one that is not.
  private mutating func walk(_ reference: Int32, _ own: Int, _ foreign: Int, _ result: inout [Double]) -> (
    own: Double, foreign: Double
  ) {
    guard reference >= 0 else {
      let leaf = Int(~reference)
      let value =
        explainer.hasVectorLeaves
        ? explainer.leafVectors[Int(tree.rows[leaf]) * explainer.outputCount + output] : tree.values[leaf]
      // The leaf that the background row alone reaches is its margin.
      if own == 0 { result[start + explainer.featureCount] += value }
      return (value * weights.weight(own, foreign), value * weights.weight(foreign, own))
    }
    let split = tree.splits[Int(reference)]
    let mineLeft = mine.goesLeft(tree.questions[Int(reference)])
    let otherLeft = other.goesLeft(tree.questions[Int(reference)])
    if let isMine = decided[split.feature] {
      let left = isMine ? mineLeft : otherLeft
      return walk(left ? split.left : split.right, own, foreign, &result)
    }
    if mineLeft == otherLeft { return walk(mineLeft ? split.left : split.right, own, foreign, &result) }
    decided[split.feature] = true
    let first = walk(mineLeft ? split.left : split.right, own + 1, foreign, &result)
    decided[split.feature] = false
    let second = walk(otherLeft ? split.left : split.right, own, foreign + 1, &result)
    decided[split.feature] = nil
    result[start + Int(split.feature)] += first.own - second.foreign
    return (first.own + second.own, first.foreign + second.foreign)
  }
}
