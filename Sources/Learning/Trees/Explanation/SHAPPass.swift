/// A part of a tree that one quadrature rule is exact for: some of its leaves and the splits on the way to them.
///
/// A rule with m nodes is exact for leaves with at most 2m different features on their path. Most leaves of a tree grown leaf by
/// leaf lie high up, and few far down: with a pass for the one and another for the other, the few do not make all splits pay for
/// more nodes. A leaf belongs to one pass; in the others its place holds zero.
struct SHAPPass: Sendable {
  /// One split. The child named left is a split when only one of them is.
  struct Split: Sendable {
    var feature: Int32
    /// The side of the tree's split that is left here: twice its position, plus one for right.
    var side: Int32
    /// The positions of the children's vectors. Of a split with two leaves: their ordinals.
    var left: Int32
    var right: Int32
    /// The side taken at the nearest split of the same feature above; −1 when there is none.
    var above: Int32
    /// The share of training rows that went left here and at all splits of the same feature above.
    var share: Double
    /// The same at the split named `above`.
    var aboveShare: Double
  }

  /// The nodes of the rule: 2, 4, 8, or a multiple of 8.
  let nodes: Int
  /// Splits with children that are splits, parents first, and then those with two leaves.
  private(set) var splits: [Split] = []
  /// How many of them are of the first kind.
  private(set) var inner = 0
  /// The ordinals of leaves beside splits; their vectors are behind those of the splits.
  private(set) var leaves: [Int32] = []

  /// The vectors that a pass needs.
  var slots: Int { splits.count + leaves.count }

  /// The splits of a tree above leaves that have been chosen.
  ///
  /// - Parameter isChosen: whether the pass has a leaf, by its ordinal; it has one at least.
  init(_ tree: ExplainedTree, nodes: Int, isChosen: [Bool]) {
    self.nodes = nodes
    let reaches = Self.reaching(tree, isChosen)
    func isSplit(_ reference: Int32) -> Bool { reference >= 0 && reaches[Int(reference)] }
    /// The ordinal of a leaf; that of the zero for what other passes have.
    func leaf(_ reference: Int32) -> Int32 {
      reference < 0 && isChosen[Int(~reference)] ? ~reference : Int32(isChosen.count)
    }
    let members = tree.splits.indices.filter { reaches[$0] }
    let isInner = members.map { isSplit(tree.splits[$0].left) || isSplit(tree.splits[$0].right) }
    let order = zip(members, isInner).filter(\.1).map(\.0) + zip(members, isInner).filter { !$0.1 }.map(\.0)
    inner = isInner.count { $0 }
    var places = [Int32](repeating: 0, count: tree.splits.count)
    for (place, split) in order.enumerated() { places[split] = Int32(place) }
    for index in order {
      let split = tree.splits[index]
      let isMirrored = !isSplit(split.left) && isSplit(split.right)
      let (left, right) = isMirrored ? (split.right, split.left) : (split.left, split.right)
      var made = Split(
        feature: split.feature, side: Int32(2 * index + (isMirrored ? 1 : 0)), left: leaf(left), right: leaf(right),
        above: split.above, share: isMirrored ? split.rightShare : split.leftShare, aboveShare: split.aboveShare)
      if isSplit(left) {
        made.left = places[Int(left)]
        made.right = isSplit(right) ? places[Int(right)] : Int32(order.count + leaves.count)
        if !isSplit(right) { leaves.append(leaf(right)) }
      }
      splits.append(made)
    }
  }

  /// Which splits have a chosen leaf below them.
  private static func reaching(_ tree: ExplainedTree, _ isChosen: [Bool]) -> [Bool] {
    var reaches = [Bool](repeating: false, count: tree.splits.count)
    for index in tree.splits.indices.reversed() {
      let split = tree.splits[index]
      reaches[index] = [split.left, split.right].contains { $0 >= 0 ? reaches[Int($0)] : isChosen[Int(~$0)] }
    }
    return reaches
  }

  // MARK: Choice

  /// The nodes that a leaf needs with so many different features on its path, as vectors have them.
  static func nodes(features: Int) -> Int { features <= 4 ? 2 : features <= 8 ? 4 : (features + 15) / 16 * 8 }

  /// The passes of a tree that cost least: of the rules that any of its leaves needs, a choice is made which take over the
  /// leaves of those below.
  ///
  /// - Parameter features: the number of different features on each leaf's path.
  static func passes(of tree: ExplainedTree, features: [Int]) -> [SHAPPass] {
    let needs = features.map { nodes(features: $0) }
    let rules = Set(needs).sorted()
    guard let most = rules.last, !tree.splits.isEmpty else { return [] }
    var best: (choice: [(nodes: Int, isChosen: [Bool])], cost: Int) = ([], .max)
    // Two or three rules below the largest are all that pay; trees of great depth have many.
    for mask in 0..<(1 << min(rules.count - 1, 3)) {
      let chosen = rules.indices.filter { $0 < 3 && mask >> $0 & 1 == 1 }.map { rules[$0] } + [most]
      var choice: [(nodes: Int, isChosen: [Bool])] = []
      var low = 0
      for nodes in chosen {
        choice.append((nodes, needs.map { $0 > low && $0 <= nodes }))
        low = nodes
      }
      let cost = choice.reduce(0) { $0 + Self.cost(tree, nodes: $1.nodes, $1.isChosen) }
      if cost < best.cost { best = (choice, cost) }
    }
    return best.choice.map { SHAPPass(tree, nodes: $0.nodes, isChosen: $0.isChosen) }
  }

  /// What a pass costs: a split in the vectors of two nodes that the rule has, and about four for everything else; one with two leaves
  /// half of that.
  private static func cost(_ tree: ExplainedTree, nodes: Int, _ isChosen: [Bool]) -> Int {
    let reaches = reaching(tree, isChosen)
    let splits = tree.splits.indices.reduce(0) { sum, index in
      guard reaches[index] else { return sum }
      let split = tree.splits[index]
      let isInner = [split.left, split.right].contains { $0 >= 0 && reaches[Int($0)] }
      return sum + (isInner ? 2 : 1)
    }
    return (nodes / 2 + 4) * splits
  }
}
