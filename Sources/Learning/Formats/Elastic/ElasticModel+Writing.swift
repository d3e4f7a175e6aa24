extension ElasticModel {
  /// More input fields than this were refused by Elasticsearch 8.19.17 and 9.3.6 (pull request 150227, reverted since).
  public static let mostInputFields = 100

  /// What somebody who loads the model into Elasticsearch should know; empty when there is nothing.
  public var warnings: [String] {
    let count = inputFields.count
    guard count > Self.mostInputFields else { return [] }
    return [
      "the model reads \(count) fields; some versions of Elasticsearch refuse more than \(Self.mostInputFields) input fields"
    ]
  }

  /// The definition as compact JSON. A model that was read is written with the bytes it was read from, white space left
  /// out; one that was made here is written anew.
  ///
  /// Throws when Elastic's trees cannot say what the ensemble does: categorical splits, zeros that count as missing, and
  /// transformations that it does not have.
  public func definition() throws(ModelError) -> [UInt8] {
    if let source { return source.compactJSON() }
    let (aggregate, isClassification) = try aggregation()
    for (index, tree) in ensemble.trees.enumerated() {
      for (position, node) in tree.nodes.enumerated() where !node.isLeaf {
        do { try Self.checkExpressible(node) } catch { throw error.inside("tree \(index) node \(position)") }
      }
    }
    var writer = JSONWriter()
    writer.object { root in
      root.key("preprocessors")
      root.list { list in for processor in preprocessors { processor.write(to: &list) } }
      root.key("trained_model")
      root.object { model in
        model.key("ensemble")
        model.object { body in writeEnsemble(&body, aggregate, isClassification) }
      }
    }
    return writer.bytes
  }

  private func aggregation() throws(ModelError) -> (name: String, isClassification: Bool) {
    switch ensemble.transform {
    case .sigmoidPair, .sigmoid(scale: 1):
      guard ensemble.outputCount == 1 else { break }
      return ("logistic_regression", true)
    case .softmax: return ("logistic_regression", true)
    case .exponential where ensemble.outputCount == 1: return ("exponent", false)
    case .identity where ensemble.outputCount == 1: return ("weighted_sum", false)
    default: break
    }
    throw ModelError("Elastic has no aggregation for \(ensemble.transform) of \(ensemble.outputCount) outputs")
  }

  static func checkExpressible(_ node: TreeNode) throws(ModelError) {
    guard node.test == .lessThan || node.test == .lessOrEqual else {
      throw ModelError("a split by category cannot be expressed; encode categories as numbers")
    }
    guard node.missing != .zeroOrNaN else {
      throw ModelError("zero as missing cannot be expressed; train without it")
    }
    guard !node.threshold.isNaN else { throw ModelError("a threshold is not a number") }
  }

  private var hasBase: Bool { ensemble.base.contains { $0 != 0 } }

  private func writeEnsemble(_ body: inout JSONWriter, _ aggregate: String, _ isClassification: Bool) {
    let width = ensemble.outputCount
    body.key("feature_names")
    body.list { list in for name in ensemble.featureNames { list.text(name) } }
    body.key("target_type")
    body.text(isClassification ? "classification" : "regression")
    if isClassification {
      var labels = ensemble.classLabels
      let count = width == 1 ? 2 : width
      if labels.count != count { labels = (0..<count).map(String.init) }
      body.key("classification_labels")
      body.list { list in for label in labels { list.text(label) } }
      if !classificationWeights.isEmpty {
        body.key("classification_weights")
        body.list { list in for weight in classificationWeights { list.number(weight) } }
      }
    }
    body.key("aggregate_output")
    body.object { list in
      list.key(aggregate)
      // Elastic's schema wants the weights that its parser can do without.
      list.object { inner in
        inner.key("weights")
        inner.list { weights in
          for _ in 0..<ensemble.trees.count + (hasBase ? 1 : 0) { weights.number(1) }
        }
      }
    }
    body.key("trained_models")
    body.list { list in
      if hasBase {
        // What the sum starts from is a tree of one leaf.
        write([.leaf(0)], output: 0, to: &list, isClassification) { _ in ensemble.base.map { $0 / ensemble.divisor } }
      }
      for tree in ensemble.trees {
        write(tree.nodes, output: tree.output, to: &list, isClassification) { node in
          let values: [Double]
          if ensemble.hasVectorLeaves {
            values = Array(ensemble.leafVectors[Int(node.vector) * width..<(Int(node.vector) + 1) * width])
          } else {
            var row = [Double](repeating: 0, count: width)
            row[tree.output] = node.value
            values = row
          }
          return values.map { $0 / ensemble.divisor }
        }
      }
    }
  }

  private func write(
    _ nodes: [TreeNode], output: Int, to list: inout JSONWriter, _ isClassification: Bool,
    values: (TreeNode) -> [Double]
  ) {
    list.object { element in
      element.key("tree")
      element.object { tree in
        tree.key("feature_names")
        tree.list { names in for name in ensemble.featureNames { names.text(name) } }
        tree.key("target_type")
        tree.text(isClassification ? "classification" : "regression")
        tree.key("tree_structure")
        tree.list { structure in
          for (index, node) in nodes.enumerated() {
            structure.object { object in Self.write(node, index, leaf: values, to: &object) }
          }
        }
      }
    }
  }

  private static func write(
    _ node: TreeNode, _ index: Int, leaf: (TreeNode) -> [Double], to object: inout JSONWriter
  ) {
    object.key("node_index")
    object.integer(index)
    object.key("number_samples")
    object.integer(Int(clamping: Int64(exactly: node.cover.rounded()) ?? 0))
    guard !node.isLeaf else {
      let values = leaf(node)
      object.key("leaf_value")
      if values.count == 1 {
        object.number(values[0])
      } else {
        object.list { list in for value in values { list.number(value) } }
      }
      return
    }
    object.key("split_feature")
    object.integer(Int(node.feature))
    object.key("split_gain")
    object.number(node.gain)
    object.key("threshold")
    // LightGBM tells what is missing from what is not by a threshold of infinity, which JSON cannot say, nor a document hold.
    object.number(max(-.greatestFiniteMagnitude, min(.greatestFiniteMagnitude, node.threshold)))
    object.key("default_left")
    // Where NaN is read as zero, it goes where zero goes.
    let zeroLeft = node.test == .lessThan ? 0 < node.threshold : 0 <= node.threshold
    object.boolean(node.missing == .never ? zeroLeft : node.missingGoesLeft)
    object.key("decision_type")
    object.text(node.test == .lessThan ? "lt" : "lte")
    object.key("left_child")
    object.integer(Int(node.left))
    object.key("right_child")
    object.integer(Int(node.right))
  }
}
