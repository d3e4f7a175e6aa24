/// The member names seen so far as a tree, each with the field that its path means.
///
/// Documents of one source repeat the same names in the same order. Each node therefore remembers which name followed it
/// last time; one comparison then finds the field, and the hash table is asked only when the order changes.
struct KeyTree: Sendable {
  private struct Node: Sendable {
    var nameOffset: Int32
    var nameCount: Int32
    var parent: Int32
    var field: FieldID
    /// The sibling that came after this member the last time.
    var next: Int32 = -1
    /// The member that came first inside this one the last time.
    var first: Int32 = -1
    var hash: UInt64 = 0
  }

  /// More names than this are not remembered; their values are kept as JSON.
  static let maximumNodes = 100_000

  private var nodes: [Node]
  private var names: [UInt8] = []
  private var paths: [String]
  /// Node numbers by hash, open addressing; a power of two, at most half full.
  private var table = [Int32](repeating: -1, count: 256)

  /// The object that a whole document is.
  static let root = 0

  /// An empty tree whose paths begin with `prefix` (`zeek.conn`), or with nothing.
  init(prefix: String) {
    nodes = [Node(nameOffset: 0, nameCount: 0, parent: -1, field: FieldID(rawValue: .max))]
    paths = [prefix]
  }

  /// The field that a node's path means.
  func field(of node: Int) -> FieldID { nodes[node].field }

  /// The node of the member `name` (unescaped bytes) of `parent`. `previous` is the member read before it in the same
  /// object, or `nil`. Returns `nil` when too many names have been seen.
  mutating func child(
    of parent: Int, named text: borrowing Span<UInt8>, _ range: Range<Int>, after previous: Int?
  ) -> Int? {
    let guess = Int(previous.map { nodes[$0].next } ?? nodes[parent].first)
    if guess >= 0, matches(guess, text, range) { return guess }
    guard let found = find(parent, text, range) else { return nil }
    if let previous { nodes[previous].next = Int32(found) } else { nodes[parent].first = Int32(found) }
    return found
  }

  private func matches(_ node: Int, _ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    let offset = Int(nodes[node].nameOffset)
    let count = Int(nodes[node].nameCount)
    guard count == range.count else { return false }
    let name = names.span
    var index = 0
    while index &+ 8 <= count {
      if name.word(at: offset &+ index) != text.word(at: range.lowerBound &+ index) { return false }
      index &+= 8
    }
    while index < count {
      if name[offset &+ index] != text[range.lowerBound &+ index] { return false }
      index &+= 1
    }
    return true
  }

  private mutating func find(_ parent: Int, _ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
    let hash = ByteHash.hash(text.extracting(range), seed: UInt64(parent))
    var slot = Int(truncatingIfNeeded: hash) & (table.count &- 1)
    while table[slot] >= 0 {
      let node = Int(table[slot])
      if nodes[node].hash == hash, Int(nodes[node].parent) == parent, matches(node, text, range) { return node }
      slot = (slot &+ 1) & (table.count &- 1)
    }
    return insert(parent, text, range, hash: hash)
  }

  private mutating func insert(
    _ parent: Int, _ text: borrowing Span<UInt8>, _ range: Range<Int>, hash: UInt64
  ) -> Int? {
    guard nodes.count < Self.maximumNodes, range.count <= 1_024 else { return nil }
    var bytes: [UInt8] = []
    UTF8Text.appendRepaired(text.extracting(range), to: &bytes)
    let name = String(decoding: bytes, as: UTF8.self)
    let path = paths[parent].isEmpty ? name : "\(paths[parent]).\(name)"
    guard let field = FieldTable.shared.intern(path) else { return nil }
    let offset = names.count
    for index in range { names.append(text[index]) }
    nodes.append(
      Node(
        nameOffset: Int32(offset), nameCount: Int32(range.count), parent: Int32(parent), field: field,
        hash: hash))
    paths.append(path)
    if nodes.count * 2 > table.count { grow() } else { place(nodes.count - 1) }
    return nodes.count - 1
  }

  private mutating func place(_ node: Int) {
    var slot = Int(truncatingIfNeeded: nodes[node].hash) & (table.count - 1)
    while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = Int32(node)
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: table.count * 2)
    for node in 1..<nodes.count { place(node) }
  }
}
