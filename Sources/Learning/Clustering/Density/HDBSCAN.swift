/// Clusters of any shape and of different densities, without a radius to choose; what belongs to none is noise.
///
/// R. J. G. B. Campello, D. Moulavi, J. Sander, "Density-based clustering based on hierarchical density estimates", PAKDD 2013:
/// the hierarchy of DBSCAN's clusters over all radii, of which those are kept that live longest (excess of mass). Distances are
/// Euclidean, in single precision.
public enum HDBSCAN {
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

  /// Clusters the points of a table (no missing values). The strength of a point is its density relative to the densest of its
  /// cluster.
  public static func clusters(_ table: FeatureTable, _ configuration: Configuration = Configuration()) -> ClusterLabels
  {
    guard table.rows > 1 else {
      let none = Array(repeating: -1, count: table.rows)
      return ClusterLabels(renumbering: none, strengths: none.map { _ in 0 })
    }
    let index = NeighbourIndex(table)
    let spanning = MutualReachabilityTree(index, core: min(configuration.minimumSamples, table.rows))
    let tree = CondensedTree(
      SingleLinkage(spanning.edges, rows: index.rows), minimumSize: configuration.minimumClusterSize)
    let isSelected = tree.selection()
    // Children follow their parents: a cluster is what its nearest selected ancestor or itself is.
    var chosen = Array(repeating: -1, count: tree.clusters.count)
    for number in tree.clusters.indices.dropFirst() {
      chosen[number] = isSelected[number] ? number : chosen[tree.clusters[number].parent]
    }
    let labels = tree.cluster.map { chosen[$0] }
    let strengths = labels.indices.map { point -> Double in
      guard labels[point] >= 0 else { return 0 }
      let most = tree.clusters[labels[point]].death
      return most > 0 ? min(tree.density[point], most) / most : 1
    }
    return ClusterLabels(renumbering: labels, strengths: strengths)
  }
}
