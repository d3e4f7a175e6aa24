/// The attributes of an ensemble operator in one shape: nodes in order, each with its children as positions.
struct ONNXTreeAttributes {
  enum Mode: String { case leq, lt, gte, gt, eq, neq, member, leaf }

  struct Node {
    var feature: Int64
    var mode: Mode
    var value: Double
    var whenTrue: Int
    var whenFalse: Int
    var missingIsTrue: Bool
    var members: [Double] = []
    /// The targets of a leaf.
    var weights: [(target: Int, weight: Double)] = []
  }

  var nodes: [Node] = []
  /// The positions of the roots.
  var roots: [Int] = []
  var featureCount = 0
  var outputs = 1
  var base: [Double] = []
  var transform = OutputTransform.identity
  var labels: [String] = []
  var isAverage = false
  var isWide = false

  init(_ node: ONNXGraph.Node) throws(ModelError) {
    do throws(ModelError) {
      switch node.operation {
      case "TreeEnsembleClassifier", "TreeEnsembleRegressor": try readSeparate(node)
      case "TreeEnsemble": try readMerged(node)
      default: throw ModelError("the operator \(node.operation) is unknown")
      }
    } catch { throw error.inside(node.operation) }
    featureCount = Int(clamping: (nodes.filter { $0.mode != .leaf }.map(\.feature).max() ?? -1) + 1)
  }

  private func equal(_ count: Int, _ lists: [(String, Int)]) throws(ModelError) {
    for (name, length) in lists where length != count {
      throw ModelError("\(name) has \(length) values, and there are \(count)")
    }
  }

  // MARK: ai.onnx.ml 1 to 3

  private mutating func readSeparate(_ node: ONNXGraph.Node) throws(ModelError) {
    let trees = node.integers("nodes_treeids")
    let ids = node.integers("nodes_nodeids")
    let features = node.integers("nodes_featureids")
    let modes = node.attribute("nodes_modes")?.texts ?? []
    let (values, wide) = node.numbers("nodes_values")
    let whenTrue = node.integers("nodes_truenodeids")
    let whenFalse = node.integers("nodes_falsenodeids")
    let tracks = node.integers("nodes_missing_value_tracks_true")
    let count = ids.count
    isWide = wide
    try equal(
      count,
      [
        ("nodes_treeids", trees.count), ("nodes_featureids", features.count), ("nodes_modes", modes.count),
        ("nodes_values", values.count), ("nodes_truenodeids", whenTrue.count),
        ("nodes_falsenodeids", whenFalse.count),
        ("nodes_missing_value_tracks_true", tracks.isEmpty ? count : tracks.count),
      ])
    var positions: [[Int64]: Int] = [:]
    positions.reserveCapacity(count)
    for index in 0..<count {
      guard positions.updateValue(index, forKey: [trees[index], ids[index]]) == nil else {
        throw ModelError("tree \(trees[index]) has two nodes \(ids[index])")
      }
    }
    var isChild = [Bool](repeating: false, count: count)
    for index in 0..<count {
      let text = modes[index]
      let mode =
        text.hasPrefix("BRANCH_") ? Mode(rawValue: text.dropFirst(7).lowercased()) : text == "LEAF" ? .leaf : nil
      guard let mode, mode != .member else { throw ModelError("the mode \(text) is unknown") }
      var node = Node(
        feature: features[index], mode: mode, value: values[index], whenTrue: -1, whenFalse: -1,
        missingIsTrue: !tracks.isEmpty && tracks[index] != 0)
      if mode != .leaf {
        guard let yes = positions[[trees[index], whenTrue[index]]],
          let no = positions[[trees[index], whenFalse[index]]]
        else { throw ModelError("node \(ids[index]) of tree \(trees[index]) has a child that does not exist") }
        (node.whenTrue, node.whenFalse) = (yes, no)
        isChild[yes] = true
        isChild[no] = true
      }
      nodes.append(node)
    }
    roots = isChild.indices.filter { !isChild[$0] }
    guard Set(roots.map { trees[$0] }).count == roots.count, roots.count == Set(trees).count else {
      throw ModelError("\(roots.count) nodes without a parent in \(Set(trees).count) trees")
    }
    let isClassifier = node.operation == "TreeEnsembleClassifier"
    try readWeights(node, prefix: isClassifier ? "class" : "target", positions)
    try readOutputs(node, isClassifier: isClassifier)
  }

  private mutating func readWeights(_ node: ONNXGraph.Node, prefix: String, _ positions: [[Int64]: Int])
    throws(ModelError)
  {
    let trees = node.integers("\(prefix)_treeids")
    let ids = node.integers("\(prefix)_nodeids")
    let targets = node.integers("\(prefix)_ids")
    let (weights, wide) = node.numbers("\(prefix)_weights")
    isWide = isWide || wide
    try equal(
      ids.count,
      [
        ("\(prefix)_treeids", trees.count), ("\(prefix)_ids", targets.count), ("\(prefix)_weights", weights.count),
      ])
    for index in ids.indices {
      guard let position = positions[[trees[index], ids[index]]], nodes[position].mode == .leaf else {
        throw ModelError("a weight belongs to node \(ids[index]) of tree \(trees[index]), which is no leaf")
      }
      guard (0..<(1 << 20)).contains(targets[index]) else { throw ModelError("a target is \(targets[index])") }
      nodes[position].weights.append((Int(targets[index]), weights[index]))
    }
  }

  private mutating func readOutputs(_ node: ONNXGraph.Node, isClassifier: Bool) throws(ModelError) {
    base = node.numbers("base_values").values
    let post = node.attribute("post_transform")?.text ?? "NONE"
    guard isClassifier else {
      outputs = Int(clamping: node.attribute("n_targets")?.integer ?? 1)
      let aggregate = node.attribute("aggregate_function")?.text ?? "SUM"
      guard aggregate == "SUM" || aggregate == "AVERAGE" else {
        throw ModelError("the aggregate \(aggregate) is not supported")
      }
      isAverage = aggregate == "AVERAGE"
      transform = try Self.transform(post, outputs: outputs, isBinary: false)
      return
    }
    labels = node.attribute("classlabels_strings")?.texts ?? []
    if labels.isEmpty { labels = node.integers("classlabels_int64s").map(String.init) }
    outputs = max(1, labels.count)
    // Two classes of which the leaves weigh one: one margin, and the other class gets the rest.
    let used = Set(nodes.flatMap { $0.weights.map(\.target) })
    let isBinary = labels.count == 2 && used.count == 1
    if isBinary {
      outputs = 1
      for index in nodes.indices {
        nodes[index].weights = nodes[index].weights.map { (0, $0.weight) }
      }
      if base.count == 2, let target = used.first { base = [base[target]] }
    }
    transform = try Self.transform(post, outputs: outputs, isBinary: isBinary)
  }

  private static func transform(_ name: String, outputs: Int, isBinary: Bool) throws(ModelError) -> OutputTransform {
    switch name {
    case "NONE": return isBinary ? .complement : .identity
    case "LOGISTIC": return isBinary ? .sigmoidPair : .sigmoid(scale: 1)
    case "SOFTMAX" where !isBinary: return .softmax
    default: throw ModelError("the post_transform \(name) of \(outputs) outputs is not supported")
    }
  }

  // MARK: ai.onnx.ml 5

  private mutating func readMerged(_ node: ONNXGraph.Node) throws(ModelError) {
    let features = node.integers("nodes_featureids")
    let (splits, wide) = node.numbers("nodes_splits")
    let modes = node.numbers("nodes_modes").values
    let whenTrue = node.integers("nodes_truenodeids")
    let whenFalse = node.integers("nodes_falsenodeids")
    let trueLeaves = node.integers("nodes_trueleafs")
    let falseLeaves = node.integers("nodes_falseleafs")
    let tracks = node.integers("nodes_missing_value_tracks_true")
    let targets = node.integers("leaf_targetids")
    let (weights, wideWeights) = node.numbers("leaf_weights")
    isWide = wide || wideWeights
    let count = features.count
    try equal(
      count,
      [
        ("nodes_splits", splits.count), ("nodes_modes", modes.count), ("nodes_truenodeids", whenTrue.count),
        ("nodes_falsenodeids", whenFalse.count), ("nodes_trueleafs", trueLeaves.count),
        ("nodes_falseleafs", falseLeaves.count),
        ("nodes_missing_value_tracks_true", tracks.isEmpty ? count : tracks.count),
      ])
    try equal(targets.count, [("leaf_weights", weights.count)])
    var sets = try Self.sets(node.numbers("membership_values").values)[...]
    let kinds: [Mode] = [.leq, .lt, .gte, .gt, .eq, .neq, .member]
    nodes = []
    var leaves: [Node] = []
    // A leaf may be named twice (a tree of one leaf is a split with it on both sides), so each mention is one of its own.
    func child(_ value: Int64, isLeaf: Bool) throws(ModelError) -> Int {
      guard let index = Int(exactly: value), index >= 0, index < (isLeaf ? targets.count : count) else {
        throw ModelError("a child \(value) does not exist")
      }
      guard isLeaf else { return index }
      guard (0..<(1 << 20)).contains(targets[index]) else { throw ModelError("a target is \(targets[index])") }
      leaves.append(
        Node(
          feature: 0, mode: .leaf, value: 0, whenTrue: -1, whenFalse: -1, missingIsTrue: false,
          weights: [(Int(targets[index]), weights[index])]))
      return count + leaves.count - 1
    }
    for index in 0..<count {
      guard let kind = Int(exactly: modes[index]), kinds.indices.contains(kind) else {
        throw ModelError("the mode \(modes[index]) is unknown")
      }
      var node = Node(
        feature: features[index], mode: kinds[kind], value: splits[index],
        whenTrue: try child(whenTrue[index], isLeaf: trueLeaves[index] != 0),
        whenFalse: try child(whenFalse[index], isLeaf: falseLeaves[index] != 0),
        missingIsTrue: !tracks.isEmpty && tracks[index] != 0)
      if node.mode == .member {
        guard let members = sets.popFirst() else { throw ModelError("membership_values has too few sets") }
        node.members = members
      }
      nodes.append(node)
    }
    nodes += leaves
    for root in node.integers("tree_roots") {
      guard root >= 0, root < count else { throw ModelError("the root \(root) does not exist") }
      roots.append(Int(root))
    }
    outputs = Int(clamping: node.attribute("n_targets")?.integer ?? 1)
    let aggregate = node.attribute("aggregate_function")?.integer ?? 1
    guard aggregate == 0 || aggregate == 1 else { throw ModelError("the aggregate \(aggregate) is not supported") }
    isAverage = aggregate == 0
    let names = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"]
    let post = Int(clamping: node.attribute("post_transform")?.integer ?? 0)
    guard names.indices.contains(post) else { throw ModelError("the post_transform \(post) is unknown") }
    transform = try Self.transform(names[post], outputs: outputs, isBinary: false)
  }

  private static func sets(_ values: [Double]) throws(ModelError) -> [[Double]] {
    values.split(omittingEmptySubsequences: false) { $0.isNaN }.map { Array($0) }
  }
}
