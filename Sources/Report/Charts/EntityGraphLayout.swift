import Evidence

/// Places an entity graph in columns, with few crossings: the same graph always looks the same.
///
/// Method: layers with barycentre sweeps (Sugiyama, Tagawa, Toda, IEEE Trans. SMC 11(2), 1981), ties by the order before.
struct EntityGraphLayout {
  /// Where one node stands.
  struct Place {
    let column: Int
    let row: Int
  }

  /// Columns that have nodes: node indices from top to bottom.
  private(set) var columns: [[Int]]

  init(_ graph: EntityGraph) {
    var filled = [[Int]](repeating: [], count: EntityGraph.columns.count)
    for (index, node) in graph.nodes.enumerated() { filled[EntityGraph.column(node.entity.kind)].append(index) }
    columns = filled.filter { !$0.isEmpty }
    var neighbours = [[(node: Int, weight: Double)]](repeating: [], count: graph.nodes.count)
    for edge in graph.edges {
      neighbours[edge.from].append((edge.to, Double(edge.alerts)))
      neighbours[edge.to].append((edge.from, Double(edge.alerts)))
    }
    for sweep in 0..<8 {
      let order = sweep % 2 == 0 ? Array(columns.indices) : columns.indices.reversed()
      for column in order { arrange(column, by: neighbours) }
    }
  }

  /// The tallest column.
  var height: Int { columns.map(\.count).max() ?? 0 }

  /// Where each node stands, by node index.
  var places: [Int: Place] {
    var result: [Int: Place] = [:]
    for (column, nodes) in columns.enumerated() {
      for (row, node) in nodes.enumerated() { result[node] = Place(column: column, row: row) }
    }
    return result
  }

  /// Orders one column by the mean height of each node's neighbours in the other columns.
  private mutating func arrange(_ column: Int, by neighbours: [[(node: Int, weight: Double)]]) {
    var heights: [Int: Double] = [:]
    for nodes in columns {
      for (row, node) in nodes.enumerated() { heights[node] = (Double(row) + 0.5) / Double(nodes.count) }
    }
    let own = heights
    let keyed = columns[column].enumerated().map { row, node -> (key: Double, row: Int, node: Int) in
      var sum = 0.0
      var weight = 0.0
      for neighbour in neighbours[node] {
        sum += (own[neighbour.node] ?? 0) * neighbour.weight
        weight += neighbour.weight
      }
      return (weight > 0 ? sum / weight : own[node] ?? 0, row, node)
    }
    columns[column] = keyed.sorted { ($0.key, $0.row) < ($1.key, $1.row) }.map(\.node)
  }
}
