/// An additive ensemble of decision trees as its file describes it, before it is compiled to a `Forest`.
///
/// margin[k] = base[k] + Σ over trees of their leaf's value for output k, summed in tree order in the precision of the
/// library that made the model; prediction = `transform`(margin).
public struct TreeEnsemble: Sendable, Hashable {
  /// The precision in which the source library holds values.
  public enum Precision: UInt8, Sendable, Hashable {
    /// 32-bit floating point.
    case float32
    /// 64-bit floating point.
    case float64
  }

  /// The trees, in the order in which they are summed.
  public var trees: [DecisionTree]
  /// The number of columns of an input row.
  public var featureCount: Int
  /// The names of the columns; empty when the file has none.
  public var featureNames: [String]
  /// The number of outputs (classes, targets).
  public var outputCount: Int
  /// The names of the classes; empty for regression and where the file has none.
  public var classLabels: [String]
  /// What the sum starts from, one value an output.
  public var base: [Double]
  /// The sum is divided by this number (the number of trees, for an average).
  public var divisor: Double
  /// How margins become predictions.
  public var transform: OutputTransform
  /// The precision that input values have before they are compared. Wider input is rounded to it first, as the source
  /// library does.
  public var inputPrecision: Precision
  /// The precision of the sum.
  public var sumPrecision: Precision
  /// Sets of category numbers as bits, little-endian words, for `TreeNode.Test.inCategories`.
  public var categorySets: [[UInt32]]
  /// Sorted sets of values for `TreeNode.Test.equalsAny`.
  public var valueSets: [[Double]]
  /// Rows of `outputCount` values for leaves with more than one output.
  public var leafVectors: [Double]
  /// What made the model, for people: "XGBoost 3.2.0 binary:logistic".
  public var origin: String

  /// An ensemble without trees.
  public init(
    featureCount: Int, outputCount: Int = 1, transform: OutputTransform = .identity,
    inputPrecision: Precision = .float64, sumPrecision: Precision = .float64, origin: String = ""
  ) {
    self.trees = []
    self.featureCount = featureCount
    self.featureNames = []
    self.outputCount = outputCount
    self.classLabels = []
    self.base = Array(repeating: 0, count: outputCount)
    self.divisor = 1
    self.transform = transform
    self.inputPrecision = inputPrecision
    self.sumPrecision = sumPrecision
    self.categorySets = []
    self.valueSets = []
    self.leafVectors = []
    self.origin = origin
  }

  /// True when leaves give a value for each output.
  public var hasVectorLeaves: Bool { !leafVectors.isEmpty }
}
