import ECS

/// Finds an entry by one or two values: integers compared as integers, text without regard to ASCII case. A first value
/// that ends with `*` stands for all that begin with the rest.
struct KeyTable: Sendable {
  /// A value of an event, ready to be looked up.
  struct Probe {
    let hash: UInt64
    let isInteger: Bool
    let integer: Int64
    let cell: Cell
    /// Which of the table's prefixes stands for the value; -1 for the value itself.
    private(set) var prefix = -1

    /// A prefix in the place of a value that begins with it.
    init(_ value: Probe, prefix: Int, hash: UInt64) {
      self.hash = hash
      isInteger = false
      integer = 0
      cell = value.cell
      self.prefix = prefix
    }

    /// Takes the value of a cell. Text that is a number counts as the number, and
    /// truth values count as 0 and 1.
    init(_ cell: Cell, in builder: inout BatchBuilder) {
      var integer: Int64?
      var hash: UInt64 = 0
      switch cell.kind {
      case .int, .bool: integer = cell.int
      case .string, .numeral:
        (integer, hash) = builder.withBytes(of: cell) { text in (FoldedText.keyInteger(text), FoldedText.hash(text)) }
      default: break
      }
      self.cell = cell
      self.isInteger = integer != nil
      self.integer = integer ?? 0
      self.hash = integer.map { FoldedText.hash($0) } ?? hash
    }
  }

  private struct Atom {
    var isInteger: Bool
    /// An `Int64`, or the range of the text in `bytes`.
    var bits: UInt64
  }

  private static let wildcard: UInt64 = 0x2A
  private static let star = UInt8(ascii: "*")
  private var bytes: [UInt8] = []
  private var atoms: [Atom] = []
  private var hashes: [UInt64] = []
  private var arity: Int
  /// Indices of entries, -1 for none; a power of two long.
  private var buckets: [Int32] = Array(repeating: -1, count: 16)
  /// First values that end with `*`, without it, and the hash of the whole.
  private var prefixes: [(prefix: [UInt8], hash: UInt64)] = []
  /// Whether some key ends with `*` alone.
  private(set) var hasWildcards = false

  /// An empty table for keys of `arity` values.
  init(arity: Int) {
    self.arity = arity
  }

  /// The number of different keys; `insert` numbers them from 0.
  var count: Int { hashes.count }

  // MARK: Building

  /// The number of a key, new or known.
  mutating func insert(_ key: [String]) -> Int {
    if hashes.count * 2 >= buckets.count { grow() }
    let mark = bytes.count
    let (hash, made) = keep(key)
    if let known = existing(hash, made) {
      bytes.removeLast(bytes.count - mark)
      return known
    }
    if key.last == "*" { hasWildcards = true }
    if let first = key.first, first.utf8.count > 1, first.utf8.last == Self.star { keepPrefix(first) }
    atoms += made
    hashes.append(hash)
    place(Int32(hashes.count - 1))
    return hashes.count - 1
  }

  /// The number of a key, if the table has it. For building: what it compares with stands in the table meanwhile.
  mutating func number(of key: [String]) -> Int? {
    let mark = bytes.count
    let (hash, made) = keep(key)
    let known = existing(hash, made)
    bytes.removeLast(bytes.count - mark)
    return known
  }

  /// Appends the texts of a key to `bytes`.
  private mutating func keep(_ key: [String]) -> (hash: UInt64, atoms: [Atom]) {
    var hash: UInt64 = 0
    var made: [Atom] = []
    for (index, text) in key.enumerated() {
      let utf8 = Array(text.utf8)
      if text == "*", index == key.count - 1 {
        hash = FoldedText.mix(hash, Self.wildcard)
        made.append(Atom(isInteger: false, bits: UInt64.max))
      } else if let integer = FoldedText.keyInteger(utf8.span) {
        hash = FoldedText.mix(hash, FoldedText.hash(integer))
        made.append(Atom(isInteger: true, bits: UInt64(bitPattern: integer)))
      } else {
        hash = FoldedText.mix(hash, FoldedText.hash(utf8.span))
        made.append(Atom(isInteger: false, bits: ByteRange(offset: bytes.count, count: utf8.count).bits))
        bytes += utf8
      }
    }
    return (hash, made)
  }

  private mutating func keepPrefix(_ text: String) {
    let prefix = Array(text.utf8.dropLast())
    if !prefixes.contains(where: { $0.prefix == prefix }) {
      prefixes.append((prefix, FoldedText.hash(Array(text.utf8).span)))
    }
  }

  private func existing(_ hash: UInt64, _ key: [Atom]) -> Int? {
    let found = search(hash) { entry in
      key.indices.allSatisfy { position in
        let atom = atoms[entry * arity + position]
        let other = key[position]
        if atom.isInteger || other.isInteger || atom.bits == .max || other.bits == .max {
          return atom.isInteger == other.isInteger && atom.bits == other.bits
        }
        return FoldedText.equal(
          bytes.span.extracting(ByteRange(bits: atom.bits).indices),
          bytes.span.extracting(ByteRange(bits: other.bits).indices))
      }
    }
    return found < 0 ? nil : found
  }

  private mutating func place(_ entry: Int32) {
    var bucket = Int(truncatingIfNeeded: hashes[Int(entry)]) & (buckets.count - 1)
    while buckets[bucket] >= 0 { bucket = (bucket + 1) & (buckets.count - 1) }
    buckets[bucket] = entry
  }

  private mutating func grow() {
    buckets = Array(repeating: -1, count: buckets.count * 4)
    for entry in hashes.indices { place(Int32(entry)) }
  }

  // MARK: Finding

  /// The number of the key that serves these values; -1 for none. The exact key comes first, then that of the first
  /// value and `*`, then those whose first value is a prefix.
  func entry(_ first: Probe, _ second: Probe?, in builder: inout BatchBuilder) -> Int {
    var found = exact(first, second, &builder)
    for index in prefixes.indices where found < 0 {
      let fits =
        first.cell.hasBytes && !first.isInteger
        && builder.withBytes(of: first.cell) { TextCut.hasPrefix(prefixes[index].prefix, $0) }
      if fits { found = exact(Probe(first, prefix: index, hash: prefixes[index].hash), second, &builder) }
    }
    return found
  }

  private func exact(_ first: Probe, _ second: Probe?, _ builder: inout BatchBuilder) -> Int {
    guard arity == 2 else {
      let found = find(first, in: &builder)
      if found >= 0 || !hasWildcards { return found }
      return search(FoldedText.mix(0, Self.wildcard)) { entry in atoms[entry].bits == .max }
    }
    if let second {
      let found = search(FoldedText.mix(FoldedText.mix(0, first.hash), second.hash)) { entry in
        matches(entry &* 2, first, &builder) && matches(entry &* 2 &+ 1, second, &builder)
      }
      if found >= 0 { return found }
    }
    guard hasWildcards else { return -1 }
    return search(FoldedText.mix(FoldedText.mix(0, first.hash), Self.wildcard)) { entry in
      matches(entry &* 2, first, &builder) && atoms[entry &* 2 &+ 1].bits == .max
    }
  }

  /// The number of the key that is this value; -1 for none.
  func find(_ probe: Probe, in builder: inout BatchBuilder) -> Int {
    search(FoldedText.mix(0, probe.hash)) { entry in matches(entry, probe, &builder) }
  }

  private func search(_ hash: UInt64, _ verify: (Int) -> Bool) -> Int {
    var bucket = Int(truncatingIfNeeded: hash) & (buckets.count &- 1)
    while true {
      let entry = Int(buckets[bucket])
      if entry < 0 { return -1 }
      if hashes[entry] == hash, verify(entry) { return entry }
      bucket = (bucket &+ 1) & (buckets.count &- 1)
    }
  }

  private func matches(_ position: Int, _ probe: Probe, _ builder: inout BatchBuilder) -> Bool {
    let atom = atoms[position]
    if atom.isInteger || probe.isInteger {
      return atom.isInteger && probe.isInteger && Int64(bitPattern: atom.bits) == probe.integer
    }
    guard atom.bits != .max, probe.cell.hasBytes else { return false }
    let word = bytes.span.extracting(ByteRange(bits: atom.bits).indices)
    if probe.prefix >= 0 {
      let prefix = prefixes[probe.prefix].prefix
      return word.count == prefix.count + 1 && word[prefix.count] == Self.star && TextCut.hasPrefix(prefix, word)
    }
    return builder.withBytes(of: probe.cell) { text in FoldedText.equal(text, word) }
  }
}
