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

  /// The bits of a cell's head that count for the shape of its row: field, list and derived flags.
  static let shapeMask: UInt64 = 0xFFFF_FFFF | UInt64(Cell.Flags([.derived, .list]).rawValue) << 40

  /// What identifies a shape, of each cell.
  @inline(__always)
  static func shapeWord(_ cell: Cell) -> UInt64 { cell.head & shapeMask }

  init(cells: borrowing Span<Cell>, paths: inout FieldPaths) {
    var tree = PathTree()
    paths.beginPlan()
    for index in cells.indices where !cells[index].flags.contains(.derived) {
      tree.insert(paths.node(of: cells[index].field), cell: index, &paths)
    }
    var pending: [UInt8] = [UInt8(ascii: "{")]
    var isFirst = true
    emit(tree, children: 0, prefix: [], cells: cells, paths, pending: &pending, isFirst: &isFirst)
    pending.append(UInt8(ascii: "}"))
    tail = literals.count..<literals.count + pending.count
    literals += pending
  }

  private mutating func emit(
    _ tree: PathTree, children parent: Int, prefix: [UInt8], cells: borrowing Span<Cell>, _ paths: FieldPaths,
    pending: inout [UInt8], isFirst: inout Bool
  ) {
    var child = tree.nodes[parent].firstChild
    while child >= 0 {
      let node = tree.nodes[child]
      let name = prefix + paths.names[paths.nodes[node.path].name]
      if node.firstCell >= 0 {
        Self.emitKey(name, &pending, &isFirst)
        emitValues(tree, node, cells, &pending)
      }
      if node.firstChild >= 0, node.firstCell < 0 {
        Self.emitKey(name, &pending, &isFirst)
        pending.append(UInt8(ascii: "{"))
        var inner = true
        emit(tree, children: child, prefix: [], cells: cells, paths, pending: &pending, isFirst: &inner)
        pending.append(UInt8(ascii: "}"))
      } else if node.firstChild >= 0 {
        // A value and members at one path cannot nest; Elasticsearch accepts the members under dotted names.
        emit(
          tree, children: child, prefix: name + [UInt8(ascii: ".")], cells: cells, paths, pending: &pending,
          isFirst: &isFirst)
      }
      child = node.next
    }
  }

  private static func emitKey(_ name: [UInt8], _ pending: inout [UInt8], _ isFirst: inout Bool) {
    if !isFirst { pending.append(UInt8(ascii: ",")) }
    isFirst = false
    pending.append(UInt8(ascii: "\""))
    JSONText.appendEscaped(name.span, to: &pending)
    pending.append(UInt8(ascii: "\""))
    pending.append(UInt8(ascii: ":"))
  }

  private mutating func emitValues(
    _ tree: PathTree, _ node: PathTree.Node, _ cells: borrowing Span<Cell>, _ pending: inout [UInt8]
  ) {
    let isList = node.firstCell != node.lastCell || cells[node.firstCell].flags.contains(.list)
    if isList { pending.append(UInt8(ascii: "[")) }
    var index = node.firstCell
    while index >= 0 {
      if index != node.firstCell { pending.append(UInt8(ascii: ",")) }
      let start = literals.count
      literals += pending
      pending.removeAll(keepingCapacity: true)
      steps.append(Step(literal: start..<literals.count, cell: index))
      index = tree.nextCell[index] ?? -1
    }
    if isList { pending.append(UInt8(ascii: "]")) }
  }
}

/// The fields of a shape as a tree of path segments, in the order of first appearance.
private struct PathTree {
  struct Node {
    /// The node in `FieldPaths`.
    var path: Int
    var firstCell = -1
    var lastCell = -1
    var firstChild = -1
    var lastChild = -1
    /// The next child of the parent.
    var next = -1
  }

  var nodes = [Node(path: 0)]
  /// For a cell that is not the last of its field, the next one.
  var nextCell: [Int: Int] = [:]

  mutating func insert(_ path: Int, cell: Int, _ paths: inout FieldPaths) {
    let node = place(of: path, &paths)
    if nodes[node].lastCell >= 0 {
      nextCell[nodes[node].lastCell] = cell
    } else {
      nodes[node].firstCell = cell
    }
    nodes[node].lastCell = cell
  }

  private mutating func place(of path: Int, _ paths: inout FieldPaths) -> Int {
    if paths.nodes[path].plan == paths.plan { return paths.nodes[path].place }
    // A path has at most as many segments as its text has characters.
    let parent = place(of: Int(paths.nodes[path].parent), &paths)
    nodes.append(Node(path: path))
    let node = nodes.count - 1
    if nodes[parent].lastChild >= 0 {
      nodes[nodes[parent].lastChild].next = node
    } else {
      nodes[parent].firstChild = node
    }
    nodes[parent].lastChild = node
    paths.nodes[path].plan = paths.plan
    paths.nodes[path].place = node
    return node
  }
}
