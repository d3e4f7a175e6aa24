/// The paths of fields cut into their segments: a tree of all paths that events have had so far, so that planning a shape
/// compares numbers instead of names.
struct FieldPaths: Sendable {
  struct Node: Sendable {
    var parent: Int32
    /// The segment's name in `names`.
    var name: Range<Int>
    /// The plan that used the node last, and which node of its tree this was.
    var plan = 0
    var place = 0
  }

  var nodes = [Node(parent: -1, name: 0..<0)]
  /// The number of the plan being made.
  private(set) var plan = 0
  private(set) var names: [UInt8] = []
  /// The node of each field's path, by number; 0, the root, for fields not asked for yet.
  private var nodeOfField: [Int32] = []
  private var children: [Key: Int32] = [:]

  private struct Key: Hashable {
    var parent: Int32
    var name: String
  }

  /// Begins a plan: no node is used by it yet but the root.
  mutating func beginPlan() {
    plan += 1
    nodes[0].plan = plan
    nodes[0].place = 0
  }

  /// The node of a field's path.
  mutating func node(of field: FieldID) -> Int {
    if field.index < nodeOfField.count, nodeOfField[field.index] > 0 { return Int(nodeOfField[field.index]) }
    var node: Int32 = 0
    for segment in field.path.utf8.split(separator: 0x2E, omittingEmptySubsequences: false) {
      let key = Key(parent: node, name: String(Substring(segment)))
      if let known = children[key] {
        node = known
      } else {
        let start = names.count
        names += segment
        nodes.append(Node(parent: node, name: start..<names.count))
        node = Int32(nodes.count - 1)
        children[key] = node
      }
    }
    while nodeOfField.count <= field.index { nodeOfField.append(0) }
    nodeOfField[field.index] = node
    return Int(node)
  }
}
