/// The parallel arrays of one XGBoost tree.
struct XGBoostTree {
  private let path: String
  private let left: [Int]
  private let right: [Int]
  private let features: [Int]
  private let conditions: [Double]
  private let defaultLeft: [Double]
  private let splitTypes: [Double]
  private let covers: [Double]
  private let gains: [Double]
  /// The categories of each categorical node; they go right.
  private var categories: [Int: [Int]] = [:]

  init(_ value: ModelValue) throws(ModelError) {
    path = value.path
    if let size = try value.optional("tree_param")?.optional("size_leaf_vector")?.integer(in: 0...1 << 20), size > 1 {
      throw ModelError("leaves with \(size) values (multi_strategy=multi_output_tree) are not supported", at: path)
    }
    left = try value.field("left_children").integers()
    right = try value.field("right_children").integers()
    features = try value.field("split_indices").integers()
    conditions = try value.field("split_conditions").numbers()
    defaultLeft = try value.field("default_left").numbers()
    splitTypes = try value.optional("split_type")?.numbers() ?? []
    covers = try value.optional("sum_hessian")?.numbers() ?? []
    gains = try value.optional("loss_changes")?.numbers() ?? []
    let count = left.count
    for (name, length) in [
      ("right_children", right.count), ("split_indices", features.count), ("split_conditions", conditions.count),
      ("default_left", defaultLeft.count), ("split_type", splitTypes.isEmpty ? count : splitTypes.count),
      ("sum_hessian", covers.isEmpty ? count : covers.count), ("loss_changes", gains.isEmpty ? count : gains.count),
    ] where length != count {
      throw ModelError("\(name) has \(length) values for \(count) nodes", at: path)
    }
    try readCategories(value)
  }

  private mutating func readCategories(_ value: ModelValue) throws(ModelError) {
    guard let list = try value.optional("categories_nodes")?.integers(), !list.isEmpty else { return }
    let segments = try value.field("categories_segments").integers()
    let sizes = try value.field("categories_sizes").integers()
    let all = try value.field("categories").integers()
    guard segments.count == list.count, sizes.count == list.count else {
      throw ModelError("categories_segments and categories_sizes do not fit categories_nodes", at: path)
    }
    for (index, node) in list.enumerated() {
      let start = segments[index]
      let size = sizes[index]
      guard start >= 0, size >= 0, start <= all.count, size <= all.count - start else {
        throw ModelError("the categories of node \(node) lie outside the \(all.count) given", at: path)
      }
      categories[node] = Array(all[start..<start + size])
    }
  }

  func tree(output: Int, sets: inout [[UInt32]]) throws(ModelError) -> DecisionTree {
    var found: [[UInt32]] = []
    var words = 0
    let firstSet = sets.count
    var setOfNode: [Int: Int32] = [:]
    for (node, members) in categories.sorted(by: { $0.key < $1.key }) {
      setOfNode[node] = Int32(firstSet + found.count)
      do { found.append(try CategorySet.words(members)) } catch { throw error.inside("\(path) node \(node)") }
      words += found.last?.count ?? 0
      guard words <= CategorySet.mostWords else { throw ModelError("has too large sets of categories", at: path) }
    }
    sets += found
    var assembler = TreeAssembler(count: left.count) { index throws(ModelError) in try node(index, setOfNode: setOfNode)
    }
    do { return try assembler.tree(root: 0, output: output) } catch { throw error.inside(path) }
  }

  private func node(_ index: Int, setOfNode: [Int: Int32]) throws(ModelError) -> TreeNode {
    let cover = covers.isEmpty ? 0 : covers[index]
    let condition = Double(Float(conditions[index]))
    guard left[index] >= 0 else { return .leaf(condition, cover: cover) }
    guard let feature = Int32(exactly: features[index]), feature >= 0, let low = Int32(exactly: left[index]),
      let high = Int32(exactly: right[index])
    else { throw ModelError("an index is out of range", at: "node \(index)") }
    let gain = gains.isEmpty ? 0 : gains[index]
    guard !splitTypes.isEmpty, splitTypes[index] == 1 else {
      return .split(
        feature: feature, .lessThan, threshold: condition, left: low, right: high,
        missingGoesLeft: defaultLeft[index] != 0, cover: cover, gain: gain)
    }
    guard let set = setOfNode[index] else { throw ModelError("has no categories", at: "node \(index)") }
    // Members go right in XGBoost, left here.
    return .split(
      feature: feature, .inCategories, threshold: 0, left: high, right: low, missingGoesLeft: defaultLeft[index] == 0,
      set: set, cover: cover, gain: gain)
  }
}

/// Sets of category numbers as bits.
enum CategorySet {
  /// More categories than this are refused; both XGBoost and LightGBM number them from zero.
  static let mostCategories = 1 << 24

  /// Sets of one tree may take so many words of 32 bits: a few numbers near the limit would otherwise take gigabytes.
  static let mostWords = 1 << 22

  static func words(_ members: [Int]) throws(ModelError) -> [UInt32] {
    var words: [UInt32] = []
    for member in members {
      guard member >= 0, member < mostCategories else { throw ModelError("\(member) is not a category number") }
      if words.count <= member >> 5 {
        words += Array(repeating: 0, count: (member >> 5) + 1 - words.count)
      }
      words[member >> 5] |= 1 << UInt32(member & 31)
    }
    return words
  }
}
