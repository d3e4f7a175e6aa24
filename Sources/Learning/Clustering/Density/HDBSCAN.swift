/// Clusters of any shape and of different densities, without a radius to choose; what belongs to none is noise.
///
/// R. J. G. B. Campello, D. Moulavi, J. Sander, "Density-based clustering based on hierarchical density estimates", PAKDD 2013:
/// the hierarchy of DBSCAN's clusters over all radii, of which those are kept that live longest (excess of mass). Distances are
/// Euclidean, in single precision.
public struct HDBSCAN: Sendable {
  /// What counts as a cluster.
  public struct Configuration: Sendable, Hashable {
    /// What is smaller is no cluster.
    public var minimumClusterSize: Int
    /// The neighbours, itself included, that a point's density is measured by; larger calls more points noise.
    public var minimumSamples: Int

    /// Clusters of at least five points by default; `minimumSamples` defaults to the smallest cluster's size.
    public init(minimumClusterSize: Int = 5, minimumSamples: Int? = nil) {
      self.minimumClusterSize = max(2, minimumClusterSize)
      self.minimumSamples = max(1, minimumSamples ?? self.minimumClusterSize)
    }
  }

  /// The number of features of a point.
  public let columns: Int
  /// The clusters of the fitted points. The strength of a point is its density relative to the densest of its cluster.
  public let fitted: ClusterLabels
  private let index: NeighbourIndex
  private let samples: Int
  /// The squared core distance of each fitted row.
  private let core: [Float]
  private let tree: CondensedTree
  /// For each cluster of the tree the selected one that it is or lies in, −1 for those above.
  private let chosen: [Int]
  /// For each cluster of the tree that was selected its label.
  private let numbers: [Int: Int]
  /// No two points count as nearer than this.
  private let least: Double

  /// Finds the clusters of a table (no missing values).
  public init(fitting table: FeatureTable, _ configuration: Configuration = Configuration()) {
    columns = table.columns
    index = NeighbourIndex(table)
    samples = min(configuration.minimumSamples, table.rows)
    let spanning = MutualReachabilityTree(index, core: samples)
    let linkage = SingleLinkage(spanning.edges, rows: index.rows)
    let tree = CondensedTree(linkage, minimumSize: configuration.minimumClusterSize)
    self.tree = tree
    least = linkage.least
    var core = Array(repeating: Float(0), count: table.rows)
    for (position, row) in index.rows.enumerated() { core[Int(row)] = spanning.core[position] }
    self.core = core
    let isSelected = tree.selection()
    // Children follow their parents: a cluster is what its nearest selected ancestor or itself is.
    var chosen = Array(repeating: -1, count: tree.clusters.count)
    for number in tree.clusters.indices.dropFirst() {
      chosen[number] = isSelected[number] ? number : chosen[tree.clusters[number].parent]
    }
    self.chosen = chosen
    let labels = table.rows > 1 ? tree.cluster.map { chosen[$0] } : Array(repeating: -1, count: table.rows)
    fitted = ClusterLabels(
      renumbering: labels,
      strengths: labels.indices.map { labels[$0] < 0 ? 0 : tree.strength(of: tree.density[$0], in: labels[$0]) })
    numbers = Dictionary(zip(labels, fitted.labels), uniquingKeysWith: { first, _ in first })
  }

  /// The clusters of a table's points (no missing values).
  public static func clusters(_ table: FeatureTable, _ configuration: Configuration = Configuration()) -> ClusterLabels
  {
    HDBSCAN(fitting: table, configuration).fitted
  }

  /// Which of the fitted clusters each point of another table belongs to, as if it had been in the hierarchy: with the fitted point
  /// that is nearest by mutual reachability, or in the cluster above that its own density still reaches. Clusters stay as they are.
  ///
  /// L. McInnes, J. Healy, S. Astels, "hdbscan: Hierarchical density based clustering", JOSS 2017 (`approximate_predict`). Like there, the
  /// nearest by mutual reachability is looked for among twice as many neighbours as make a point dense; unlike there, densities of
  /// fitted points are the same as when they were fitted.
  public func assign(_ table: FeatureTable) -> ClusterLabels {
    precondition(table.columns == columns, "the table has other columns than the one that was fitted")
    var result = ClusterLabels(labels: [], strengths: [])
    for row in 0..<table.rows {
      let found = assign(table.row(row).map { Float($0) })
      result.labels.append(found.label)
      result.strengths.append(found.strength)
    }
    return result
  }

  private func assign(_ point: [Float]) -> (label: Int, strength: Double) {
    let near = index.nearest(max(samples, 2 * (samples - 1)), to: point)
    guard near.rows.count >= samples, fitted.count > 0 else { return (-1, 0) }
    let own = near.distances[samples - 1]
    var best = (row: 0, reach: Double.infinity)
    for (row, distance) in zip(near.rows, near.distances) {
      let reach = max(own, distance, Double(core[row]).squareRoot())
      if reach < best.reach { best = (row, reach) }
    }
    guard best.reach.isFinite else { return (-1, 0) }
    let density = 1 / max(best.reach, least)
    var cluster = tree.cluster[best.row]
    if tree.density[best.row] > density {
      while cluster > 0, tree.clusters[cluster].birth >= density { cluster = tree.clusters[cluster].parent }
    }
    guard let number = numbers[chosen[cluster]], number >= 0 else { return (-1, 0) }
    return (number, tree.strength(of: density, in: chosen[cluster]))
  }
}

extension CondensedTree {
  /// A density relative to the largest in a cluster, at most 1.
  fileprivate func strength(of density: Double, in number: Int) -> Double {
    let most = clusters[number].death
    return most > 0 ? min(density, most) / most : 1
  }
}
