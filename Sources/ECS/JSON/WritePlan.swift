/// How events of one shape (the same fields in the same order) are written as nested JSON.
///
/// Everything between the values, keys and braces, is rendered once per shape; writing an event is then copying literal
/// bytes and values in turn.
struct WritePlan: Sendable {
  struct Step: Sendable {
    /// Literal bytes to write before the value.
    var literal: Range<Int>
    /// The cell of the row to write after them.
    var cell: Int
  }

  private(set) var steps: [Step] = []
  private(set) var literals: [UInt8] = []
  /// Literal bytes after the last value.
  private(set) var tail: Range<Int> = 0..<0

  /// What identifies a shape: field, list and derived flags of each cell.
  @inline(__always)
  static func shapeWord(_ cell: Cell) -> UInt64 {
    UInt64(cell.field.rawValue) &<< 8 | UInt64(cell.flags.intersection([.derived, .list]).rawValue)
  }

  init(cells: borrowing Span<Cell>) {
    var tree = PathTree()
    for index in cells.indices where !cells[index].flags.contains(.derived) {
      let path = cells[index].field.path
      tree.insert(path.split(separator: ".", omittingEmptySubsequences: false), cell: index)
    }
    var pending: [UInt8] = [UInt8(ascii: "{")]
    var isFirst = true
    emit(tree, children: 0, prefix: "", cells: cells, pending: &pending, isFirst: &isFirst)
    pending.append(UInt8(ascii: "}"))
    tail = literals.count..<literals.count + pending.count
    literals += pending
  }

  private mutating func emit(
    _ tree: PathTree, children parent: Int, prefix: String, cells: borrowing Span<Cell>, pending: inout [UInt8],
    isFirst: inout Bool
  ) {
    for child in tree.nodes[parent].children {
      let node = tree.nodes[child]
      let name = prefix + node.name
      if !node.cells.isEmpty {
        emitKey(name, &pending, &isFirst)
        emitValues(node.cells, cells, &pending)
      }
      guard !node.children.isEmpty else { continue }
      if node.cells.isEmpty {
        emitKey(name, &pending, &isFirst)
        pending.append(UInt8(ascii: "{"))
        var inner = true
        emit(tree, children: child, prefix: "", cells: cells, pending: &pending, isFirst: &inner)
        pending.append(UInt8(ascii: "}"))
      } else {
        // A value and members at one path cannot nest; Elasticsearch accepts the members under dotted names.
        emit(tree, children: child, prefix: name + ".", cells: cells, pending: &pending, isFirst: &isFirst)
      }
    }
  }

  private func emitKey(_ name: String, _ pending: inout [UInt8], _ isFirst: inout Bool) {
    if !isFirst { pending.append(UInt8(ascii: ",")) }
    isFirst = false
    JSONText.appendQuoted(name, to: &pending)
    pending.append(UInt8(ascii: ":"))
  }

  private mutating func emitValues(_ indices: [Int], _ cells: borrowing Span<Cell>, _ pending: inout [UInt8]) {
    let isList = indices.count > 1 || cells[indices[0]].flags.contains(.list)
    if isList { pending.append(UInt8(ascii: "[")) }
    for (position, index) in indices.enumerated() {
      if position > 0 { pending.append(UInt8(ascii: ",")) }
      let start = literals.count
      literals += pending
      pending.removeAll(keepingCapacity: true)
      steps.append(Step(literal: start..<literals.count, cell: index))
    }
    if isList { pending.append(UInt8(ascii: "]")) }
  }
}

/// The fields of a shape as a tree of path segments, in the order of first appearance.
private struct PathTree {
  struct Node {
    var name: String
    var cells: [Int] = []
    var children: [Int] = []
  }

  var nodes = [Node(name: "")]
  private var index: [String: Int] = [:]

  mutating func insert(_ segments: [Substring], cell: Int) {
    var node = 0
    var path = ""
    for segment in segments {
      path += path.isEmpty ? segment : ".\(segment)"
      if let known = index[path] {
        node = known
      } else {
        nodes.append(Node(name: String(segment)))
        nodes[node].children.append(nodes.count - 1)
        node = nodes.count - 1
        index[path] = node
      }
    }
    nodes[node].cells.append(cell)
  }
}
