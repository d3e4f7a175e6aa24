import Evidence

/// A process tree as nested lists: who started what, with command lines, and which alerts name which process.
///
/// Lists and not a drawing: command lines are long, people copy them, and screen readers read them.
struct ProcessTreeDiagram {
  /// The deepest level that is indented; what lies deeper is listed on that level.
  static let maximumDepth = 14

  let tree: ProcessTree
  let index: HuntIndex
  private let children: [String: [Int]]
  private let roots: [Int]
  private let shown: Int

  init(_ tree: ProcessTree, index: HuntIndex) {
    self.tree = tree
    self.index = index
    shown = min(tree.nodes.count, index.limits.processes)
    var byParent: [String: [Int]] = [:]
    var roots: [Int] = []
    var seen: Set<String> = []
    // Parents come before children; what names no earlier node is a root, so that no cycle can arise.
    for position in 0..<shown {
      let node = tree.nodes[position]
      if let parent = node.parentID, seen.contains(parent) {
        byParent[parent, default: []].append(position)
      } else {
        roots.append(position)
      }
      seen.insert(node.id)
    }
    children = byParent
    self.roots = roots
  }

  /// Writes the lists.
  func draw(into html: inout HTML) {
    guard !roots.isEmpty else { return }
    var written: Set<Int> = []
    html.element(.ul, .class("tree")) { html in
      for root in roots { item(root, depth: 0, &written, into: &html) }
    }
    html.leftOut(tree.omitted.addingReportingOverflow(tree.nodes.count - shown).partialValue, "process", "processes")
  }

  private func item(_ position: Int, depth: Int, _ written: inout Set<Int>, into html: inout HTML) {
    guard written.insert(position).inserted else { return }
    let node = tree.nodes[position]
    let below = children[node.id] ?? []
    html.element(.li) { html in
      process(node, into: &html)
      guard !below.isEmpty, depth < Self.maximumDepth else { return }
      html.element(.ul) { html in
        for child in below { item(child, depth: depth + 1, &written, into: &html) }
      }
    }
    // Too deep to indent: the rest of the chain follows on the same level.
    if depth >= Self.maximumDepth {
      for child in below { item(child, depth: depth, &written, into: &html) }
    }
  }

  private func process(_ node: ProcessTree.Node, into html: inout HTML) {
    let alerts = node.alertIDs.compactMap { index.alert($0) }
    let worst = alerts.map(\.severity).max()
    html.element(.div, worst.map { .class("proc", CSSClass($0)) } ?? .class("proc")) { html in
      html.element(.div, .class("line")) { html in
        if let worst { html.severity(worst) }
        html.element(.strong) { $0.inline(node.name.isEmpty ? "(unknown)" : node.name, limit: 60) }
        if let pid = node.pid { html.element(.small, text: "pid \(pid)") }
        if !node.user.isEmpty { html.names("as", [node.user]) }
        if !node.host.isEmpty { html.names("on", [node.host]) }
        if let start = node.start { html.element(.small) { $0.time(start, TimeText.second) } }
      }
      let command = node.commandLine.isEmpty ? node.executable : node.commandLine
      if !command.isEmpty, command != node.name { html.value(command, index.limits) }
      for alert in alerts.prefix(8) {
        html.element(.div, .class("hit")) { html in
          html.alertLink(alert, index)
        }
      }
      html.leftOut(alerts.count - 8, "alert on this process", "alerts on this process")
    }
  }
}
