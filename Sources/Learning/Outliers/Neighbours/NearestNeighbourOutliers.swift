/// Points far from their neighbours: the mean distance to the k nearest points, repeated points counted once.
///
/// S. Ramaswamy, R. Rastogi, K. Shim, "Efficient algorithms for mining outliers from large data sets", SIGMOD 2000; the mean
/// instead of the k-th distance after F. Angiulli, C. Pizzuti, 2002. Repetitions are left out because a value that was
/// simply recorded often would have k neighbours at distance 0 and hide everything else.
public struct NearestNeighbourOutliers: OutlierModel {
  /// What the method is called in a report.
  public static let name = "nearest-neighbours"

  let index: NeighbourIndex
  let table: FeatureTable
  let neighbours: Int

  /// Remembers the distinct points of a table.
  public init(fitting table: FeatureTable, neighbours: Int = 50) {
    self.table = table.withoutRepetitions()
    index = NeighbourIndex(self.table)
    self.neighbours = max(1, min(neighbours, self.table.rows - 1))
  }

  /// The mean distance to the nearest points that are not the point itself.
  public func scores(_ table: FeatureTable) -> [Double] {
    (0..<table.rows).map { row in
      let found = nearest(table, row)
      return found.distances.isEmpty ? 0 : found.distances.reduce(0, +) / Double(found.distances.count)
    }
  }

  /// Each feature's share of the squared distances to the nearest points.
  public func influences(_ table: FeatureTable) -> [Double] {
    let columns = table.columns
    var result = Array(repeating: 0.0, count: table.rows * columns)
    for row in 0..<table.rows {
      for neighbour in nearest(table, row).rows {
        for column in 0..<columns {
          let difference = table[row, column] - self.table[neighbour, column]
          result[row * columns + column] += difference * difference
        }
      }
    }
    Shares.normalize(&result, columns: columns)
    return result
  }

  private func nearest(_ table: FeatureTable, _ row: Int) -> Neighbours {
    let query = table.row(row).map { Float($0) }
    var found = index.nearest(neighbours + 1, to: query)
    // A point that was fitted finds itself at distance 0.
    if let first = found.distances.first, first == 0 {
      found.rows.removeFirst()
      found.distances.removeFirst()
    } else if found.rows.count > neighbours {
      found.rows.removeLast()
      found.distances.removeLast()
    }
    return found
  }
}

extension FeatureTable {
  /// The table with each distinct point once, in order of first appearance.
  public func withoutRepetitions() -> FeatureTable {
    var seen: Set<ArraySlice<Double>> = []
    var kept: [Int] = []
    for index in 0..<rows where seen.insert(row(index)).inserted { kept.append(index) }
    return kept.count == rows ? self : selecting(rows: kept)
  }
}
