/// Writes an ensemble as ONNX: `TreeEnsembleClassifier` or `TreeEnsembleRegressor` of ai.onnx.ml 1, which every runtime
/// knows, over a float input `input` of [rows, features].
public enum ONNXExporter {
  /// The model's bytes.
  ///
  /// Thresholds become floats such that every float decides as before; leaves are rounded to floats. Throws when ONNX
  /// trees cannot say what the ensemble does: sets of categories, zeros that count as missing, and some transformations.
  public static func model(of ensemble: TreeEnsemble) throws(ModelError) -> [UInt8] {
    try ensemble.validate()
    let (post, isClassifier) = try transform(of: ensemble)
    for (index, tree) in ensemble.trees.enumerated() {
      for (position, node) in tree.nodes.enumerated() where !node.isLeaf {
        do { try checkExpressible(node, ensemble) } catch { throw error.inside("tree \(index) node \(position)") }
      }
    }
    var model = WireWriter()
    model.integer(1, 8)
    model.text(2, "shrike")
    model.message(7) { graph in
      graph.message(1) { node in write(ensemble, post: post, isClassifier: isClassifier, to: &node) }
      if ensemble.transform == .exponential {
        graph.message(1) { node in
          node.text(1, "margins")
          node.text(2, "predictions")
          node.text(4, "Exp")
        }
      }
      graph.text(2, "shrike")
      graph.message(11) { $0.value("input", type: 1, shape: [nil, ensemble.featureCount]) }
      if isClassifier {
        graph.message(12) { $0.value("label", type: ensemble.hasTextLabels ? 8 : 7, shape: [nil]) }
        graph.message(12) { $0.value("probabilities", type: 1, shape: [nil, max(2, ensemble.outputCount)]) }
      } else {
        graph.message(12) { $0.value("predictions", type: 1, shape: [nil, ensemble.outputCount]) }
      }
    }
    for (domain, version) in [("", 15), ("ai.onnx.ml", 1)] as [(String, Int64)] {
      model.message(8) { set in
        set.text(1, domain)
        set.integer(2, version)
      }
    }
    return model.bytes
  }

  private static func transform(of ensemble: TreeEnsemble) throws(ModelError) -> (post: String, isClassifier: Bool) {
    switch ensemble.transform {
    case .identity, .exponential: return ("NONE", false)
    case .sigmoidPair, .sigmoid(scale: 1):
      guard ensemble.outputCount == 1 else { return ("LOGISTIC", true) }
      return ("LOGISTIC", true)
    case .complement: return ("NONE", true)
    case .softmax: return ("SOFTMAX", true)
    default: throw ModelError("ONNX trees have no transformation \(ensemble.transform)")
    }
  }

  private static func checkExpressible(_ node: TreeNode, _ ensemble: TreeEnsemble) throws(ModelError) {
    switch node.test {
    case .lessThan, .lessOrEqual:
      guard node.missing != .zeroOrNaN else {
        throw ModelError("zero as missing cannot be expressed; train without it")
      }
    case .equalsAny:
      guard ensemble.valueSets[Int(node.set)].count == 1 else {
        throw ModelError("a set of values cannot be expressed before ai.onnx.ml 5")
      }
    case .inCategories: throw ModelError("a split by category cannot be expressed; encode categories as numbers")
    }
  }

  private static func write(
    _ ensemble: TreeEnsemble, post: String, isClassifier: Bool, to node: inout WireWriter
  ) {
    let lists = ONNXTreeLists(ensemble)
    node.text(1, "input")
    if isClassifier { node.text(2, "label") }
    node.text(2, isClassifier ? "probabilities" : ensemble.transform == .exponential ? "margins" : "predictions")
    node.text(4, isClassifier ? "TreeEnsembleClassifier" : "TreeEnsembleRegressor")
    node.text(7, "ai.onnx.ml")
    node.attribute("nodes_treeids", integers: lists.trees)
    node.attribute("nodes_nodeids", integers: lists.ids)
    node.attribute("nodes_featureids", integers: lists.features)
    node.attribute("nodes_modes", texts: lists.modes)
    node.attribute("nodes_values", floats: lists.values)
    node.attribute("nodes_truenodeids", integers: lists.whenTrue)
    node.attribute("nodes_falsenodeids", integers: lists.whenFalse)
    node.attribute("nodes_missing_value_tracks_true", integers: lists.tracks)
    let prefix = isClassifier ? "class" : "target"
    node.attribute("\(prefix)_treeids", integers: lists.leafTrees)
    node.attribute("\(prefix)_nodeids", integers: lists.leafIDs)
    node.attribute("\(prefix)_ids", integers: lists.targets)
    node.attribute("\(prefix)_weights", floats: lists.weights)
    if ensemble.base.contains(where: { $0 != 0 }) {
      node.attribute("base_values", floats: ensemble.base.map { Float($0 / ensemble.divisor) })
    }
    node.attribute("post_transform", text: post)
    if isClassifier {
      let count = max(2, ensemble.outputCount)
      if ensemble.hasTextLabels {
        node.attribute("classlabels_strings", texts: ensemble.classLabels)
      } else {
        let labels = ensemble.classLabels.compactMap { Int64($0) }
        node.attribute("classlabels_int64s", integers: labels.count == count ? labels : (0..<Int64(count)).map { $0 })
      }
    } else {
      node.attribute("n_targets", integer: Int64(ensemble.outputCount))
    }
  }
}

extension TreeEnsemble {
  /// True when there is a label for each class and not all are numbers.
  var hasTextLabels: Bool {
    classLabels.count == max(2, outputCount) && !classLabels.allSatisfy { Int64($0) != nil }
  }
}

extension WireWriter {
  fileprivate mutating func attribute(
    _ name: String, integer: Int64? = nil, text: String? = nil, floats: [Float]? = nil, integers: [Int64]? = nil,
    texts: [String]? = nil
  ) {
    message(5) { attribute in
      attribute.text(1, name)
      if let integer {
        attribute.integer(3, integer)
        attribute.integer(20, 2)
      }
      if let text {
        attribute.text(4, text)
        attribute.integer(20, 3)
      }
      if let floats {
        attribute.floats(7, floats)
        attribute.integer(20, 6)
      }
      if let integers {
        attribute.integers(8, integers)
        attribute.integer(20, 7)
      }
      if let texts {
        for text in texts { attribute.text(9, text) }
        attribute.integer(20, 8)
      }
    }
  }

  /// A ValueInfo: a tensor's name, element type and axes; nil for the number of rows.
  fileprivate mutating func value(_ name: String, type: Int64, shape: [Int?]) {
    text(1, name)
    message(2) { kind in
      kind.message(1) { tensor in
        tensor.integer(1, type)
        tensor.message(2) { axes in
          for length in shape {
            axes.message(1) { axis in
              if let length { axis.integer(1, Int64(length)) } else { axis.text(2, "rows") }
            }
          }
        }
      }
    }
  }
}
