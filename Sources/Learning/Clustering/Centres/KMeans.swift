/// Clusters around centres: each point belongs to the nearest centre, each centre is the mean of its points.
///
/// S. P. Lloyd, "Least squares quantization in PCM", 1982, begun by k-means++ (D. Arthur, S. Vassilvitskii, SODA 2007) with several
/// candidates for each centre, of which the best is kept. The best of several runs; deterministic by seed.
public struct KMeans: Sendable {
  /// How the centres are looked for.
  public struct Configuration: Sendable, Hashable {
    /// The number of clusters.
    public var clusters: Int
    /// Independent beginnings.
    public var runs: Int
    /// Rounds of a run, at most.
    public var rounds: Int
    /// Points of a batch; `nil` lets every round use all points.
    public var batch: Int?

    /// Ten runs of at most 300 rounds over all points.
    public init(clusters: Int, runs: Int = 10, rounds: Int = 300) {
      self.clusters = max(1, clusters)
      self.runs = max(1, runs)
      self.rounds = max(1, rounds)
    }

    /// Rounds over batches drawn at random, for tables that are too large for all points in every round: three runs of 200
    /// batches of 1,024 points.
    public static func miniBatch(clusters: Int, size: Int = 1_024) -> Configuration {
      var configuration = Configuration(clusters: clusters, runs: 3, rounds: 200)
      configuration.batch = max(1, size)
      return configuration
    }
  }

  /// The number of features of a point.
  public let columns: Int
  /// The centres, row-major.
  public let centres: [Double]
  /// The cluster of each fitted point.
  public let fitted: ClusterLabels
  /// The sum of the squared distances of the fitted points to their centres.
  public let inertia: Double

  /// Finds the centres of a table (no missing values). There are at most as many as distinct points.
  public init(fitting table: FeatureTable, _ configuration: Configuration, seed: UInt64) {
    var random = Xoshiro256(seed: seed)
    var best = CentreSearch(table, centres: [], labels: [], inertia: .infinity)
    for _ in 0..<configuration.runs {
      var search = CentreSearch(table, plusPlus: configuration.clusters, &random)
      if let batch = configuration.batch {
        search.refine(batches: configuration.rounds, size: batch, &random)
      } else {
        search.refine(rounds: configuration.rounds)
      }
      if search.inertia < best.inertia || best.labels.isEmpty { best = search }
    }
    columns = table.columns
    inertia = best.inertia.isFinite ? best.inertia : 0
    // Centres are numbered as their clusters are.
    let renumbered = ClusterLabels(renumbering: best.labels, strengths: best.labels.map { _ in 1 })
    var order = Array(repeating: 0, count: renumbered.count)
    for (old, new) in zip(best.labels, renumbered.labels) { order[new] = old }
    centres = order.flatMap { best.centres[$0 * table.columns..<($0 + 1) * table.columns] }
    fitted = renumbered
  }

  /// The nearest centre of each row; strengths are 1. Without centres (nothing was fitted) all is noise.
  public func assign(_ table: FeatureTable) -> ClusterLabels {
    precondition(table.columns == columns, "the table has other columns than the one that was fitted")
    guard !centres.isEmpty else {
      return ClusterLabels(
        labels: Array(repeating: -1, count: table.rows), strengths: Array(repeating: 0, count: table.rows))
    }
    let labels = CentreSearch(table, centres: centres, labels: [], inertia: 0).assigned().labels
    return ClusterLabels(labels: labels, strengths: labels.map { _ in 1 })
  }
}
