import Evidence

/// Who met whom in an incident: entities, and the alerts that name two of them together.
struct EntityGraph {
  /// An entity with the alerts that name it.
  struct Node: Hashable {
    let entity: EntityKey
    var alerts: Int
    var severity: Severity
  }

  /// Two entities that alerts name together; indices of nodes.
  struct Edge: Hashable {
    let from: Int
    let to: Int
    var alerts: Int
  }

  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []
  /// Entities left out because the graph was full.
  private(set) var omitted = 0

  /// From left to right: who acts, where, by which process, on what.
  static let columns: [[EntityKey.Kind]] = [
    [.user], [.session, .host], [.process, .service], [.file, .address, .domain],
  ]

  /// The graph of some alerts, at most `limit` entities: those that most alerts name.
  init(_ alerts: [Alert], limit: Int) {
    var counts: [EntityKey: Node] = [:]
    for alert in alerts {
      for entity in Set(alert.entities) where entity.kind != .session {
        var node = counts[entity] ?? Node(entity: entity, alerts: 0, severity: alert.severity)
        node.alerts += 1
        node.severity = max(node.severity, alert.severity)
        counts[entity] = node
      }
    }
    let ranked = counts.values.sorted { ($1.alerts, $1.severity, $0.entity) < ($0.alerts, $0.severity, $1.entity) }
    nodes = Self.kept(ranked, limit: limit)
    omitted = ranked.count - nodes.count
    connect(alerts)
  }

  /// The column of a kind.
  static func column(_ kind: EntityKey.Kind) -> Int {
    columns.firstIndex { $0.contains(kind) } ?? 0
  }

  /// The first of each column, in their ranks, so that no kind crowds out another.
  private static func kept(_ ranked: [Node], limit: Int) -> [Node] {
    let share = max(1, limit / columns.count)
    var taken = [Int](repeating: 0, count: columns.count)
    return ranked.filter { node in
      let column = Self.column(node.entity.kind)
      guard taken[column] < share else { return false }
      taken[column] += 1
      return true
    }
  }

  /// Connects entities of neighbouring columns (of those that the alert has) that one alert names.
  private mutating func connect(_ alerts: [Alert]) {
    let index = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.entity, $0) })
    var counts: [[Int]: Int] = [:]
    for alert in alerts {
      var groups = [[Int]](repeating: [], count: Self.columns.count)
      for entity in Set(alert.entities).sorted() {
        guard let node = index[entity] else { continue }
        groups[Self.column(entity.kind)].append(node)
      }
      let present = groups.filter { !$0.isEmpty }
      for (left, right) in zip(present, present.dropFirst()) {
        for from in left { for to in right { counts[[from, to], default: 0] += 1 } }
      }
    }
    edges = counts.map { Edge(from: $0.key[0], to: $0.key[1], alerts: $0.value) }
      .sorted { ($0.from, $0.to) < ($1.from, $1.to) }
  }
}
