/// Points that lie in thinner surroundings than their neighbours do.
///
/// M. M. Breunig, H.-P. Kriegel, R. T. Ng, J. Sander, "LOF: identifying density-based local outliers", SIGMOD 2000: the
/// ratio of the neighbours' local reachability density to the point's own; 1 inside a cluster, larger outside. Points that
/// are scored after fitting do not become neighbours of others.
public struct LocalOutlierFactor: OutlierModel {
  /// What the method is called in a report.
  public static let name = "local-outlier-factor"

  let index: NeighbourIndex
  let table: FeatureTable
  let neighbours: Int
  /// The distance of each fitted point to its k-th neighbour.
  let reach: [Double]
  /// The local reachability density of each fitted point.
  let density: [Double]
  /// The factor of each fitted point, with itself left out of its neighbours.
  public let fittedScores: [Double]

  /// Learns the densities of a table.
  public init(fitting table: FeatureTable, neighbours: Int = 20) {
    let k = max(1, min(neighbours, table.rows - 1))
    let index = NeighbourIndex(table)
    let near = (0..<table.rows).map { row in
      index.nearest(k, to: table.row(row).map { Float($0) }, excluding: row)
    }
    let reach = near.map { $0.distances.last ?? 0 }
    let density = near.map { Self.density($0, reach) }
    self.table = table
    self.index = index
    self.neighbours = k
    self.reach = reach
    self.density = density
    fittedScores = near.indices.map { Self.factor(near[$0], own: density[$0], density) }
  }

  /// The local outlier factor, at least 0.
  public func scores(_ table: FeatureTable) -> [Double] {
    (0..<table.rows).map { row in
      let near = index.nearest(neighbours, to: table.row(row).map { Float($0) })
      return Self.factor(near, own: Self.density(near, reach), density)
    }
  }

  /// Each feature's share of the squared distances to the neighbours.
  public func influences(_ table: FeatureTable) -> [Double] {
    let columns = table.columns
    var result = Array(repeating: 0.0, count: table.rows * columns)
    for row in 0..<table.rows {
      for neighbour in index.nearest(neighbours, to: table.row(row).map { Float($0) }).rows {
        for column in 0..<columns {
          let difference = table[row, column] - self.table[neighbour, column]
          result[row * columns + column] += difference * difference
        }
      }
    }
    Shares.normalize(&result, columns: columns)
    return result
  }

  /// One over the mean reachability distance; the small addend keeps repeated points finite, as scikit-learn does.
  private static func density(_ near: Neighbours, _ reach: [Double]) -> Double {
    guard !near.rows.isEmpty else { return 0 }
    var sum = 0.0
    for (row, distance) in zip(near.rows, near.distances) { sum += max(distance, reach[row]) }
    return 1 / (sum / Double(near.rows.count) + 1e-10)
  }

  private static func factor(_ near: Neighbours, own: Double, _ density: [Double]) -> Double {
    guard !near.rows.isEmpty, own > 0 else { return 1 }
    var sum = 0.0
    for row in near.rows { sum += density[row] }
    return sum / Double(near.rows.count) / own
  }
}
