/// The fields of one tree of a LightGBM text model.
struct LightGBMTree {
  private let leafCount: Int
  private let features: [Int]
  private let thresholds: [Double]
  private let decisions: [Int]
  private let left: [Int]
  private let right: [Int]
  private let values: [Double]
  private let leafCovers: [Double]
  private let nodeCovers: [Double]
  private let gains: [Double]
  private let boundaries: [Int]
  private let categories: [Int]

  init(_ fields: TextModelLines.Block) throws(ModelError) {
    leafCount = try fields.integer("num_leaves", in: 1...TreeEnsemble.mostNodes)
    if let linear = fields.optional("is_linear"), linear != "0" {
      throw ModelError("linear trees are not supported")
    }
    let splits = leafCount - 1
    values = try fields.numbers("leaf_value", count: leafCount)
    func numbers(_ name: String, _ count: Int) throws(ModelError) -> [Double] {
      guard fields.has(name) else { return [] }
      return try fields.numbers(name, count: count)
    }
    guard splits > 0 else {
      // A tree of one leaf has no more than its value.
      (features, thresholds, decisions, left, right) = ([], [], [], [], [])
      (leafCovers, nodeCovers, gains, boundaries, categories) = ([], [], [], [], [])
      return
    }
    features = try fields.integers("split_feature", count: splits)
    thresholds = try fields.numbers("threshold", count: splits)
    decisions = try fields.integers("decision_type", count: splits)
    left = try fields.integers("left_child", count: splits)
    right = try fields.integers("right_child", count: splits)
    leafCovers = try numbers("leaf_count", leafCount)
    nodeCovers = try numbers("internal_count", splits)
    gains = try numbers("split_gain", splits)
    let sets = try fields.integer("num_cat", in: 0...splits)
    if sets > 0 {
      boundaries = try fields.integers("cat_boundaries", count: sets + 1)
      categories = try fields.integers("cat_threshold")
      guard boundaries.first == 0, boundaries.last == categories.count,
        zip(boundaries, boundaries.dropFirst()).allSatisfy({ $0 <= $1 }),
        categories.allSatisfy({ UInt32(exactly: $0) != nil })
      else { throw ModelError("cat_boundaries do not fit cat_threshold") }
    } else {
      (boundaries, categories) = ([], [])
    }
  }

  func tree(output: Int, sets: inout [[UInt32]]) throws(ModelError) -> DecisionTree {
    let splits = leafCount - 1
    guard splits > 0 else { return DecisionTree(nodes: [.leaf(values[0])], output: output) }
    let firstSet = sets.count
    for index in boundaries.indices.dropLast() {
      sets.append(categories[boundaries[index]..<boundaries[index + 1]].map { UInt32($0) })
    }
    // Splits are numbered from zero, leaves behind them; the file writes a leaf as its complement.
    var assembler = TreeAssembler(count: splits + leafCount) { number throws(ModelError) in
      try node(number, splits: splits, firstSet: firstSet)
    }
    return try assembler.tree(root: 0, output: output)
  }

  private func node(_ number: Int, splits: Int, firstSet: Int) throws(ModelError) -> TreeNode {
    guard number < splits else {
      let leaf = number - splits
      return .leaf(values[leaf], cover: leafCovers.isEmpty ? 0 : leafCovers[leaf])
    }
    func child(_ value: Int) throws(ModelError) -> Int32 {
      guard value < splits, value >= -leafCount else {
        throw ModelError("child \(value) does not exist", at: "split \(number)")
      }
      return Int32(value >= 0 ? value : splits + ~value)
    }
    guard let feature = Int32(exactly: features[number]), feature >= 0 else {
      throw ModelError("feature \(features[number]) does not exist", at: "split \(number)")
    }
    let decision = decisions[number]
    let low = try child(left[number])
    let high = try child(right[number])
    let cover = nodeCovers.isEmpty ? 0 : nodeCovers[number]
    let gain = gains.isEmpty ? 0 : gains[number]
    if decision & 1 == 1 {
      guard let set = Int(exactly: thresholds[number]), set >= 0, set + 1 < boundaries.count else {
        throw ModelError("category set \(thresholds[number]) does not exist", at: "split \(number)")
      }
      // NaN is no member of any set.
      return .split(
        feature: feature, .inCategories, threshold: 0, left: low, right: high, missingGoesLeft: false,
        set: Int32(firstSet + set), cover: cover, gain: gain)
    }
    let missing: TreeNode.Missing
    switch decision >> 2 & 3 {
    case 0: missing = .never
    case 1: missing = .zeroOrNaN
    case 2: missing = .nan
    default: throw ModelError("decision_type \(decision) is unknown", at: "split \(number)")
    }
    return .split(
      feature: feature, .lessOrEqual, threshold: thresholds[number], left: low, right: high, missing: missing,
      missingGoesLeft: decision & 2 == 2, cover: cover, gain: gain)
  }
}
