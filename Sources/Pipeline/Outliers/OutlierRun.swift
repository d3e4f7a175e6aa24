public import Learning

/// Looks for outliers in a table with one method.
public struct OutlierRun: Sendable {
  /// The methods by the name that the command line has for them.
  public enum Method: String, Sendable, CaseIterable {
    case ensemble
    case isolationForest = "isolation-forest"
    case extendedIsolationForest = "extended-isolation-forest"
    case nearestNeighbours = "nearest-neighbours"
    case localOutlierFactor = "local-outlier-factor"
    case robustMahalanobis = "robust-mahalanobis"
    case ecod
    case hbos

    func fit(_ table: FeatureTable, seed: UInt64) -> any OutlierModel {
      switch self {
      case .ensemble: OutlierEnsemble(fitting: table, seed: seed)
      case .isolationForest: IsolationForest(fitting: table, seed: seed)
      case .extendedIsolationForest: ExtendedIsolationForest(fitting: table, seed: seed)
      case .nearestNeighbours: NearestNeighbourOutliers(fitting: table)
      case .localOutlierFactor: LocalOutlierFactor(fitting: table)
      case .robustMahalanobis: RobustMahalanobis(fitting: table)
      case .ecod: TailProbabilities(fitting: table)
      case .hbos: HistogramOutliers(fitting: table)
      }
    }
  }

  /// One point of the table.
  public struct Finding: Sendable {
    /// Its row, from 0.
    public var row: Int
    /// Its score by the method; larger is more unusual.
    public var score: Double
    /// The share of fitted points with a lower score, in 0 … 1.
    public var percentile: Double
    /// The features that contribute most, the largest share first.
    public var reasons: [Reason]
    /// How verdicts moved it; nil without feedback.
    public var move: OutlierFeedback.Move?
  }

  /// What a feature contributes.
  public struct Reason: Sendable {
    /// The feature.
    public var feature: String
    /// The point's value of it; NaN where it is missing.
    public var value: Double
    /// The median of the fitted points.
    public var median: Double
    /// The feature's share of the score, in 0 … 1.
    public var share: Double
  }

  /// The findings, most unusual first; as many as were asked for.
  public let findings: [Finding]
  /// The score of every row, in the table's order.
  public let scores: [Double]
  /// What verdicts made of the ranking; nil without feedback.
  public let feedback: OutlierFeedback?

  /// The most features that explain a point.
  static let maximumReasons = 5

  /// Fits a method to `reference` (the table itself by default) and scores a table; verdicts on its rows move the ranking.
  ///
  /// - Throws: `OutlierRunError` if the tables have different features.
  public init(
    _ table: FeatureTable, reference: FeatureTable? = nil, method: Method, seed: UInt64, limit: Int?,
    feedback: OutlierFeedback.Input? = nil
  ) throws(OutlierRunError) {
    // Asked here and not by comparing tables: those with missing values are unlike themselves.
    let isOwnReference = reference == nil
    let reference = reference ?? table
    if let difference = table.difference(from: reference) {
      throw OutlierRunError("the tables have different features: \(difference)")
    }
    let scaling = FeatureScaling(fitting: reference)
    let scaled = scaling.applied(to: table)
    let fitted = isOwnReference ? scaled : scaling.applied(to: reference)
    let model = method.fit(fitted, seed: seed)
    let scores = model.scores(scaled)
    let known = (isOwnReference ? scores : model.scores(fitted)).sorted()
    let moved = feedback.map {
      OutlierFeedback($0, scores: scores, table: scaled, fitted: fitted, seed: seed)
    }
    let order = (moved?.order ?? scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }).prefix(limit ?? .max)
    let shares = model.influences(scaled.selecting(rows: Array(order)))
    findings = order.enumerated().map { position, row in
      let start = position * table.columns
      return Finding(
        row: row, score: scores[row], percentile: Self.percentile(scores[row], known),
        reasons: Self.reasons(Array(shares[start..<start + table.columns]), table, row, scaling),
        move: moved?.move(of: row))
    }
    self.scores = scores
    self.feedback = moved
  }

  private static func reasons(
    _ shares: [Double], _ table: FeatureTable, _ row: Int, _ scaling: FeatureScaling
  ) -> [Reason] {
    let order = shares.indices.filter { shares[$0] > 0 }.sorted { (-shares[$0], $0) < (-shares[$1], $1) }
    return order.prefix(maximumReasons).map { column in
      Reason(
        feature: table.names[column], value: table[row, column], median: scaling.medians[column],
        share: shares[column])
    }
  }

  /// The share of sorted scores below one.
  private static func percentile(_ score: Double, _ sorted: [Double]) -> Double {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < score { low = middle + 1 } else { high = middle }
    }
    return sorted.isEmpty ? 0 : Double(low) / Double(sorted.count)
  }
}

/// Why outliers could not be looked for.
public struct OutlierRunError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var description: String

  init(_ description: String) { self.description = description }
}
