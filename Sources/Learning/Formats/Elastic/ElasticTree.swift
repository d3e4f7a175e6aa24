/// One `tree` of an Elastic definition.
struct ElasticTree {
  let path: String
  private let nodes: [TreeNode]
  /// The values of each leaf.
  var leaves: [Int: [Double]] = [:]

  /// The most values that a leaf has.
  var width: Int { leaves.values.map(\.count).max() ?? 1 }

  /// Reads a tree; `features` tells the ensemble's number of each of its own. Children are positions in the list.
  init(_ value: ModelValue, features: [Int32]) throws(ModelError) {
    path = value.path
    var nodes: [TreeNode] = []
    var found: [Int: [Double]] = [:]
    for element in try value.field("tree_structure").elements() {
      let samples = try element.optional("number_samples")?.number() ?? 0
      if let leaf = element.optional("leaf_value") {
        found[nodes.count] = leaf.isList ? try leaf.numbers() : [try leaf.number()]
        nodes.append(.leaf(0, cover: samples))
        continue
      }
      let feature = try element.field("split_feature").integer(in: 0...max(0, features.count - 1))
      guard feature < features.count else { throw ModelError("there are no features", at: element.path) }
      let threshold = try element.field("threshold").number()
      let left = Int32(try element.field("left_child").integer(in: 0...Int(Int32.max)))
      let right = Int32(try element.field("right_child").integer(in: 0...Int(Int32.max)))
      let defaultLeft = try element.optional("default_left")?.boolean() ?? false
      let gain = try element.optional("split_gain")?.number() ?? 0
      let decision = try element.optional("decision_type")?.string() ?? "lte"
      // Greater is not less-or-equal with the children exchanged.
      let isSwapped = decision == "gt" || decision == "gte"
      let test: TreeNode.Test
      switch decision {
      case "lt", "gte": test = .lessThan
      case "lte", "gt": test = .lessOrEqual
      default: throw ModelError("the decision_type \(decision) is unknown", at: element.path)
      }
      nodes.append(
        .split(
          feature: features[feature], test, threshold: threshold, left: isSwapped ? right : left,
          right: isSwapped ? left : right, missingGoesLeft: isSwapped ? !defaultLeft : defaultLeft, cover: samples,
          gain: gain))
    }
    self.nodes = nodes
    leaves = found
  }

  /// Multiplies the leaves.
  mutating func scale(by weight: Double) {
    for (leaf, values) in leaves { leaves[leaf] = values.map { $0 * weight } }
  }

  /// The tree, with leaves of `width` values.
  func tree(width: Int, vectors: inout [Double]) throws(ModelError) -> DecisionTree {
    for (leaf, values) in leaves.sorted(by: { $0.key < $1.key }) where values.count != width {
      throw ModelError("leaf \(leaf) has \(values.count) values, and others have \(width)", at: path)
    }
    var assembler = TreeAssembler(count: nodes.count) { index throws(ModelError) in
      var node = nodes[index]
      if node.isLeaf { node.vector = Int32(index) }
      return node
    }
    var tree: DecisionTree
    do { tree = try assembler.tree(root: 0, output: 0) } catch { throw error.inside(path) }
    for position in tree.nodes.indices where tree.nodes[position].isLeaf {
      let values = leaves[Int(tree.nodes[position].vector)] ?? []
      if width == 1 {
        tree.nodes[position].vector = -1
        tree.nodes[position].value = values.first ?? 0
      } else {
        tree.nodes[position].vector = Int32(vectors.count / width)
        vectors += values
      }
    }
    return tree
  }
}
