/// Reads LightGBM's text models (versions v3 and v4).
///
/// Source: LightGBM's documentation and the fields that `Booster.save_model` writes; the rules of missing values and
/// categories are those of its prediction: `decision_type` bit 0 categorical, bit 1 default left, bits 2 and 3 missing type.
public enum LightGBMImporter {
  /// Reads a model. Linear trees are refused.
  public static func ensemble(from bytes: [UInt8]) throws(ModelError) -> TreeEnsemble {
    var lines = TextModelLines(bytes)
    guard lines.next() == "tree" else {
      throw ModelError("is not a LightGBM text model: the first line is not \"tree\"", at: "line 1")
    }
    let header = try lines.block()
    let objective = header.optional("objective") ?? ""
    let outputs = try header.integer("num_tree_per_iteration", in: 1...1 << 20)
    let features = try header.integer("max_feature_idx", in: 0...Int(Int32.max) - 2) + 1
    var ensemble = TreeEnsemble(
      featureCount: features, outputCount: outputs, transform: try transform(of: objective), inputPrecision: .float64,
      sumPrecision: .float64, origin: "LightGBM \(header.optional("version") ?? "") \(objective)")
    let names = (header.optional("feature_names") ?? "").split(separator: " ").map(String.init)
    if names.count == features { ensemble.featureNames = names }

    while let line = lines.next() {
      if line == "end of trees" { break }
      guard line.hasPrefix("Tree=") else { continue }
      let fields = try lines.block()
      do {
        let tree = try LightGBMTree(fields)
        ensemble.trees.append(
          try tree.tree(output: ensemble.trees.count % outputs, sets: &ensemble.categorySets))
      } catch { throw error.inside("tree \(ensemble.trees.count)") }
    }
    guard ensemble.trees.count % outputs == 0 else {
      throw ModelError("\(ensemble.trees.count) trees for \(outputs) outputs: the file is cut off")
    }
    // Random forests are averages over iterations.
    if header.has("average_output") { ensemble.divisor = Double(max(1, ensemble.trees.count / outputs)) }
    try ensemble.validate()
    return ensemble
  }

  /// The transformation of an objective as the file names it: "binary sigmoid:1", "regression sqrt".
  static func transform(of objective: String) throws(ModelError) -> OutputTransform {
    let words = objective.split(separator: " ")
    var scale = 1.0
    for word in words where word.hasPrefix("sigmoid:") {
      guard let value = Double(word.dropFirst(8)) else { throw ModelError("\(word) is not a number", at: "objective") }
      scale = value
    }
    switch words.first {
    case "binary", "multiclassova": return .sigmoid(scale: scale)
    case "cross_entropy", "xentropy": return .sigmoid(scale: 1)
    case "cross_entropy_lambda", "xentlambda": return .logOnePlusExponential
    case "multiclass": return .softmax
    case "poisson", "gamma", "tweedie": return .exponential
    default: return words.contains("sqrt") ? .signedSquare : .identity
    }
  }
}
