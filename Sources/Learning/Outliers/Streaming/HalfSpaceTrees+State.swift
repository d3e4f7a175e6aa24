extension HalfSpaceTrees: StatefulEstimator {
  /// What its snapshots begin with.
  public static let stateTag = "half-space-trees"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// Writes the state: the seed that the cuts follow from, and the counts of the two windows.
  public func write(to writer: inout StateWriter) {
    for number in [columns, configuration.trees, configuration.depth, configuration.window, configuration.sizeLimit] {
      writer.append(count: number)
    }
    writer.append(word: seed)
    writer.append(count: seen)
    writer.append(isReady)
    for tree in 0..<configuration.trees {
      write(current, of: tree, total: seen, to: &writer)
      if isReady { write(reference, of: tree, total: configuration.window, to: &writer) }
    }
  }

  /// Restores a state. Its trees are grown again, so that a short state of many deep trees takes much memory: it counts against the
  /// reader's memory limit.
  public init(from reader: inout StateReader) throws(StateError) {
    let columns = try reader.integer(in: 0...(1 << 24))
    let configuration = Configuration(
      trees: try reader.integer(in: 1...(1 << 24)), depth: try reader.integer(in: 1...20),
      window: try reader.integer(in: 1...(1 << 30)), sizeLimit: try reader.integer(in: 0...(1 << 30)))
    // Two counts a node, a feature and a threshold a cut; two bounds a feature while cuts are drawn.
    try reader.claim(configuration.trees, ofSize: 12 << (configuration.depth + 1))
    try reader.claim(columns, ofSize: 8)
    let seed = try reader.word()
    let seen = try reader.integer(in: 0...(configuration.window - 1))
    let isReady = try reader.bool()
    guard columns > 0 || seen == 0 && !isReady else { throw StateError("trees over no features have seen points") }
    // Damaged counts are found before anything is grown.
    var (current, reference) = ([Count](), [Count]())
    for tree in 0..<configuration.trees {
      try Self.read(&current, of: tree, configuration.depth, total: seen, from: &reader)
      guard isReady else { continue }
      try Self.read(&reference, of: tree, configuration.depth, total: configuration.window, from: &reader)
    }
    self.init(columns: columns, configuration, seed: seed)
    self.seen = seen
    self.isReady = isReady
    for count in current { self.current[slot(count.tree, count.node)] = count.points }
    for count in reference { self.reference[slot(count.tree, count.node)] = count.points }
  }

  private struct Count {
    var tree: Int
    var node: Int
    var points: UInt32
  }

  /// Every point below a branch is in one of its halves, so that the left one's count says all; nothing is below what is empty.
  private func write(_ counts: [UInt32], of tree: Int, total: Int, to writer: inout StateWriter) {
    var pending = total > 0 ? [0] : []
    while let node = pending.popLast() {
      guard let (left, right) = Self.children(of: node, configuration.depth) else { continue }
      let (below, beside) = (counts[slot(tree, left)], counts[slot(tree, right)])
      writer.append(UInt64(below))
      if beside > 0 { pending.append(right) }
      if below > 0 { pending.append(left) }
    }
  }

  private static func read(
    _ counts: inout [Count], of tree: Int, _ depth: Int, total: Int, from reader: inout StateReader
  ) throws(StateError) {
    var pending = [Count(tree: tree, node: 0, points: UInt32(truncatingIfNeeded: total))]
    while let count = pending.popLast() {
      guard count.points > 0 else { continue }
      counts.append(count)
      guard let (left, right) = children(of: count.node, depth) else { continue }
      let below = UInt32(truncatingIfNeeded: try reader.integer(in: 0...Int(count.points)))
      pending.append(Count(tree: tree, node: right, points: count.points - below))
      pending.append(Count(tree: tree, node: left, points: below))
    }
  }

  private static func children(of node: Int, _ depth: Int) -> (left: Int, right: Int)? {
    node < (1 << depth) - 1 ? (2 * node + 1, 2 * node + 2) : nil
  }
}
