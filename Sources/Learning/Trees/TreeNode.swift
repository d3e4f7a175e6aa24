/// One node of a decision tree, in the words common to XGBoost, LightGBM, scikit-learn, ONNX and Elastic.
public struct TreeNode: Sendable, Hashable {
  /// How a split compares the value x of its feature with its threshold t. True goes left.
  public enum Test: UInt8, Sendable, Hashable {
    /// x < t (XGBoost, Elastic's `lt`).
    case lessThan
    /// x ≤ t (LightGBM, scikit-learn, Elastic's `lte`).
    case lessOrEqual
    /// The integer part of x is a member of `TreeEnsemble.categorySets[set]`. Values that are no category (negative, or
    /// beyond the set) are no members.
    case inCategories
    /// x equals one of `TreeEnsemble.valueSets[set]` (ONNX `BRANCH_EQ`, `BRANCH_MEMBER`).
    case equalsAny
  }

  /// Which values count as missing and take the split's default direction.
  public enum Missing: UInt8, Sendable, Hashable {
    /// None: NaN is read as zero (LightGBM's missing type *None*).
    case never
    /// NaN.
    case nan
    /// NaN and every |x| ≤ 10⁻³⁵ (LightGBM's missing type *Zero*; the limit is its `kZeroThreshold`, a float).
    case zeroOrNaN
  }

  /// The column that a split reads; −1 for a leaf.
  public var feature: Int32
  /// How a split decides.
  public var test: Test
  /// What a split treats as missing.
  public var missing: Missing
  /// Where missing values go.
  public var missingGoesLeft: Bool
  /// The value that a numeric split compares with.
  public var threshold: Double
  /// The set that a categorical split looks in; −1 for other nodes.
  public var set: Int32
  /// The positions of the children in the tree's nodes; −1 for a leaf.
  public var left: Int32
  /// See `left`.
  public var right: Int32
  /// A leaf's value, when leaves are scalar.
  public var value: Double
  /// A leaf's row in `TreeEnsemble.leafVectors`; −1 when leaves are scalar.
  public var vector: Int32
  /// The weight of the training rows that reached the node: their number (LightGBM, scikit-learn), the sum of their
  /// hessians (XGBoost), or zero when the file does not say. SHAP values need it.
  public var cover: Double
  /// How much the split improved the loss, as the trainer says it; zero when unknown.
  public var gain: Double

  /// True for a leaf.
  public var isLeaf: Bool { feature < 0 }

  /// A leaf.
  public static func leaf(_ value: Double, vector: Int32 = -1, cover: Double = 0) -> TreeNode {
    TreeNode(
      feature: -1, test: .lessOrEqual, missing: .nan, missingGoesLeft: false, threshold: 0, set: -1, left: -1,
      right: -1, value: value, vector: vector, cover: cover, gain: 0)
  }

  /// A split. Children are positions in the tree's nodes.
  public static func split(
    feature: Int32, _ test: Test, threshold: Double, left: Int32, right: Int32, missing: Missing = .nan,
    missingGoesLeft: Bool, set: Int32 = -1, cover: Double = 0, gain: Double = 0
  ) -> TreeNode {
    TreeNode(
      feature: feature, test: test, missing: missing, missingGoesLeft: missingGoesLeft, threshold: threshold, set: set,
      left: left, right: right, value: 0, vector: -1, cover: cover, gain: gain)
  }
}

/// One tree: nodes with the root first, and the output that scalar leaves add to.
public struct DecisionTree: Sendable, Hashable {
  /// The nodes; node 0 is the root.
  public var nodes: [TreeNode]
  /// The output (class, target) that scalar leaves add to.
  public var output: Int

  /// A tree of nodes.
  public init(nodes: [TreeNode], output: Int = 0) {
    self.nodes = nodes
    self.output = output
  }

  /// The number of leaves.
  public var leafCount: Int { nodes.count { $0.isLeaf } }
}
