public import Learning

/// Groups the points of a table with one method, and says what sets each group apart. The groups can be those of another table, whose
/// points are then only assigned to them.
public struct ClusterRun: Sendable {
  /// The methods by the name that the command line has for them.
  public enum Method: String, Sendable, CaseIterable {
    case hdbscan
    case dbscan
    case kMeans = "k-means"
    case miniBatch = "mini-batch-k-means"
  }

  /// What the methods are told.
  public struct Options: Sendable, Hashable {
    /// The method.
    public var method = Method.hdbscan
    /// HDBSCAN: what is smaller is no cluster.
    public var minimumSize = 5
    /// HDBSCAN and DBSCAN: the neighbours, itself included, that make a point dense; the smallest cluster's size by default.
    public var minimumPoints: Int?
    /// DBSCAN: how far apart neighbours may be.
    public var radius = 0.1
    /// k-means: the number of clusters.
    public var clusters = 8
    /// Everything random follows from it.
    public var seed: UInt64 = 1
    /// Whether features are brought to the range 0 … 1 first. Missing values become the median only then.
    public var scaled = true

    /// HDBSCAN over scaled features.
    public init() {}
  }

  /// A feature by which a cluster differs from the whole.
  public struct Trait: Sendable {
    /// The feature.
    public var feature: String
    /// Its mean in the cluster, missing values left out, in the table that it was found in.
    public var mean: Double
    /// Its mean over all points of that table.
    public var overall: Double
    /// The difference in standard deviations over all points.
    public var deviations: Double
  }

  /// A cluster.
  public struct Group: Sendable {
    /// Its number, from 0.
    public var number: Int
    /// Its points in the table.
    public var size: Int
    /// Its points in the table that it was found in.
    public var fitted: Int
    /// The features that set it apart, the strongest first.
    public var traits: [Trait]
  }

  /// The options it ran with.
  public let options: Options
  /// The points of the other table that clusters were found in; `nil` when it was the table itself.
  public let referenceRows: Int?
  /// The cluster of each row.
  public let found: ClusterLabels
  /// The clusters, by number.
  public let groups: [Group]

  /// The points that belong to no cluster.
  public var noise: Int { found.labels.count { $0 < 0 } }

  /// The most features that describe a cluster.
  static let maximumTraits = 5

  /// Clusters a table, or `reference` and assigns the table's points to its clusters.
  ///
  /// - Throws: `ClusterRunError` if the tables have different features, or values are missing and features are not scaled.
  public init(_ table: FeatureTable, reference: FeatureTable? = nil, _ options: Options) throws(ClusterRunError) {
    if let reference, let difference = table.difference(from: reference) {
      throw ClusterRunError("the tables have different features: \(difference)")
    }
    if !options.scaled {
      try Self.checkForGaps(table, "row")
      if let reference { try Self.checkForGaps(reference, "row of the fitted table") }
    }
    let scaling = options.scaled ? FeatureScaling(fitting: reference ?? table) : nil
    func scaled(_ table: FeatureTable) -> FeatureTable { scaling?.applied(to: table) ?? table }
    self.options = options
    referenceRows = reference?.rows
    let (fitted, assigned) = Self.clusters(
      scaled(reference ?? table), assigning: reference.map { _ in scaled(table) }, options)
    found = assigned ?? fitted
    groups = Self.describe(reference ?? table, fitted, in: found)
  }

  private static func checkForGaps(_ table: FeatureTable, _ place: String) throws(ClusterRunError) {
    guard let index = table.values.firstIndex(where: { !$0.isFinite }) else { return }
    throw ClusterRunError(
      "\(place) \(index / table.columns) has no value of '\(table.names[index % table.columns])'; without scaling nothing "
        + "replaces missing values")
  }

  /// The clusters of points, and those that other points belong to.
  private static func clusters(
    _ points: FeatureTable, assigning others: FeatureTable?, _ options: Options
  ) -> (fitted: ClusterLabels, assigned: ClusterLabels?) {
    switch options.method {
    case .hdbscan:
      let model = HDBSCAN(
        fitting: points, .init(minimumClusterSize: options.minimumSize, minimumSamples: options.minimumPoints))
      return (model.fitted, others.map(model.assign))
    case .dbscan:
      let model = DBSCAN(
        fitting: points, radius: options.radius, minimumPoints: options.minimumPoints ?? options.minimumSize)
      return (model.fitted, others.map(model.assign))
    case .kMeans, .miniBatch:
      let configuration =
        options.method == .kMeans
        ? KMeans.Configuration(clusters: options.clusters) : .miniBatch(clusters: options.clusters)
      let model = KMeans(fitting: points, configuration, seed: options.seed)
      return (model.fitted, others.map(model.assign))
    }
  }

  /// The clusters of a table, with their sizes in another labelling.
  private static func describe(_ table: FeatureTable, _ found: ClusterLabels, in assigned: ClusterLabels) -> [Group] {
    let sizes = found.sizes
    var counts = Array(repeating: 0, count: sizes.count)
    for label in assigned.labels where label >= 0 { counts[label] += 1 }
    var traits = Array(repeating: [Trait](), count: sizes.count)
    for column in 0..<table.columns {
      let all = Moments((0..<table.rows).map { table[$0, column] })
      guard all.deviation > 0 else { continue }
      var members = Array(repeating: [Double](), count: sizes.count)
      for (row, label) in found.labels.enumerated() where label >= 0 { members[label].append(table[row, column]) }
      for (number, values) in members.enumerated() {
        let own = Moments(values)
        guard own.count > 0 else { continue }
        traits[number].append(
          Trait(
            feature: table.names[column], mean: own.mean, overall: all.mean,
            deviations: (own.mean - all.mean) / all.deviation))
      }
    }
    return sizes.enumerated().map { number, size in
      let ordered = traits[number].enumerated().sorted { a, b in
        (-abs(a.element.deviations), a.offset) < (-abs(b.element.deviations), b.offset)
      }
      return Group(
        number: number, size: counts[number], fitted: size, traits: ordered.prefix(maximumTraits).map(\.element))
    }
  }

  /// Mean and standard deviation of the finite values.
  private struct Moments {
    var count = 0
    var mean = 0.0
    private var squares = 0.0

    var deviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }

    /// B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4, 1962.
    init(_ values: [Double]) {
      for value in values where value.isFinite {
        count += 1
        let difference = value - mean
        mean += difference / Double(count)
        squares += difference * (value - mean)
      }
    }
  }
}

/// Why a table could not be clustered.
public struct ClusterRunError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String

  init(_ description: String) { self.description = description }
}
