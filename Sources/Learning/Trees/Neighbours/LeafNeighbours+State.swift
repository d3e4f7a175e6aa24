extension LeafNeighbours {
  private static let tag = "neighbours"
  private static let version: UInt64 = 1

  /// Its bytes.
  var state: [UInt8] {
    var writer = StateWriter(tag: Self.tag, version: Self.version)
    writer.append(count: trees.count)
    for tree in trees { writer.append(count: tree) }
    var sources: [String: Int] = [:]
    var names: [String] = []
    for row in known where sources[row.source] == nil {
      sources[row.source] = names.count
      names.append(row.source)
    }
    writer.append(count: names.count)
    for name in names { writer.append(name) }
    writer.append(count: known.count)
    for row in known {
      writer.append(row.isPositive)
      writer.append(count: sources[row.source] ?? 0)
      writer.append(row.name)
      writer.append(row.identity)
    }
    writer.append(leaves)
    return writer.bytes
  }

  /// Reads them. Throws when they are damaged, or not of a model of so many trees.
  init(state: [UInt8], treeCount: Int) throws(ModelError) {
    let read: (trees: [Int], known: [Known], leaves: [UInt8])
    do throws(StateError) {
      read = try Self.read(state)
    } catch { throw ModelError(error.description, at: "neighbours") }
    try self.init(trees: read.trees, known: read.known, leaves: read.leaves, treeCount: treeCount)
  }

  private static func read(_ state: [UInt8]) throws(StateError) -> (trees: [Int], known: [Known], leaves: [UInt8]) {
    var reader = try StateReader(state, tag: tag, version: version)
    var trees: [Int] = []
    for _ in 0..<(try reader.count()) { trees.append(try reader.integer(in: 0...Int(Int32.max))) }
    var sources: [String] = []
    for _ in 0..<(try reader.count()) { sources.append(try reader.string()) }
    var known: [Known] = []
    for _ in 0..<(try reader.count(ofSize: 4)) {
      let isPositive = try reader.bool()
      let source = try reader.integer(in: 0...Int(Int32.max))
      guard sources.indices.contains(source) else { throw StateError("the source \(source) is unknown") }
      known.append(
        Known(
          isPositive: isPositive, source: sources[source], name: try reader.string(), identity: try reader.string()))
    }
    let leaves = try reader.data()
    try reader.end()
    return (trees, known, leaves)
  }
}
