/// Rows that a model learned from, each remembered by the leaves that it reaches: who stands near a new row, as the model sees it.
///
/// The similarity of two rows is the share of trees in which both reach the same leaf, from 0 to 1 (the proximity of Breiman,
/// *Random Forests*, 2001). At 1 the trees cannot tell the two apart; that says nothing of what the trees do not look at. A row
/// is kept as one byte a tree, the number of its leaf modulo 256, so that the vectors themselves need not be there.
public struct LeafNeighbours: Sendable, Hashable {
  /// A row that is known, and what is known about it.
  public struct Known: Sendable, Hashable {
    /// Whether it is of the positive class: for models of files, malicious.
    public var isPositive: Bool
    /// Where it comes from: "numpy 2.1.3", "kimobu/lhtml".
    public var source: String
    /// Its name there.
    public var name: String
    /// What identifies it: "sha256 5fa5970cb26447b9", "row 12".
    public var identity: String

    /// A known row.
    public init(isPositive: Bool, source: String, name: String, identity: String) {
      self.isPositive = isPositive
      self.source = source
      self.name = name
      self.identity = identity
    }
  }

  /// A known row that is near.
  public struct Match: Sendable, Hashable {
    /// The row.
    public var known: Known
    /// The share of trees in which both reach the same leaf.
    public var similarity: Double
  }

  /// The trees that are looked at, rising.
  public let trees: [Int]
  /// The rows that are known.
  public let known: [Known]
  /// Their leaves, row after row, one byte a tree.
  let leaves: [UInt8]

  /// Rows with their leaves. Throws when they do not fit together, or name trees that a model of `treeCount` trees has not.
  init(trees: [Int], known: [Known], leaves: [UInt8], treeCount: Int) throws(ModelError) {
    guard let first = trees.first, let last = trees.last, first >= 0, last < treeCount,
      zip(trees, trees.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw ModelError("the trees of the known rows are none of the model's", at: "neighbours") }
    guard leaves.count == known.count * trees.count else {
      throw ModelError(
        "has \(leaves.count) leaves for \(known.count) rows and \(trees.count) trees", at: "neighbours")
    }
    self.trees = trees
    self.known = known
    self.leaves = leaves
  }

  /// The nearest known row of each class; of several that are as near the first. Nil for a class without known rows.
  func nearest(_ row: [UInt8]) -> (positive: Match?, negative: Match?) {
    let width = trees.count
    precondition(row.count == width, "the row has leaves of other trees")
    var best = [(index: -1, equal: -1), (index: -1, equal: -1)]
    let leaves = self.leaves.span
    for index in known.indices {
      let equal = Self.equal(leaves.extracting(index * width..<(index + 1) * width), row.span)
      let place = known[index].isPositive ? 0 : 1
      if equal > best[place].equal { best[place] = (index, equal) }
    }
    let found = best.map { place in
      place.index < 0
        ? nil : Match(known: known[place.index], similarity: Double(place.equal) / Double(trees.count))
    }
    return (found[0], found[1])
  }

  /// How many leaves of two rows are equal.
  static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Int {
    precondition(left.count == right.count)
    var result = 0
    var first = 0
    // A count of one byte, which cannot overflow in so many, lets the processor compare many leaves at once; both ends are in bounds.
    while first < left.count {
      let end = min(first + 255, left.count)
      var count: UInt8 = 0
      for index in first..<end { unsafe count &+= left[unchecked: index] == right[unchecked: index] ? 1 : 0 }
      result &+= Int(count)
      first = end
    }
    return result
  }
}
