import Learning
import Testing

/// States that somebody made up: well formed, and wrong.
@Suite struct StreamStateTests {
  /// A forest of one tree over two points of one feature.
  static func forest(
    generator: UInt64 = 1, next: Int = 0, points: [Double] = [1, 2], _ tree: (inout StateWriter) -> Void
  ) throws -> RandomCutForest {
    var writer = StateWriter(tag: "test", version: 1)
    for number in [1, 1, 8] { writer.append(count: number) }
    for word in [0, 0, 0, generator] { writer.append(word: word) }
    writer.append(count: points.count)
    writer.append(count: next)
    for point in points { writer.append(point) }
    tree(&writer)
    var reader = try StateReader(writer.bytes, tag: "test", version: 1)
    let forest = try RandomCutForest(from: &reader)
    try reader.end()
    return forest
  }

  static func branch(_ writer: inout StateWriter, at cut: Double) {
    writer.append(count: 1)
    writer.append(cut)
  }

  static func leaf(_ writer: inout StateWriter, _ steps: Int...) {
    writer.append(count: 0)
    writer.append(count: steps.count)
    for step in steps { writer.append(count: step) }
  }

  static func sound(_ writer: inout StateWriter) {
    branch(&writer, at: 1.5)
    leaf(&writer, 1)
    leaf(&writer, 2)
  }

  @Test func aForestIsReadFromItsLeaves() throws {
    var forest = try Self.forest(Self.sound)
    #expect(forest.observe([2]) == 0.5)
    #expect(forest.observe([50]).map { $0 >= 1.5 } == true)
    var repeated = try Self.forest(points: [1, 1]) { Self.leaf(&$0, 1, 1) }
    #expect(repeated.observe([1]) == 0)
  }

  @Test func aForestWithADamagedTreeIsRefused() {
    func refused(
      _ reason: String, generator: UInt64 = 1, next: Int = 0, points: [Double] = [1, 2],
      _ tree: (inout StateWriter) -> Void
    ) {
      let error = #expect(throws: StateError.self) {
        _ = try Self.forest(generator: generator, next: next, points: points, tree)
      }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
    refused("all zero", generator: 0, Self.sound)
    refused("outside 0 … 0", next: 1, Self.sound)
    refused("too far away", points: [1, 1e200], Self.sound)
    refused("not finite", points: [1, .nan], Self.sound)
    // A point in two leaves, two unequal points in one leaf, a point in none, a branch without its second half.
    refused("damaged") {
      Self.branch(&$0, at: 1.5)
      Self.leaf(&$0, 1)
      Self.leaf(&$0, 1)
    }
    refused("damaged") { Self.leaf(&$0, 1, 1) }
    refused("does not hold its points") { Self.leaf(&$0, 1) }
    refused("in the middle of a value") {
      Self.branch(&$0, at: 1.5)
      Self.leaf(&$0, 1)
    }
    refused("does not hold its points") { for _ in 0..<9 { Self.branch(&$0, at: 1.5) } }
    refused("outside 0 … 1") {
      $0.append(count: 2)
      $0.append(1.5)
    }
    refused("not finite") { Self.branch(&$0, at: .infinity) }
  }

  /// Thirty bytes that stand for 48 GiB.
  @Test func smallStatesOfLargeTablesNeedLeave() throws {
    var writer = StateWriter(tag: "test", version: 1)
    for number in [3, 2_000, 20, 250, 25] { writer.append(count: number) }
    writer.append(word: 7)
    writer.append(count: 0)
    writer.append(false)
    #expect(throws: StateError("the state would take more memory than it may")) {
      var reader = try StateReader(writer.bytes, tag: "test", version: 1)
      _ = try HalfSpaceTrees(from: &reader)
    }
    let small = HalfSpaceTrees(columns: 3, .init(trees: 2, depth: 10), seed: 1).snapshot()
    #expect(throws: StateError.self) { _ = try HalfSpaceTrees(snapshot: small, memoryLimit: 10_000) }
    #expect(try HalfSpaceTrees(snapshot: small, memoryLimit: 100_000).snapshot() == small)
  }

  /// Each level halves the points above it.
  @Test func countsThatDoNotAddUpAreRefused() throws {
    func trees(_ counts: [Int]) throws -> HalfSpaceTrees {
      var writer = StateWriter(tag: "test", version: 1)
      for number in [1, 1, 2, 10, 1] { writer.append(count: number) }
      writer.append(word: 7)
      writer.append(count: 3)
      writer.append(false)
      for count in counts { writer.append(count: count) }
      var reader = try StateReader(writer.bytes, tag: "test", version: 1)
      let trees = try HalfSpaceTrees(from: &reader)
      try reader.end()
      return trees
    }
    #expect(throws: Never.self) { try trees([2, 1, 0]) }
    #expect(throws: Never.self) { try trees([3, 1]) }
    for counts in [[4, 0], [2, 3, 0], [2, 1], [2, 1, 0, 0]] {
      #expect(throws: StateError.self, "\(counts)") { try trees(counts) }
    }
  }

  @Test func hugeValuesAreNoTrap() {
    var forest = RandomCutForest(columns: 2, .init(trees: 5, window: 16), seed: 2)
    let values: [Double] = [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, 1e-300, 3]
    for step in 0..<200 {
      let found = forest.observe([values[step % 5], values[step / 5 % 5]])
      #expect(found?.isFinite == true)
    }
    var none = HalfSpaceTrees(columns: 0, .init(trees: 1, depth: 3, window: 2), seed: 1)
    for _ in 0..<5 { #expect(none.observe([]) == 0) }
  }
}
