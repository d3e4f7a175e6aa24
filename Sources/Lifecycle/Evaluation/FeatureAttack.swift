public import Learning

/// What an adaptive attack leaves of a model's findings.
public struct AttackResult: Sendable, Hashable, Codable {
  /// Malicious rows that were found before, and of them those still found after so many changes: `found[0]` is before.
  public var found: [Int]
  /// The number of changes a row may get.
  public var steps: Int
  /// The columns that may be changed.
  public var columns: Int
  /// Scores that the attacker asked for.
  public var queries: Int

  /// Rows attacked.
  public var attacked: Int { found.first ?? 0 }
  /// The share of them that is found after all steps.
  public var remaining: Double { attacked > 0 ? Double(found.last ?? 0) / Double(attacked) : 0 }
}

/// An adversary who sees the model's scores and changes features, one at a time, to values that benign rows have: greedy search
/// for what lowers the score most.
///
/// It is an attack on features, not on files: some of its changes no program could have. So what it leaves is a lower bound of
/// what an attacker with this many changes leaves, within this search.
public struct FeatureAttack: Sendable {
  /// Changes a row may get.
  public var steps = 5
  /// Rows that are attacked at most.
  public var mostRows = 200
  /// Columns that are tried: those that the model asks most often.
  public var mostColumns = 48
  /// Values tried for a column: quantiles of the benign rows.
  public var values = 5

  /// An attack with the defaults.
  public init() {}

  /// Attacks the malicious rows that `score` reports at a threshold.
  public func run(
    on table: ModelTable, labels: [Bool], ensemble: TreeEnsemble, threshold: Double,
    scores: ([Double]) -> [Double]
  ) -> AttackResult {
    let columns = Self.usedColumns(ensemble, most: mostColumns)
    let benign = (0..<table.count).filter { !labels[$0] }
    let candidates = columns.map { column in
      let sorted = benign.map { table.rows[$0 * table.columns + column] }.filter { !$0.isNaN }.sorted()
      guard !sorted.isEmpty else { return [Double]() }
      let picks = (0..<max(1, values)).map { sorted[$0 * (sorted.count - 1) / max(1, values - 1)] }
      return Array(Set(picks)).sorted()
    }
    var rows = (0..<table.count).filter { labels[$0] }.map { row in
      Array(table.rows[row * table.columns..<(row + 1) * table.columns])
    }
    let first = scores(rows.flatMap { $0 })
    rows = zip(rows, first).filter { $0.1 >= threshold }.prefix(mostRows).map(\.0)
    var result = AttackResult(found: [rows.count], steps: steps, columns: columns.count, queries: first.count)
    for _ in 0..<max(0, steps) {
      guard !rows.isEmpty else { break }
      var after: [[Double]] = []
      for row in rows {
        let best = weakest(row, columns, candidates, scores, &result.queries)
        if best.score >= threshold { after.append(best.row) }
      }
      rows = after
      result.found.append(rows.count)
    }
    while result.found.count <= steps { result.found.append(0) }
    return result
  }

  /// The single change after which the row scores lowest.
  private func weakest(
    _ row: [Double], _ columns: [Int], _ candidates: [[Double]], _ scores: ([Double]) -> [Double], _ queries: inout Int
  ) -> (row: [Double], score: Double) {
    var changed: [Double] = row
    var moves: [(column: Int, value: Double)] = [(columns.first ?? 0, row.isEmpty ? 0 : row[columns.first ?? 0])]
    for (column, list) in zip(columns, candidates) {
      for value in list where value != row[column] {
        moves.append((column, value))
        var copy = row
        copy[column] = value
        changed += copy
      }
    }
    let all = scores(changed)
    queries += all.count
    let best = all.indices.min { all[$0] < all[$1] } ?? 0
    var result = row
    if best > 0 { result[moves[best].column] = moves[best].value }
    return (result, all.indices.contains(best) ? all[best] : .infinity)
  }

  static func usedColumns(_ ensemble: TreeEnsemble, most: Int) -> [Int] {
    var uses: [Int: Int] = [:]
    for tree in ensemble.trees {
      for node in tree.nodes where !node.isLeaf { uses[Int(node.feature), default: 0] += 1 }
    }
    return uses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map(\.key)
  }
}
