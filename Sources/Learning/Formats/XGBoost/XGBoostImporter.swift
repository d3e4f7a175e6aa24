#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads XGBoost's models, JSON and UBJSON, as versions 1.7 to 3.x save them.
///
/// Source: "Introduction to Model IO" of XGBoost's documentation and its JSON schema (`doc/model.schema`).
public enum XGBoostImporter {
  /// Reads a model. Linear boosters and trees with vector leaves are refused.
  public static func ensemble(from bytes: [UInt8]) throws(ModelError) -> TreeEnsemble {
    try ensemble(from: try ModelDocument(bytes))
  }

  /// Reads a model from its document.
  public static func ensemble(from document: ModelDocument) throws(ModelError) -> TreeEnsemble {
    let learner = try document.root.field("learner")
    let parameters = try learner.field("learner_model_param")
    let classes = try parameters.optional("num_class")?.integer(in: 0...1 << 20) ?? 0
    let targets = try parameters.optional("num_target")?.integer(in: 0...1 << 20) ?? 1
    let outputs = max(1, max(classes, targets))
    let features = try parameters.field("num_feature").integer(in: 0...Int(Int32.max) - 1)
    let objective = try learner.field("objective").field("name").string()

    var ensemble = TreeEnsemble(
      featureCount: features, outputCount: outputs, transform: transform(of: objective), inputPrecision: .float32,
      sumPrecision: .float32, origin: "XGBoost \(version(document)) \(objective)")
    if let names = learner.optional("feature_names"), names.count == features {
      ensemble.featureNames = try names.strings()
    }
    ensemble.base = try base(parameters.field("base_score"), objective: objective, outputs: outputs)
    try addTrees(of: learner.field("gradient_booster"), to: &ensemble)
    try ensemble.validate()
    return ensemble
  }

  private static func version(_ document: ModelDocument) -> String {
    guard let numbers = try? document.root.optional("version")?.integers() else { return "" }
    return numbers.map(String.init).joined(separator: ".")
  }

  /// How an objective's margins become predictions (`src/objective`); `multi:softmax` gives the probabilities of which
  /// XGBoost returns the largest one's class.
  static func transform(of objective: String) -> OutputTransform {
    switch objective {
    case "binary:logistic", "reg:logistic": .sigmoid(scale: 1)
    case "multi:softprob", "multi:softmax": .softmax
    case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft": .exponential
    case "binary:hinge": .step
    default: .identity
    }
  }

  /// The base score is kept as a prediction: a number, or since 3.1 a list of one for each output; sums begin at its margin.
  private static func base(_ value: ModelValue, objective: String, outputs: Int) throws(ModelError) -> [Double] {
    var scores: [Double] = []
    if value.isText {
      var text = Substring(try value.string())
      if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
      for part in text.split(separator: ",") {
        let trimmed = part.drop { $0 == " " }
        guard let score = Double(trimmed) else { throw ModelError("\(part) is not a number", at: value.path) }
        scores.append(score)
      }
    } else {
      scores = value.isList ? try value.numbers() : [try value.number()]
    }
    guard scores.count == 1 || scores.count == outputs, let first = scores.first else {
      throw ModelError("\(scores.count) base scores for \(outputs) outputs", at: value.path)
    }
    if scores.count < outputs { scores = Array(repeating: first, count: outputs) }
    var margins: [Double] = []
    for score in scores {
      let narrow = Float(score)
      let margin: Float
      switch objective {
      case "binary:logistic", "reg:logistic":
        guard narrow > 0, narrow < 1 else { throw ModelError("\(score) is not between 0 and 1", at: value.path) }
        margin = -logf(1 / narrow - 1)
      case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft":
        guard narrow > 0 else { throw ModelError("\(score) is not positive", at: value.path) }
        margin = logf(narrow)
      default: margin = narrow
      }
      margins.append(Double(margin))
    }
    return margins
  }

  private static func addTrees(of booster: ModelValue, to ensemble: inout TreeEnsemble) throws(ModelError) {
    let name = try booster.field("name").string()
    let weights: [Double]
    let model: ModelValue
    switch name {
    case "gbtree":
      weights = []
      model = try booster.field("model")
    case "dart":
      weights = try booster.field("weight_drop").numbers()
      model = try booster.field("gbtree").field("model")
    default: throw ModelError("a booster of kind \(name) is not made of trees", at: booster.path)
    }
    let groups = try model.field("tree_info").integers()
    let trees = try model.field("trees").elements()
    guard groups.count == trees.count, weights.isEmpty || weights.count == trees.count else {
      throw ModelError("\(trees.count) trees, but \(groups.count) groups and \(weights.count) weights", at: model.path)
    }
    for (index, value) in trees.enumerated() {
      let arrays = try XGBoostTree(value)
      var tree = try arrays.tree(output: groups[index], sets: &ensemble.categorySets)
      if !weights.isEmpty {
        let weight = Float(weights[index])
        for node in tree.nodes.indices where tree.nodes[node].isLeaf {
          tree.nodes[node].value = Double(Float(tree.nodes[node].value) * weight)
        }
      }
      ensemble.trees.append(tree)
    }
  }
}
