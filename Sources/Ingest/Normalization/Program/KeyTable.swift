import ECS

/// Finds an entry by one or two values: integers compared as integers, text without regard to ASCII case.
struct KeyTable: Sendable {
  /// A value of an event, ready to be looked up.
  struct Probe {
    let hash: UInt64
    let isInteger: Bool
    let integer: Int64
    let cell: Cell

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
  private var bytes: [UInt8] = []
  private var atoms: [Atom] = []
  private var hashes: [UInt64] = []
  private var arity: Int
  /// Indices of entries, -1 for none; a power of two long.
  private var buckets: [Int32] = Array(repeating: -1, count: 16)
  /// Whether some key ends with `*`.
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
    var hash: UInt64 = 0
    var made: [Atom] = []
    let mark = bytes.count
    for (index, text) in key.enumerated() {
      let utf8 = Array(text.utf8)
      if text == "*", index == key.count - 1 {
        hash = FoldedText.mix(hash, Self.wildcard)
        made.append(Atom(isInteger: false, bits: UInt64.max))
        hasWildcards = true
      } else if let integer = FoldedText.keyInteger(utf8.span) {
        hash = FoldedText.mix(hash, FoldedText.hash(integer))
        made.append(Atom(isInteger: true, bits: UInt64(bitPattern: integer)))
      } else {
        hash = FoldedText.mix(hash, FoldedText.hash(utf8.span))
        made.append(Atom(isInteger: false, bits: ByteRange(offset: bytes.count, count: utf8.count).bits))
        bytes += utf8
      }
    }
    if let known = existing(hash, made) {
      bytes.removeLast(bytes.count - mark)
      return known
    }
    atoms += made
    hashes.append(hash)
    place(Int32(hashes.count - 1))
    return hashes.count - 1
  }

  private func existing(_ hash: UInt64, _ key: [Atom]) -> Int? {
    for index in hashes.indices where hashes[index] == hash {
      let same = key.indices.allSatisfy { position in
        let atom = atoms[index * arity + position]
        let other = key[position]
        if atom.isInteger || other.isInteger || atom.bits == .max || other.bits == .max {
          return atom.isInteger == other.isInteger && atom.bits == other.bits
        }
        return FoldedText.equal(
          bytes.span.extracting(ByteRange(bits: atom.bits).indices),
          bytes.span.extracting(ByteRange(bits: other.bits).indices))
      }
      if same { return index }
    }
    return nil
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

  /// The number of the key that is this value; -1 for none.
  func find(_ probe: Probe, in builder: inout BatchBuilder) -> Int {
    search(FoldedText.mix(0, probe.hash)) { entry in matches(entry, probe, &builder) }
  }

  /// The number of the key that is these values; -1 for none.
  func find(_ first: Probe, _ second: Probe, in builder: inout BatchBuilder) -> Int {
    search(FoldedText.mix(FoldedText.mix(0, first.hash), second.hash)) { entry in
      matches(entry &* 2, first, &builder) && matches(entry &* 2 &+ 1, second, &builder)
    }
  }

  /// The number of the key that is this value followed by `*`; -1 for none.
  func findWildcard(_ first: Probe, in builder: inout BatchBuilder) -> Int {
    search(FoldedText.mix(FoldedText.mix(0, first.hash), Self.wildcard)) { entry in
      matches(entry &* 2, first, &builder) && atoms[entry &* 2 &+ 1].bits == .max
    }
  }

  /// The number of the key `*` of a table with one key; -1 for none.
  func findWildcard() -> Int {
    search(FoldedText.mix(0, Self.wildcard)) { entry in atoms[entry].bits == .max }
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
    return builder.withBytes(of: probe.cell) { text in
      FoldedText.equal(text, bytes.span.extracting(ByteRange(bits: atom.bits).indices))
    }
  }
}
