/// Reads tree ensembles of ONNX: `TreeEnsembleClassifier` and `TreeEnsembleRegressor` (ai.onnx.ml 1 to 3) and
/// `TreeEnsemble` (ai.onnx.ml 5), as skl2onnx, onnxmltools and others write them.
///
/// The graph may hold one ensemble and operators that do not change its numbers (`Identity`, `Cast`, `ZipMap`, and `Mul`
/// by one), and `Exp` behind a regressor; any other operator is refused by name.
public enum ONNXImporter {
  /// Reads a model.
  public static func ensemble(from bytes: [UInt8]) throws(ModelError) -> TreeEnsemble {
    let graph = try ONNXGraph(bytes)
    let trees = graph.nodes.filter { $0.operation.hasPrefix("TreeEnsemble") }
    guard trees.count == 1, let node = trees.first else {
      throw ModelError("has \(trees.count) tree ensembles; one is needed")
    }
    var attributes = try ONNXTreeAttributes(node)
    let declared = graph.inputs.first { input in
      !graph.initializers.contains { $0.name == input.name } && input.shape.count == 2
    }
    attributes.featureCount = max(attributes.featureCount, Int(clamping: declared?.shape.last ?? -1))
    var ensemble = try attributes.ensemble()
    try apply(graph, to: &ensemble)
    ensemble.origin = "ONNX \(node.operation) \(graph.producer)"
    try ensemble.validate()
    return ensemble
  }

  private static func apply(_ graph: ONNXGraph, to ensemble: inout TreeEnsemble) throws(ModelError) {
    for node in graph.nodes where !node.operation.hasPrefix("TreeEnsemble") {
      switch node.operation {
      case "Identity", "Cast", "ZipMap": continue
      case "Exp" where ensemble.transform == .identity: ensemble.transform = .exponential
      case "Mul":
        let factors = graph.initializers.filter { node.inputs.contains($0.name) }
        if factors.count == 1, factors[0].values.allSatisfy({ $0 == 1 }) { continue }
        throw ModelError("the operator Mul by something else than one is not supported")
      default: throw ModelError("the operator \(node.operation) beside the trees is not supported")
      }
    }
  }
}
