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
  private let alertsByProcess: [String: [String]]
  private let limits: Limits
  /// Known processes in the order of their start, then those that are only named as parents. A process is known here by its
  /// number in this list: an alert that names thousands of processes is cheap with numbers, and dear with texts.
  private let ids: [String]
  private let numbers: [String: Int]
  /// How many processes are known.
  private let count: Int
  /// The number of each known process's parent; -1 for none.
  private let parents: [Int]
  /// By the parent's number, in the order of their start.
  private let children: [[Int]]
  /// Whether an alert names a known process.
  private let hasAlerts: [Bool]

  init(_ table: ProcessTable, alerts: [Alert], limits: Limits = Limits()) {
    self.table = table
    self.limits = limits
    let known = table.records.map { (id: $0.key, start: $0.value.start ?? .max) }
    var ids = known.sorted { ($0.start, $0.id) < ($1.start, $1.id) }.map(\.id)
    let count = ids.count
    var numbers = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    var parents = [Int](repeating: -1, count: count)
    for number in 0..<count {
      guard let parent = table.records[ids[number]]?.parentID, parent != ids[number] else { continue }
      let next = ids.count
      parents[number] = numbers[parent] ?? next
      if parents[number] == next {
        numbers[parent] = next
        ids.append(parent)
      }
    }
    var children = [[Int]](repeating: [], count: ids.count)
    for number in 0..<count where parents[number] >= 0 { children[parents[number]].append(number) }
    var byProcess: [String: [String]] = [:]
    for alert in alerts {
      for entity in alert.entities where entity.kind == .process { byProcess[entity.id, default: []].append(alert.id) }
    }
    hasAlerts = ids.prefix(count).map { byProcess[$0] != nil }
    alertsByProcess = byProcess
    self.ids = ids
    self.numbers = numbers
    self.count = count
    self.parents = parents
    self.children = children
  }

  /// The tree around an alert; `nil` when none of its processes is known.
  func tree(around alert: Alert) -> ProcessTree? {
    let known = alert.entities.compactMap { entity in
      entity.kind == .process ? numbers[entity.id].flatMap { $0 < count ? $0 : nil } : nil
    }
    guard !known.isEmpty else { return nil }
    let named = known.prefix(limits.named)
    var shown: Set<Int> = Set(named)
    var omitted = known.count - named.count
    for process in named.prefix(4) {
      shown.formUnion(ancestors(of: process))
      guard parents[process] >= 0 else { continue }
      shown.formUnion(children[parents[process]].lazy.filter { hasAlerts[$0] }.prefix(limits.siblings))
    }
    for process in named { omitted += addDescendants(of: process, to: &shown) }
    return ProcessTree(nodes: ordered(shown), omitted: omitted)
  }

  private func ancestors(of process: Int) -> [Int] {
    var result: [Int] = []
    var current = process
    while result.count < limits.ancestors {
      let parent = parents[current]
      guard parent >= 0, parent < count, parent != process, !result.contains(parent) else { break }
      result.append(parent)
      current = parent
    }
    return result
  }

  /// Adds descendants level by level and returns how many did not fit.
  private func addDescendants(of process: Int, to shown: inout Set<Int>) -> Int {
    var level = [process]
    var added = 0
    var omitted = 0
    while !level.isEmpty {
      var next: [Int] = []
      for parent in level {
        // A process has one parent, so only the first can be reached again, where processes claim to be each other's.
        for child in children[parent] where child != process {
          next.append(child)
          if shown.contains(child) { continue }
          if shown.count < limits.total, added < limits.descendants || hasAlerts[child] {
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
  private func ordered(_ shown: Set<Int>) -> [ProcessTree.Node] {
    // Latest first, as a stack takes them.
    let latest = shown.sorted(by: >)
    var below: [Int: [Int]] = [:]
    var stack: [Int] = []
    for process in latest {
      if shown.contains(parents[process]) {
        below[parents[process], default: []].append(process)
      } else {
        stack.append(process)
      }
    }
    var nodes: [ProcessTree.Node] = []
    var done: Set<Int> = []
    // Processes that claim to be each other's ancestors have no root among them: they come last, each once.
    for seed in [nil] + latest.map(Optional.some) {
      if let seed, !done.contains(seed) { stack = [seed] }
      while let process = stack.popLast() {
        guard done.insert(process).inserted else { continue }
        let parent = parents[process]
        nodes.append(node(ids[process], parent: shown.contains(parent) ? ids[parent] : nil))
        stack += below[process] ?? []
      }
    }
    return nodes
  }

  private func node(_ id: String, parent: String?) -> ProcessTree.Node {
    let record = table.records[id] ?? ProcessTable.Record()
    return ProcessTree.Node(
      id: id, parentID: parent, name: record.name, executable: record.executable, commandLine: record.commandLine,
      user: record.user, host: record.host, pid: record.pid, start: record.start,
      alertIDs: (alertsByProcess[id] ?? []).sorted())
  }
}
