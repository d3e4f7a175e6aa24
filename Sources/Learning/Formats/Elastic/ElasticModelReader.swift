/// Reads the parts of an Elastic definition.
struct ElasticModelReader {
  var classificationWeights: [Double] = []

  /// Feature names in the order of the ensemble, and where each is.
  private var names: [String] = []
  private var positions: [String: Int32] = [:]

  func preprocessors(_ value: ModelValue?) throws(ModelError) -> [ElasticPreprocessor] {
    var result: [ElasticPreprocessor] = []
    for element in try value?.elements() ?? [] { result.append(try preprocessor(element, depth: 0)) }
    return result
  }

  private func preprocessor(_ value: ModelValue, depth: Int) throws(ModelError) -> ElasticPreprocessor {
    guard let (kind, body) = try value.members().first, depth < 16 else {
      throw ModelError("is not a preprocessor", at: value.path)
    }
    func map(_ name: String) throws(ModelError) -> [String: Double] {
      var result: [String: Double] = [:]
      for (key, number) in try body.field(name).members() { result[key] = try number.number() }
      return result
    }
    switch kind {
    case "one_hot_encoding":
      var features: [String: String] = [:]
      for (category, feature) in try body.field("hot_map").members() { features[category] = try feature.string() }
      return .oneHot(field: try body.field("field").string(), features: features)
    case "target_mean_encoding":
      return .targetMean(
        field: try body.field("field").string(), feature: try body.field("feature_name").string(),
        map: try map("target_map"), fallback: try body.field("default_value").number())
    case "frequency_encoding":
      return .frequency(
        field: try body.field("field").string(), feature: try body.field("feature_name").string(),
        map: try map("frequency_map"))
    case "n_gram_encoding":
      let start = try body.optional("start")?.integer(in: -1 << 30...1 << 30) ?? 0
      let length = try body.optional("length")?.integer(in: 1...100) ?? 50
      let field = try body.field("field").string()
      let sizes = try body.field("n_grams").integers()
      guard sizes.allSatisfy({ (1...5).contains($0) }) else {
        throw ModelError("n-grams have one to five characters", at: body.path)
      }
      let prefix = try body.optional("feature_prefix")?.string() ?? "f.\(field).\(start)_\(length)"
      return .nGram(field: field, prefix: prefix, sizes: sizes, start: start, length: length)
    case "multi_encoding":
      var inner: [ElasticPreprocessor] = []
      for element in try body.field("processors").elements() {
        inner.append(try preprocessor(element, depth: depth + 1))
      }
      return .multi(inner)
    default: throw ModelError("the preprocessor \(kind) is not supported", at: value.path)
    }
  }

  mutating func model(_ value: ModelValue) throws(ModelError) -> TreeEnsemble {
    if let body = value.optional("ensemble") { return try ensemble(body) }
    if let body = value.optional("tree") { return try single(body) }
    throw ModelError("is neither an ensemble nor a tree", at: value.path)
  }

  private mutating func take(_ list: [String]) {
    for name in list where positions[name] == nil {
      positions[name] = Int32(names.count)
      names.append(name)
    }
  }

  private mutating func readClasses(_ body: ModelValue, into ensemble: inout TreeEnsemble) throws(ModelError) -> Bool {
    for element in try body.optional("classification_labels")?.elements() ?? [] {
      ensemble.classLabels.append(element.isText ? try element.string() : "\(try element.number())")
    }
    if classificationWeights.isEmpty, let weights = body.optional("classification_weights"), !weights.isNull {
      classificationWeights = try weights.numbers()
    }
    return try body.optional("target_type")?.string() == "classification"
  }

  private mutating func ensemble(_ body: ModelValue) throws(ModelError) -> TreeEnsemble {
    take(try body.optional("feature_names")?.strings() ?? [])
    var result = TreeEnsemble(featureCount: 0, origin: "Elastic ensemble")
    let isClassification = try readClasses(body, into: &result)
    let models = try body.field("trained_models").elements()
    var trees: [ElasticTree] = []
    for element in models {
      guard let tree = element.optional("tree") else { throw ModelError("is not a tree", at: element.path) }
      let own = try tree.optional("feature_names")?.strings() ?? []
      take(own)
      if classificationWeights.isEmpty, let weights = tree.optional("classification_weights"), !weights.isNull {
        classificationWeights = try weights.numbers()
      }
      trees.append(try ElasticTree(tree, features: (own.isEmpty ? names : own).map { positions[$0] ?? 0 }))
    }
    let aggregate = try body.optional("aggregate_output")?.members().first
    let weights = try aggregate?.value.optional("weights").flatMap { $0.isNull ? nil : $0 }?.numbers() ?? []
    guard weights.isEmpty || weights.count == trees.count else {
      throw ModelError("\(weights.count) weights for \(trees.count) trees", at: body.path)
    }
    let width = trees.map(\.width).max() ?? 1
    switch aggregate?.name ?? "weighted_sum" {
    case "logistic_regression": result.transform = width == 1 ? .sigmoidPair : .softmax
    case "exponent": result.transform = .exponential
    case "weighted_mode": result.transform = isClassification ? .softmaxOfVotes : .identity
    case "weighted_sum": result.transform = .identity
    default: throw ModelError("the aggregation \(aggregate?.name ?? "") is not supported", at: body.path)
    }
    if result.transform == .softmaxOfVotes {
      let classes = try aggregate?.value.optional("num_classes")?.integer(in: 1...1 << 20) ?? 0
      try vote(&trees, weights, classes: max(classes, result.classLabels.count), &result)
    } else {
      for (index, weight) in weights.enumerated() { trees[index].scale(by: weight) }
      try add(trees, width: width, to: &result)
    }
    return result
  }

  /// Each tree votes for a class: the largest of its leaf's values, or the class that a single value names.
  private func vote(_ trees: inout [ElasticTree], _ weights: [Double], classes: Int, _ result: inout TreeEnsemble)
    throws(ModelError)
  {
    for index in trees.indices {
      let weight = weights.isEmpty ? 1 : weights[index]
      for leaf in trees[index].leaves.keys {
        let values = trees[index].leaves[leaf] ?? []
        let choice =
          values.count == 1 ? Int(exactly: values[0].rounded(.down)) : values.indices.max { values[$0] < values[$1] }
        guard let choice, (0..<classes).contains(choice) else {
          throw ModelError("node \(leaf) votes for none of the \(classes) classes", at: trees[index].path)
        }
        var row = [Double](repeating: 0, count: classes)
        row[choice] = weight
        trees[index].leaves[leaf] = row
      }
    }
    try add(trees, width: classes, to: &result)
  }

  private mutating func single(_ body: ModelValue) throws(ModelError) -> TreeEnsemble {
    take(try body.field("feature_names").strings())
    var result = TreeEnsemble(featureCount: 0, origin: "Elastic tree")
    let isClassification = try readClasses(body, into: &result)
    let tree = try ElasticTree(body, features: names.indices.map { Int32($0) })
    if tree.width > 1 {
      result.transform = isClassification ? .softmax : .identity
      try add([tree], width: tree.width, to: &result)
    } else if isClassification {
      // A single value is the number of the class, and its probability is one.
      var trees = [tree]
      try vote(&trees, [], classes: max(2, result.classLabels.count), &result)
    } else {
      try add([tree], width: 1, to: &result)
    }
    return result
  }

  private func add(_ trees: [ElasticTree], width: Int, to result: inout TreeEnsemble) throws(ModelError) {
    result.outputCount = width
    result.base = Array(repeating: 0, count: width)
    result.featureNames = names
    result.featureCount = names.count
    for tree in trees { result.trees.append(try tree.tree(width: width, vectors: &result.leafVectors)) }
  }
}
