/// A tree model in the JSON that Elasticsearch loads as a trained model: preprocessors and an ensemble or a single tree.
///
/// Source: "Create trained models API" of the Elasticsearch reference and the schemas in `elastic/ml-json-schemas`.
/// `compressed_definition` (base64 of gzip) has to be inflated before: this module needs nothing but the toolchain.
public struct ElasticModel: Sendable {
  /// The preprocessors in the order in which they run.
  public var preprocessors: [ElasticPreprocessor]
  /// The trees; their features are `ensemble.featureNames`.
  public var ensemble: TreeEnsemble
  /// A factor for each class, by which probabilities are multiplied before the class is chosen; empty when there is none.
  public var classificationWeights: [Double]
  /// The definition as it was read; nil when the model was made here.
  public let source: ModelDocument?

  /// A model of an ensemble. Features without names are called `f0`, `f1`, ….
  public init(_ ensemble: TreeEnsemble) {
    preprocessors = []
    self.ensemble = ensemble
    if ensemble.featureNames.count != ensemble.featureCount {
      self.ensemble.featureNames = (0..<ensemble.featureCount).map { "f\($0)" }
    }
    classificationWeights = []
    source = nil
  }

  /// Reads a definition: `{"preprocessors": […], "trained_model": …}`, or a body with a `definition` inside.
  public init(_ bytes: [UInt8]) throws(ModelError) {
    let document = try ModelDocument(json: bytes)
    var root = document.root
    if root.optional("compressed_definition") != nil, root.optional("definition") == nil {
      throw ModelError("compressed_definition has to be decoded (base64) and inflated (gzip) first")
    }
    if let inner = root.optional("definition") { root = inner }
    var reader = ElasticModelReader()
    preprocessors = try reader.preprocessors(root.optional("preprocessors"))
    ensemble = try reader.model(try root.field("trained_model"))
    classificationWeights = reader.classificationWeights
    source = root.isRoot ? document : nil
    try ensemble.validate()
  }

  /// The fields that the model wants of a document: those that features are made of, and features that none makes.
  public var inputFields: [String] {
    let all = ElasticPreprocessor.multi(preprocessors).fields
    let made = all.outputs
    return (all.inputs.union(ensemble.featureNames.filter { !made.contains($0) })).sorted()
  }

  /// A row of features from the fields of a document. Missing fields, and texts where numbers should be, are NaN.
  public func row(_ fields: [String: FieldValue]) -> [Double] {
    var all = fields
    for processor in preprocessors { processor.apply(to: &all) }
    return ensemble.featureNames.map { name in
      if case .number(let number)? = all[name] { return number }
      return .nan
    }
  }

  /// The class that Elastic reports: the one whose probability times its weight is largest.
  public func predictedClass(_ probabilities: [Double]) -> Int {
    let weighted = probabilities.indices.map {
      probabilities[$0] * (classificationWeights.indices.contains($0) ? classificationWeights[$0] : 1)
    }
    return weighted.indices.max { weighted[$0] < weighted[$1] } ?? 0
  }
}
