/// The passes over one tree that sum SHAP values, and their memory.
struct SHAPScratch {
  /// For each split and side, 1 where the row takes that side there and at every split of the same feature above, else 0.
  private var taken: [Double] = []
  private var leaves: [Double] = []
  private var two = PassMemory<SIMD2<Double>>()
  private var four = PassMemory<SIMD4<Double>>()
  private var eight = PassMemory<SIMD8<Double>>()

  /// Decides every split for a row.
  mutating func decide(_ tree: ExplainedTree, _ decisions: TreeSHAP.Decisions) {
    let count = tree.splits.count
    if taken.count < 2 * count { taken = Array(repeating: 0, count: 2 * count) }
    if decisions.wide.isEmpty {
      let keys = decisions.narrow.span
      Self.decide(tree, &taken) { keys[Int($0.slot)] <= $0.narrow }
    } else {
      let keys = decisions.wide.span
      Self.decide(tree, &taken) { keys[Int($0.slot)] <= $0.wide }
    }
  }

  @inline(__always)
  private static func decide(_ tree: ExplainedTree, _ taken: inout [Double], _ isLeft: (ExplainedTree.Question) -> Bool)
  {
    let splits = tree.splits.span
    let questions = tree.questions.span
    var sides = taken.mutableSpan
    for index in 0..<tree.splits.count {
      let link = Int(splits[index].above)
      let above = link < 0 ? 1 : sides[link]
      let left = isLeft(questions[index]) ? above : 0
      sides[2 &* index] = left
      sides[2 &* index &+ 1] = above - left
    }
  }

  /// Takes the leaves' values of one output, and behind them the zero of leaves that a pass does not have.
  mutating func loadLeaves(_ tree: ExplainedTree, _ explainer: TreeSHAP, output: Int) {
    leaves.removeAll(keepingCapacity: true)
    if explainer.hasVectorLeaves {
      for row in tree.rows { leaves.append(explainer.leafVectors[Int(row) * explainer.outputCount + output]) }
    } else {
      leaves += tree.values
    }
    leaves.append(0)
  }

  /// Adds what a pass finds to the values of an output.
  mutating func add(_ pass: SHAPPass, _ rules: QuadratureRules, to result: inout MutableSpan<Double>, at start: Int) {
    switch pass.nodes {
    case 2: two.add(pass, rules.two[0], taken, leaves, to: &result, at: start)
    case 4: four.add(pass, rules.four[0], taken, leaves, to: &result, at: start)
    default:
      for part in rules.eight[pass.nodes / 8] { eight.add(pass, part, taken, leaves, to: &result, at: start) }
    }
  }
}
