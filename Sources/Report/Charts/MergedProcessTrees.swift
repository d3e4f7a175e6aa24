import Evidence

/// The process trees of several alerts as one, each process once.
struct MergedProcessTrees {
  let tree: ProcessTree

  init(_ trees: [ProcessTree]) {
    var position: [String: Int] = [:]
    var nodes: [ProcessTree.Node] = []
    var omitted = 0
    for tree in trees {
      omitted = omitted.addingReportingOverflow(tree.omitted).partialValue
      for node in tree.nodes {
        guard let known = position[node.id] else {
          position[node.id] = nodes.count
          nodes.append(node)
          continue
        }
        let fresh = node.alertIDs.filter { !nodes[known].alertIDs.contains($0) }
        nodes[known].alertIDs += fresh
        if nodes[known].parentID == nil { nodes[known].parentID = node.parentID }
      }
    }
    tree = ProcessTree(nodes: Self.parentsFirst(nodes), omitted: omitted)
  }

  /// Orders by start, then moves children behind their parents.
  private static func parentsFirst(_ nodes: [ProcessTree.Node]) -> [ProcessTree.Node] {
    let sorted = nodes.enumerated().sorted {
      ($0.element.start ?? .min, $0.offset) < ($1.element.start ?? .min, $1.offset)
    }.map(\.element)
    let known = Set(sorted.map(\.id))
    var children: [String: [ProcessTree.Node]] = [:]
    var pending: [ProcessTree.Node] = []
    for node in sorted {
      if let parent = node.parentID, known.contains(parent), parent != node.id {
        children[parent, default: []].append(node)
      } else {
        pending.append(node)
      }
    }
    var result: [ProcessTree.Node] = []
    var written: Set<String> = []
    while !pending.isEmpty {
      var next: [ProcessTree.Node] = []
      for node in pending where written.insert(node.id).inserted {
        result.append(node)
        next += children[node.id] ?? []
      }
      pending = next
    }
    // What is left names each other as parents: a cycle, which only broken input has.
    return result + sorted.filter { !written.contains($0.id) }
  }
}
