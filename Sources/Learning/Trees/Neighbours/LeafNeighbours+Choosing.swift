extension LeafNeighbours {
  /// Remembers known rows of a model. Rows of a class that reach the same leaves are one, the first. Of more than `most` those are
  /// kept that are farthest from the ones before (Gonzalez, *Clustering to Minimize the Maximum Intercluster Distance*, 1985),
  /// so that what is left out is near something that is kept; each class has half of the places, and what the other does
  /// not need.
  ///
  /// - Parameters:
  ///   - known: what is known of each row.
  ///   - rows: row after row, `columns` values each.
  ///   - trees: how many trees are looked at, evenly from the first to the last.
  ///   - most: how many rows are kept.
  /// - Throws: when the ensemble is not sound or the rows are not its.
  public init(
    _ known: [Known], rows: Span<Double>, columns: Int, of ensemble: TreeEnsemble, trees: Int, most: Int
  ) throws(ModelError) {
    let forest = try Forest(ensemble)
    guard columns >= forest.featureCount, rows.count == known.count * columns else {
      throw ModelError(
        "there are \(known.count) known rows, and \(rows.count) values for \(columns) columns", at: "known")
    }
    let count = min(max(1, trees), forest.treeCount)
    let chosen = (0..<count).map { $0 * forest.treeCount / count }
    let signature = LeafSignature(ensemble, trees: chosen)
    var workspace = ForestWorkspace()
    var seen: [Bool: Set<[UInt8]>] = [:]
    var distinct: [Bool: [(index: Int, leaves: [UInt8])]] = [:]
    for index in known.indices {
      let row = rows.extracting(index * columns..<(index + 1) * columns)
      let leaves = signature.leaves(forest.leafOrdinals(row, using: &workspace))
      if seen[known[index].isPositive, default: []].insert(leaves).inserted {
        distinct[known[index].isPositive, default: []].append((index, leaves))
      }
    }
    let (good, bad) = (distinct[false] ?? [], distinct[true] ?? [])
    let badPlaces = min(bad.count, max(most / 2, most - good.count))
    let kept = Self.farthest(good, most - badPlaces) + Self.farthest(bad, badPlaces)
    let ordered = kept.sorted { $0.index < $1.index }
    try self.init(
      trees: chosen, known: ordered.map { known[$0.index] },
      leaves: ordered.flatMap(\.leaves), treeCount: forest.treeCount)
  }

  /// The first row, and then always the one that is farthest from all that are chosen.
  private static func farthest(_ rows: [(index: Int, leaves: [UInt8])], _ most: Int) -> [(index: Int, leaves: [UInt8])]
  {
    guard rows.count > most else { return rows }
    guard most > 0 else { return [] }
    var nearest = Array(repeating: -1, count: rows.count)
    var result: [(index: Int, leaves: [UInt8])] = []
    var next = 0
    while result.count < most {
      let chosen = rows[next].leaves
      result.append(rows[next])
      nearest[next] = .max
      var farthest = Int.max
      for index in rows.indices where nearest[index] != .max {
        let leaves = rows[index].leaves
        nearest[index] = max(nearest[index], Self.equal(leaves.span, chosen.span))
        if nearest[index] < farthest { (farthest, next) = (nearest[index], index) }
      }
    }
    return result
  }
}
