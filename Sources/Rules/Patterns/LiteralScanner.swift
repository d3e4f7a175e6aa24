/// Finds which of many literals a text contains.
///
/// Every literal is known by one of its pieces: up to four bytes, those that stand in the fewest of the other literals. The
/// scan slides over the text and asks a table of bits whether a piece is known; only where it is, literals are compared.
/// (R. M. Karp and M. O. Rabin, "Efficient randomized pattern-matching algorithms", 1987, for many patterns at once.) Steps
/// do not wait for each other as those of an automaton do, and the tables are a few bytes a literal, so that they
/// stay in the cache whatever the number of literals.
///
/// Literals are folded (`CaseFolding`); texts are folded, or compared as if their ASCII letters were.
struct LiteralScanner: Sendable {
  /// The length of the shortest literal.
  let shortest: Int
  private let tables: [PieceTable]

  /// A scanner for literals, none of which is empty or there twice.
  init(_ literals: [[UInt8]]) { self.init(LiteralPool(literals)) }

  /// A scanner for the literals of a pool, under their numbers there.
  init(_ literals: LiteralPool) {
    var byLength: [[Int32]] = [[], [], [], []]
    var shortest = Int.max
    for number in 0..<literals.count {
      let length = literals.range(number).count
      guard length > 0 else { continue }
      byLength[min(length, PieceTable.longest) - 1].append(Int32(number))
      shortest = min(shortest, length)
    }
    tables = byLength.enumerated().compactMap { length, numbers in
      numbers.isEmpty ? nil : PieceTable(literals, numbers, length: length + 1)
    }
    self.shortest = shortest
  }

  /// Calls with the number of each literal found and the offset where it ends, as often as it stands in the text.
  @inline(__always)
  func scan(_ text: borrowing Span<UInt8>, _ found: (Int32, Int) -> Void) {
    for table in tables {
      _ = table.search(text) { literal, end in
        found(literal, end)
        return false
      }
    }
  }

  /// Whether any of the literals stands in the text.
  func finds(in text: borrowing Span<UInt8>) -> Bool {
    guard text.count >= shortest else { return false }
    for table in tables where table.search(text, { _, _ in true }) { return true }
    return false
  }
}

/// The literals whose pieces have one length.
struct PieceTable: Sendable {
  /// Bytes in the longest pieces.
  static let longest = 4

  /// A literal known by a piece, and where the piece stands in it.
  private struct Entry: Sendable {
    var literal: Int32
    var offset: Int32
    /// The literal's bytes in `bytes`.
    var start: Int32
    var count: Int32
  }

  private let length: Int
  private let mask: UInt32
  /// One bit for each value of a piece's hash.
  private let bits: [UInt64]
  private let shift: UInt32
  /// Pieces by hash, open addressing: an index into `pieces`, or -1.
  private let slots: [Int32]
  private let slotShift: UInt32
  private let pieces: [UInt32]
  /// The entries of piece `n` are those from `starts[n]` to `starts[n + 1]`.
  private let starts: [Int32]
  private let entries: [Entry]
  private let bytes: [UInt8]

  /// A table of the literals with some numbers, each of at least `length` bytes.
  init(_ literals: LiteralPool, _ numbers: [Int32], length: Int) {
    self.length = length
    mask = length == Self.longest ? .max : (1 << UInt32(8 * length)) - 1
    bytes = literals.bytes
    var usage = PieceUsage(length: length, mask: mask, literals: numbers.count)
    let span = literals.bytes.span
    if numbers.count > 1 { for number in numbers { usage.count(span.extracting(literals.range(Int(number)))) } }
    // The piece in the upper half, so that sorting puts literals with the same piece side by side.
    var found: [UInt64] = []
    var offsets: [Int32] = []
    found.reserveCapacity(numbers.count)
    offsets.reserveCapacity(numbers.count)
    for (index, number) in numbers.enumerated() {
      let (piece, offset) = usage.rarest(span.extracting(literals.range(Int(number))))
      found.append(UInt64(piece) << 32 | UInt64(index))
      offsets.append(Int32(offset))
    }
    found.sort()
    var pieces: [UInt32] = []
    var starts: [Int32] = []
    var entries: [Entry] = []
    entries.reserveCapacity(found.count)
    for item in found {
      let piece = UInt32(item >> 32)
      if pieces.last != piece {
        pieces.append(piece)
        starts.append(Int32(entries.count))
      }
      let index = Int(item & 0xFFFF_FFFF)
      let range = literals.range(Int(numbers[index]))
      entries.append(
        Entry(
          literal: numbers[index], offset: offsets[index], start: Int32(range.lowerBound), count: Int32(range.count)))
    }
    starts.append(Int32(found.count))
    (bits, shift) = Self.bitTable(pieces)
    (slots, slotShift) = Self.slotTable(pieces)
    self.pieces = pieces
    self.starts = starts
    self.entries = entries
  }

  /// Multiplicative hashing (D. Knuth, The Art of Computer Programming 3, 6.4): the upper bits of a product.
  @inline(__always)
  private static func hash(_ piece: UInt32, _ shift: UInt32) -> Int {
    Int((piece &* 0x9E37_79B1) &>> shift)
  }

  /// 16 bits or more a piece, so that few others share one; 64 KiB at most.
  private static func bitTable(_ pieces: [UInt32]) -> (bits: [UInt64], shift: UInt32) {
    var log: UInt32 = 8
    while log < 19, 1 << log < pieces.count * 16 { log += 1 }
    var bits = [UInt64](repeating: 0, count: 1 << Int(log - 6))
    for piece in pieces {
      let hash = hash(piece, 32 - log)
      bits[hash >> 6] |= 1 << UInt64(hash & 63)
    }
    return (bits, 32 - log)
  }

  private static func slotTable(_ pieces: [UInt32]) -> (slots: [Int32], shift: UInt32) {
    var log: UInt32 = 4
    while log < 30, 1 << log < pieces.count * 2 { log += 1 }
    var slots = [Int32](repeating: -1, count: 1 << Int(log))
    for (number, piece) in pieces.enumerated() {
      var slot = hash(piece, 32 - log)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
    return (slots, 32 - log)
  }

  /// Calls with the literals found and where they end, until told to stop; whether it was.
  @inline(__always)
  func search(_ text: borrowing Span<UInt8>, _ isEnough: (Int32, Int) -> Bool) -> Bool {
    guard text.count >= length else { return false }
    let bits = bits.span
    var piece: UInt32 = 0
    for index in 0..<(length &- 1) { piece = piece &<< 8 | UInt32(text[index] | 0x20) }
    for index in (length &- 1)..<text.count {
      piece = (piece &<< 8 | UInt32(text[index] | 0x20)) & mask
      let hash = Self.hash(piece, shift)
      guard bits[hash &>> 6] &>> UInt64(hash & 63) & 1 != 0 else { continue }
      for number in candidates(piece) {
        let entry = entries[number]
        let start = index &+ 1 &- length &- Int(entry.offset)
        guard stands(entry, in: text, at: start) else { continue }
        if isEnough(entry.literal, start &+ Int(entry.count)) { return true }
      }
    }
    return false
  }

  /// The numbers of the entries of a piece.
  private func candidates(_ piece: UInt32) -> Range<Int> {
    var slot = Self.hash(piece, slotShift)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if pieces[number] == piece { return Int(starts[number])..<Int(starts[number &+ 1]) }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return 0..<0
  }

  private func stands(_ entry: Entry, in text: borrowing Span<UInt8>, at start: Int) -> Bool {
    guard start >= 0, start &+ Int(entry.count) <= text.count else { return false }
    let literal = bytes.span.extracting(Int(entry.start)..<Int(entry.start &+ entry.count))
    for index in literal.indices {
      let byte = text[start &+ index]
      guard (byte &- 0x41 < 26 ? byte | 0x20 : byte) == literal[index] else { return false }
    }
    return true
  }
}

/// How often pieces stand in literals, by a hash: enough to choose between them.
private struct PieceUsage {
  let length: Int
  let mask: UInt32
  /// Few literals need few counts; most fields have few.
  private var counts: [UInt32]
  private let shift: UInt32

  init(length: Int, mask: UInt32, literals: Int) {
    self.length = length
    self.mask = mask
    var log: UInt32 = 6
    while log < 14, 1 << log < literals * 64 { log += 1 }
    shift = 32 - log
    counts = [UInt32](repeating: 0, count: 1 << Int(log))
  }

  mutating func count(_ literal: borrowing Span<UInt8>) {
    var piece: UInt32 = 0
    for index in literal.indices {
      piece = (piece &<< 8 | UInt32(literal[index] | 0x20)) & mask
      if index >= length - 1 { counts[slot(piece)] &+= 1 }
    }
  }

  /// The piece of a literal that is in the fewest others, and where it stands.
  func rarest(_ literal: borrowing Span<UInt8>) -> (piece: UInt32, offset: Int) {
    var best: (piece: UInt32, offset: Int) = (0, 0)
    var fewest = UInt32.max
    var piece: UInt32 = 0
    for index in literal.indices {
      piece = (piece &<< 8 | UInt32(literal[index] | 0x20)) & mask
      guard index >= length - 1 else { continue }
      let count = counts[slot(piece)]
      if count < fewest { (best, fewest) = ((piece, index - length + 1), count) }
    }
    return best
  }

  private func slot(_ piece: UInt32) -> Int { Int((piece &* 0x9E37_79B1) &>> shift) }
}
