/// The pass over one tree that sums SHAP values, and its memory.
struct SHAPScratch {
  /// For each split and side, whether the row takes that side there and at every split of the same feature above.
  private var taken: [UInt8] = []
  private var leaves: [Double] = []
  private var down4: [SIMD4<Double>] = []
  private var up4: [SIMD4<Double>] = []
  private var down8: [SIMD8<Double>] = []
  private var up8: [SIMD8<Double>] = []

  /// Decides every split for a row.
  mutating func decide(_ tree: ExplainedTree, _ decisions: TreeSHAP.Decisions) {
    let count = tree.splits.count
    if taken.count < 2 * count { taken = Array(repeating: 0, count: 2 * count) }
    let splits = tree.splits.span
    let questions = tree.questions.span
    let narrow = decisions.narrow.span
    let wide = decisions.wide.span
    var sides = taken.mutableSpan
    for index in 0..<count {
      let question = questions[index]
      let slot = Int(question.slot)
      let left: UInt8
      if wide.isEmpty {
        left = narrow[slot] <= question.narrow ? 1 : 0
      } else {
        left = wide[slot] <= question.wide ? 1 : 0
      }
      let link = Int(splits[index].above)
      let above = link < 0 ? 1 : sides[link]
      sides[2 &* index] = above & left
      sides[2 &* index &+ 1] = above & (1 &- left)
    }
  }

  /// Takes the leaves' values of one output.
  mutating func loadLeaves(_ tree: ExplainedTree, _ explainer: TreeSHAP, output: Int) {
    if explainer.hasVectorLeaves {
      leaves = tree.rows.map { explainer.leafVectors[Int($0) * explainer.outputCount + output] }
    } else {
      leaves = tree.values
    }
  }

  mutating func add(
    _: SIMD8<Double>.Type, _ tree: ExplainedTree, _ rule: (nodes: [Double], weights: [Double]), from node: Int,
    to result: inout [Double], at start: Int
  ) {
    let nodes = SIMD8<Double>(rule.nodes[node..<node + 8])
    let weights = SIMD8<Double>(rule.weights[node..<node + 8])
    Self.pass(tree, nodes, weights, taken, leaves, &down8, &up8, &result, start)
  }

  mutating func add(
    _: SIMD4<Double>.Type, _ tree: ExplainedTree, _ rule: (nodes: [Double], weights: [Double]), from node: Int,
    to result: inout [Double], at start: Int
  ) {
    let nodes = SIMD4<Double>(rule.nodes[node..<node + 4])
    let weights = SIMD4<Double>(rule.weights[node..<node + 4])
    Self.pass(tree, nodes, weights, taken, leaves, &down4, &up4, &result, start)
  }

  /// Products go down, sums come up. At a split whose feature was not decided above,
  /// `down` is the product of the factors of all features above, and B the sum over the leaves below of their value times
  /// the factors between: the feature gains (o − z)·∫ down·(B left − B right). Where it was decided above, its old factor
  /// is divided out of `down`, and what the split above already gave for these leaves is taken back.
  @inline(__always)
  private static func pass<Vector: SIMD>(
    _ tree: ExplainedTree, _ nodes: Vector, _ weights: Vector, _ taken: [UInt8], _ leafValues: [Double],
    _ down: inout [Vector], _ up: inout [Vector], _ result: inout [Double], _ start: Int
  ) where Vector.Scalar == Double {
    let count = tree.splits.count
    if down.count < count {
      down = Array(repeating: weights, count: count)
      up = down
    }
    let splits = tree.splits.span
    let took = taken.span
    let leaves = leafValues.span
    var products = down.mutableSpan
    var sums = up.mutableSpan
    let rest = 1 - nodes
    let none = Vector(repeating: 0)
    products[0] = weights
    for index in 0..<count {
      let split = splits[index]
      if split.left < 0, split.right < 0 { continue }
      var product = products[index]
      let leftFactor = (took[2 &* index] == 1 ? nodes : none) + split.leftShare * rest
      if split.above >= 0 {
        product *= inverse(split, took, nodes, rest)
        let rightFactor = (took[2 &* index &+ 1] == 1 ? nodes : none) + split.rightShare * rest
        if split.left >= 0 { products[Int(split.left)] = product * leftFactor }
        if split.right >= 0 { products[Int(split.right)] = product * rightFactor }
      } else {
        // The two factors add up to y + (1 − y).
        let leftProduct = product * leftFactor
        if split.left >= 0 { products[Int(split.left)] = leftProduct }
        if split.right >= 0 { products[Int(split.right)] = product - leftProduct }
      }
    }
    for index in stride(from: count &- 1, through: 0, by: -1) {
      let split = splits[index]
      let left = split.left >= 0 ? sums[Int(split.left)] : Vector(repeating: leaves[Int(~split.left)])
      let right = split.right >= 0 ? sums[Int(split.right)] : Vector(repeating: leaves[Int(~split.right)])
      let isTaken = took[2 &* index] == 1
      let leftFactor = (isTaken ? nodes : none) + split.leftShare * rest
      let leftOne: Double = isTaken ? 1 : 0
      let value: Double
      if split.above < 0 {
        let difference = left - right
        sums[index] = right + leftFactor * difference
        value = (leftOne - split.leftShare) * (products[index] * difference).sum()
      } else {
        let rightOne = Double(took[2 &* index &+ 1])
        let rightFactor = rightOne * nodes + split.rightShare * rest
        let inverse = inverse(split, took, nodes, rest)
        let scaled = (leftFactor * left + rightFactor * right) * inverse
        sums[index] = scaled
        let one = Double(took[Int(split.above)])
        let gained = (leftOne - split.leftShare) * left + (rightOne - split.rightShare) * right
        value = (products[index] * inverse * (gained - (one - split.aboveShare) * scaled)).sum()
      }
      result[start &+ Int(split.feature)] += value
    }
  }

  /// One over the factor of the split's feature above it. A factor of zero belongs to a branch that neither the row nor
  /// any training row takes: it contributes nothing.
  @inline(__always)
  private static func inverse<Vector: SIMD>(
    _ split: ExplainedTree.Split, _ took: Span<UInt8>, _ nodes: Vector, _ rest: Vector
  ) -> Vector where Vector.Scalar == Double {
    let one = Double(took[Int(split.above)])
    if one == 0, split.aboveShare == 0 { return Vector(repeating: 0) }
    return 1 / (one * nodes + split.aboveShare * rest)
  }
}
