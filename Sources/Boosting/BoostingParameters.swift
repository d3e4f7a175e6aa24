/// How boosted trees are trained: XGBoost's parameters under their own meaning, the histogram method always.
public struct BoostingParameters: Sendable, Hashable {
  /// What is learned.
  public enum Objective: Sendable, Hashable {
    /// The probability of the positive of two classes; labels are 0, 1, or a probability.
    case binary
    /// The probabilities of `classes` classes; labels are 0 …< classes.
    case multiclass(classes: Int)
    /// A number, by squared error.
    case regression
  }

  /// How an output may change when a feature grows.
  public enum Monotonicity: Int, Sendable, Hashable {
    /// It may not rise.
    case falling = -1
    /// It may do both.
    case free = 0
    /// It may not fall: more of the feature never looks less malicious.
    case rising = 1
  }

  /// What is learned.
  public var objective: Objective
  /// The most rounds.
  public var rounds = 300
  /// How much each round counts (`eta`).
  public var learningRate = 0.1
  /// The most levels of a tree; zero for no limit, then `mostLeaves` must be set.
  public var mostLevels = 0
  /// The most leaves of a tree; zero for no limit. Trees grow where the loss falls most.
  public var mostLeaves = 64
  /// The least sum of hessians in a child.
  public var leastChildWeight = 1.0
  /// L2 and L1 penalties on leaves, and the least gain of a split.
  public var lambda = 1.0
  /// See `lambda`.
  public var alpha = 0.0
  /// See `lambda`.
  public var gamma = 0.0
  /// The share of rows that each tree sees.
  public var rowShare = 1.0
  /// The share of columns that each tree sees.
  public var columnShare = 1.0
  /// The bins of a feature's histogram.
  public var bins = 256
  /// The weight of each positive row of two classes; nil for negatives ÷ positives, which balances them.
  public var positiveWeight: Double? = 1
  /// Features whose direction is given, by column.
  public var monotonicity: [Int: Monotonicity] = [:]
  /// Stop when the validation metric has not improved for so many rounds; zero for never.
  public var patience = 0
  /// XGBoost's name of the metric (`auc`, `aucpr`, `logloss`, `rmse`, `mlogloss`); nil for the objective's own.
  public var metric: String?
  /// The seed of all sampling. The same rows, parameters, seed and threads give the same model.
  public var seed: UInt32 = 1
  /// The number of threads.
  public var threads = 2

  /// The defaults for an objective.
  public init(_ objective: Objective) { self.objective = objective }

  /// The metric that is watched.
  public var watchedMetric: String {
    if let metric { return metric }
    switch objective {
    case .binary: return "logloss"
    case .multiclass: return "mlogloss"
    case .regression: return "rmse"
    }
  }

  /// True when larger values of the watched metric are better.
  var isRising: Bool {
    ["auc", "aucpr", "map", "ndcg", "pre"].contains { watchedMetric == $0 || watchedMetric.hasPrefix("\($0)@") }
  }

  /// Names and values as XGBoost takes them.
  func settings(columns: Int, labels: [Float]) -> [(String, String)] {
    var list = [
      ("tree_method", "hist"), ("booster", "gbtree"), ("eta", "\(learningRate)"), ("max_depth", "\(mostLevels)"),
      ("max_leaves", "\(mostLeaves)"), ("grow_policy", mostLeaves > 0 ? "lossguide" : "depthwise"),
      ("min_child_weight", "\(leastChildWeight)"), ("lambda", "\(lambda)"), ("alpha", "\(alpha)"),
      ("gamma", "\(gamma)"), ("subsample", "\(rowShare)"), ("colsample_bytree", "\(columnShare)"),
      ("max_bin", "\(bins)"), ("seed", "\(seed)"), ("nthread", "\(threads)"), ("verbosity", "1"),
      ("eval_metric", watchedMetric), ("validate_parameters", "1"),
    ]
    switch objective {
    case .binary:
      list.append(("objective", "binary:logistic"))
      let positives = labels.count { $0 > 0.5 }
      let balance = positives > 0 ? Double(labels.count - positives) / Double(positives) : 1
      list.append(("scale_pos_weight", "\(positiveWeight ?? balance)"))
    case .multiclass(let classes): list += [("objective", "multi:softprob"), ("num_class", "\(classes)")]
    case .regression: list.append(("objective", "reg:squarederror"))
    }
    if !monotonicity.isEmpty {
      let all = (0..<columns).map { String((monotonicity[$0] ?? .free).rawValue) }
      list.append(("monotone_constraints", "(\(all.joined(separator: ",")))"))
    }
    return list
  }
}
