/// Exact SHAP values of a forest: how much each feature of a row moved its margins from their expectation.
///
/// *Path dependent*: a feature that is left out follows the training rows (Lundberg, Erion, Lee, "Consistent
/// individualized feature attribution for tree ensembles", 2018); what LightGBM's and XGBoost's `pred_contrib` give.
///
/// The classical algorithm costs O(leaves · depth²) a tree. Here the Shapley weight is written as an integral,
/// t!(d−1−t)!/d! = ∫₀¹ yᵗ(1−y)^(d−1−t) dy, so that a leaf's contribution to feature j is
///
///     v · ∫ (oⱼ − zⱼ) · Π over k ≠ j of (oₖ·y + zₖ·(1−y)) dy
///
/// with o = 1 where the row takes the leaf's branch and z the share of training rows that take it. The integrand is a
/// polynomial of degree d − 1, so Gauss–Legendre quadrature with ⌈d/2⌉ nodes is exact, and for each node of it the
/// products go down and the sums come up the tree once: O(leaves · d/2), in vector registers. Compare Linear TreeSHAP
/// (Yu, Bifet, Read, Xu, 2022), which interpolates the same polynomial.
public struct TreeSHAP: Sendable {
  let trees: [ExplainedTree]
  let slots: ForestSlots
  let outputCount: Int
  let hasVectorLeaves: Bool
  let leafVectors: [Double]
  let base: [Double]
  let divisor: Double
  let inputPrecision: TreeEnsemble.Precision
  let rules: QuadratureRules

  /// The number of columns of a row.
  public let featureCount: Int
  /// The expected margin of each output: where explanations start.
  public let expectation: [Double]

  /// Prepares an ensemble. Throws when it does not say how many training rows reached its nodes.
  public init(_ ensemble: TreeEnsemble) throws(ModelError) {
    try ensemble.validate()
    var index: [ForestSlots.Slot: Int] = [:]
    slots = ForestSlots(ensemble, index: &index)
    var trees: [ExplainedTree] = []
    trees.reserveCapacity(ensemble.trees.count)
    for (position, tree) in ensemble.trees.enumerated() {
      do { trees.append(try ExplainedTree(tree, of: ensemble, slots: index)) } catch {
        throw error.inside("tree \(position)")
      }
    }
    var expected = ensemble.base
    for tree in trees {
      if ensemble.hasVectorLeaves {
        for output in expected.indices { expected[output] += tree.expectation[output] }
      } else {
        expected[tree.output] += tree.expectation[0]
      }
    }
    expectation = expected.map { $0 / ensemble.divisor }
    rules = QuadratureRules(for: trees.lazy.flatMap(\.passes))
    self.trees = trees
    outputCount = ensemble.outputCount
    hasVectorLeaves = ensemble.hasVectorLeaves
    leafVectors = ensemble.leafVectors
    base = ensemble.base
    divisor = ensemble.divisor
    inputPrecision = ensemble.inputPrecision
    featureCount = ensemble.featureCount
  }

  /// Path-dependent SHAP values of one row: `outputCount` rows of `featureCount` values and the expectation, as
  /// LightGBM and XGBoost lay them out. Values of an output sum to its margin.
  public func contributions(_ row: Span<Double>) -> [Double] {
    let decisions = Decisions(row, self)
    var result = [Double](repeating: 0, count: outputCount * (featureCount + 1))
    var scratch = SHAPScratch()
    for tree in trees where !tree.splits.isEmpty {
      scratch.decide(tree, decisions)
      for output in hasVectorLeaves ? 0..<outputCount : tree.output..<tree.output + 1 {
        scratch.loadLeaves(tree, self, output: output)
        let start = output * (featureCount + 1)
        var values = result.mutableSpan
        for pass in tree.passes { scratch.add(pass, rules, to: &values, at: start) }
      }
    }
    for output in 0..<outputCount {
      let start = output * (featureCount + 1)
      if divisor != 1 { for index in start..<start + featureCount { result[index] /= divisor } }
      result[start + featureCount] = expectation[output]
    }
    return result
  }

  /// Path-dependent SHAP values of one row of floats.
  public func contributions(_ row: Span<Float>) -> [Double] {
    var wide: [Double] = []
    wide.reserveCapacity(row.count)
    for index in row.indices { wide.append(Double(row[index])) }
    return contributions(wide.span)
  }

  /// The keys of a row, by which every split decides as the forest does.
  struct Decisions {
    var narrow: [UInt32] = []
    var wide: [UInt64] = []

    init(_ row: Span<Double>, _ explainer: TreeSHAP) {
      if explainer.inputPrecision == .float64 {
        wide = Array(repeating: 0, count: explainer.slots.count + 1)
        var keys = wide.mutableSpan
        explainer.slots.fill(row, &keys)
      } else {
        var floats: [Float] = []
        floats.reserveCapacity(row.count)
        for index in row.indices { floats.append(Float(row[index])) }
        narrow = Array(repeating: 0, count: explainer.slots.count + 1)
        var keys = narrow.mutableSpan
        explainer.slots.fill(floats.span, &keys)
      }
    }

    func goesLeft(_ question: ExplainedTree.Question) -> Bool {
      wide.isEmpty ? narrow[Int(question.slot)] <= question.narrow : wide[Int(question.slot)] <= question.wide
    }
  }
}
