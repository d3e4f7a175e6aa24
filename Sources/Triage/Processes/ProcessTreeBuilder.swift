import Evidence

/// Draws the tree of processes around an alert: its ancestors, itself, its descendants, and siblings that alerted too.
struct ProcessTreeBuilder {
  /// How much of a tree is shown.
  struct Limits: Sendable, Hashable {
    var ancestors = 8
    var descendants = 40
    var siblings = 8
    /// Processes of the alert itself: a rule that matches all day can name thousands.
    var named = 24
    /// Processes in all, however many of them alerted.
    var total = 240
  }

  private let table: ProcessTable
  private let children: [String: [String]]
  private let alertsByProcess: [String: [String]]
  private let limits: Limits

  init(_ table: ProcessTable, alerts: [Alert], limits: Limits = Limits()) {
    self.table = table
    self.limits = limits
    var children: [String: [String]] = [:]
    for (id, record) in table.records {
      if let parent = record.parentID, parent != id { children[parent, default: []].append(id) }
    }
    self.children = children.mapValues { ids in
      ids.sorted { (table.records[$0]?.start ?? .max, $0) < (table.records[$1]?.start ?? .max, $1) }
    }
    var byProcess: [String: [String]] = [:]
    for alert in alerts {
      for entity in alert.entities where entity.kind == .process { byProcess[entity.id, default: []].append(alert.id) }
    }
    alertsByProcess = byProcess
  }

  /// The tree around an alert; `nil` when none of its processes is known.
  func tree(around alert: Alert) -> ProcessTree? {
    let known = alert.entities.filter { $0.kind == .process && table.records[$0.id] != nil }.map(\.id)
    guard !known.isEmpty else { return nil }
    let named = known.prefix(limits.named)
    var shown: Set<String> = Set(named)
    var omitted = known.count - named.count
    for id in named.prefix(4) {
      shown.formUnion(ancestors(of: id))
      let siblings = (table.records[id]?.parentID).flatMap { children[$0] } ?? []
      shown.formUnion(siblings.filter { alertsByProcess[$0] != nil }.prefix(limits.siblings))
    }
    for id in named { omitted += addDescendants(of: id, to: &shown) }
    return ProcessTree(nodes: ordered(shown), omitted: omitted)
  }

  private func ancestors(of id: String) -> [String] {
    var result: [String] = []
    var current = id
    while result.count < limits.ancestors, let parent = table.records[current]?.parentID,
      table.records[parent] != nil, parent != id, !result.contains(parent)
    {
      result.append(parent)
      current = parent
    }
    return result
  }

  /// Adds descendants level by level and returns how many did not fit.
  private func addDescendants(of id: String, to shown: inout Set<String>) -> Int {
    var level = [id]
    var seen: Set<String> = [id]
    var added = 0
    var omitted = 0
    while !level.isEmpty {
      var next: [String] = []
      for parent in level {
        for child in children[parent] ?? [] where seen.insert(child).inserted {
          next.append(child)
          if shown.contains(child) { continue }
          if shown.count < limits.total, added < limits.descendants || alertsByProcess[child] != nil {
            shown.insert(child)
            added += 1
          } else {
            omitted += 1
          }
        }
      }
      level = next
    }
    return omitted
  }

  /// Parents before children, siblings by start. A node whose parent is not shown is a root.
  private func ordered(_ shown: Set<String>) -> [ProcessTree.Node] {
    let parent = { (id: String) in (table.records[id]?.parentID).flatMap { shown.contains($0) && $0 != id ? $0 : nil } }
    var below: [String: [String]] = [:]
    var roots: [String] = []
    for id in shown { if let up = parent(id) { below[up, default: []].append(id) } else { roots.append(id) } }
    var nodes: [ProcessTree.Node] = []
    var done: Set<String> = []
    var stack = sorted(roots)
    // Processes that claim to be each other's ancestors have no root among them: they come last, each once.
    for seed in [nil] + sorted(Array(shown)).map(Optional.some) {
      if let seed, !done.contains(seed) { stack = [seed] }
      while let id = stack.popLast() {
        guard done.insert(id).inserted else { continue }
        nodes.append(node(id, parent: parent(id)))
        stack += sorted(below[id] ?? [])
      }
    }
    return nodes
  }

  /// Latest first, as a stack takes them.
  private func sorted(_ ids: [String]) -> [String] {
    ids.sorted { (table.records[$0]?.start ?? .max, $0) > (table.records[$1]?.start ?? .max, $1) }
  }

  private func node(_ id: String, parent: String?) -> ProcessTree.Node {
    let record = table.records[id] ?? ProcessTable.Record()
    return ProcessTree.Node(
      id: id, parentID: parent, name: record.name, executable: record.executable, commandLine: record.commandLine,
      user: record.user, host: record.host, pid: record.pid, start: record.start,
      alertIDs: (alertsByProcess[id] ?? []).sorted())
  }
}
