import Testing

@testable import Learning

@Suite struct LeafNeighboursTests {
  /// Random trees of three levels over four columns.
  static func ensemble(trees: Int, seed: UInt64 = 1) -> TreeEnsemble {
    var random = SplitMix64(seed: seed)
    func unit() -> Double { Double(random.next() >> 11) / Double(1 << 53) }
    var ensemble = TreeEnsemble(featureCount: 4)
    for _ in 0..<trees {
      var nodes: [TreeNode] = []
      for place in Int32(0)..<7 {
        let node = TreeNode.split(
          feature: Int32(random.next() % 4), .lessThan, threshold: unit(), left: 2 * place + 1, right: 2 * place + 2,
          missingGoesLeft: unit() < 0.5)
        nodes.append(node)
      }
      for _ in 0..<8 { nodes.append(.leaf(unit())) }
      ensemble.trees.append(DecisionTree(nodes: nodes))
    }
    return ensemble
  }

  static func rows(_ count: Int, seed: UInt64 = 7) -> [Double] {
    var random = SplitMix64(seed: seed)
    var values: [Double] = []
    for _ in 0..<4 * count {
      let isMissing = random.next() % 10 == 0
      values.append(isMissing ? .nan : Double(random.next() >> 40) / Double(1 << 24))
    }
    return values
  }

  static func known(_ count: Int) -> [LeafNeighbours.Known] {
    (0..<count).map {
      LeafNeighbours.Known(isPositive: $0 % 3 == 0, source: "set \($0 % 5)", name: "file", identity: "row \($0)")
    }
  }

  static func model(_ count: Int, trees: Int, looked: Int, most: Int = .max) throws -> ModelFile {
    var model = ModelFile(ensemble(trees: trees))
    let values = rows(count)
    model.neighbours = try LeafNeighbours(
      known(count), rows: values.span, columns: 4, of: model.ensemble, trees: looked, most: most)
    return model
  }

  /// The leaf of a row, step by step.
  static func leaf(_ tree: DecisionTree, _ row: ArraySlice<Double>) -> Int {
    var at = 0
    while !tree.nodes[at].isLeaf {
      let node = tree.nodes[at]
      let value = row[row.startIndex + Int(node.feature)]
      let goesLeft = value.isNaN ? node.missingGoesLeft : value < node.threshold
      at = Int(goesLeft ? node.left : node.right)
    }
    return at
  }

  @Test(arguments: [(1, 1), (40, 33), (70, 64), (100, 96)])
  func theSimilarityIsTheShareOfTreesWithOneLeaf(trees: Int, looked: Int) throws {
    let model = try Self.model(60, trees: trees, looked: looked)
    let neighbours = try #require(model.neighbours)
    #expect(neighbours.trees.count == looked)
    let search = try #require(NeighbourSearch(model))
    let forest = try Forest(model.ensemble)
    var workspace = ForestWorkspace()
    let (asked, stored) = (Self.rows(30, seed: 11), Self.rows(60))
    for row in 0..<30 {
      let values = asked[4 * row..<4 * row + 4]
      var best: [Bool: Double] = [:]
      for other in 0..<60 {
        let same = neighbours.trees.filter {
          Self.leaf(model.ensemble.trees[$0], values)
            == Self.leaf(model.ensemble.trees[$0], stored[4 * other..<4 * other + 4])
        }
        best[other % 3 == 0] = max(best[other % 3 == 0] ?? 0, Double(same.count) / Double(looked))
      }
      let found = search.nearest(values.span, in: forest, using: &workspace)
      #expect(found.positive?.similarity == best[true])
      #expect(found.negative?.similarity == best[false])
      #expect(found.positive?.known.isPositive == true)
      let narrow = values.map(Float.init)
      let same = search.nearest(narrow.span, in: forest, using: &workspace)
      #expect(same.positive == found.positive && same.negative == found.negative)
    }
  }

  @Test func aKnownRowIsItsOwnNeighbour() throws {
    let model = try Self.model(40, trees: 80, looked: 80)
    let search = try #require(NeighbourSearch(model))
    let forest = try Forest(model.ensemble)
    var workspace = ForestWorkspace()
    let stored = Self.rows(40)
    for row in 0..<40 {
      let found = search.nearest(stored[4 * row..<4 * row + 4].span, in: forest, using: &workspace)
      #expect((row % 3 == 0 ? found.positive : found.negative)?.similarity == 1)
    }
  }

  @Test func rowsOfOneClassWithTheSameLeavesAreOne() throws {
    let row = Array(Self.rows(1, seed: 3))
    let known = Self.known(6)
    let rows = Array(repeating: row, count: 6).flatMap { $0 }
    let neighbours = try LeafNeighbours(
      known, rows: rows.span, columns: 4, of: Self.ensemble(trees: 9), trees: 9, most: 100)
    #expect(neighbours.known == [known[0], known[1]])
  }

  @Test(arguments: [2, 10, 25]) func whatIsLeftOutIsNearerToWhatIsKeptThanThatToEachOther(most: Int) throws {
    let all = try #require(try Self.model(200, trees: 64, looked: 64).neighbours)
    let few = try #require(try Self.model(200, trees: 64, looked: 64, most: most).neighbours)
    #expect(few.known.count == most)
    let positives = few.known.count(where: \.isPositive)
    #expect(positives == most / 2)
    func equal(_ left: Int, _ right: Int) -> Int {
      let leaves = all.leaves.span
      return LeafNeighbours.equal(
        leaves.extracting(64 * left..<64 * left + 64), leaves.extracting(64 * right..<64 * right + 64))
    }
    for isPositive in [true, false] {
      let members = all.known.indices.filter { all.known[$0].isPositive == isPositive }
      let kept = members.filter { few.known.contains(all.known[$0]) }
      guard kept.count > 1 else { continue }
      let apart = kept.flatMap { left in kept.filter { $0 != left }.map { equal(left, $0) } }.max() ?? 0
      for member in members where !kept.contains(member) {
        #expect((kept.map { equal(member, $0) }.max() ?? 0) >= apart)
      }
    }
  }

  @Test func aClassGetsThePlacesThatTheOtherDoesNotNeed() throws {
    let few = try #require(try Self.model(30, trees: 64, looked: 64, most: 28).neighbours)
    #expect(few.known.count == 28)
    #expect(few.known.count(where: \.isPositive) == 10)
  }

  @Test func theyAreKeptInThePackedModel() throws {
    let model = try Self.model(20, trees: 40, looked: 40)
    let isSame = try ModelFile(packed: model.packed()) == model
    #expect(isSame)
    // Models without known rows stay files of the first version.
    var plain = model
    plain.neighbours = nil
    #expect(plain.packed()[8] == 1)
    #expect(model.packed()[8] == 2)
  }

  @Test func damagedStatesAreRefused() throws {
    let state = try #require(try Self.model(6, trees: 8, looked: 8).neighbours).state
    let whole = try LeafNeighbours(state: state, treeCount: 8)
    #expect(whole.known.count == 6)
    for length in state.indices {
      #expect(throws: ModelError.self) { try LeafNeighbours(state: Array(state.prefix(length)), treeCount: 8) }
    }
    #expect(throws: ModelError.self) { try LeafNeighbours(state: state, treeCount: 7) }
    // Any other byte is refused or read as other texts and leaves, never trapped on.
    for index in state.indices {
      for change: UInt8 in [1, 0x80, 0xFF] {
        var bytes = state
        bytes[index] ^= change
        if let read = try? LeafNeighbours(state: bytes, treeCount: 8) {
          #expect(read.leaves.count == read.known.count * read.trees.count)
        }
      }
    }
  }

  @Test(arguments: [(3, 2), (0, 0)]) func rowsThatDoNotFitAreRefused(known: Int, rows: Int) {
    let ensemble = known == 0 ? TreeEnsemble(featureCount: 4) : Self.ensemble(trees: 2)
    let values = Self.rows(rows)
    #expect(throws: ModelError.self) {
      let span = values.span
      _ = try LeafNeighbours(Self.known(known), rows: span, columns: 4, of: ensemble, trees: 2, most: 5)
    }
  }
}
