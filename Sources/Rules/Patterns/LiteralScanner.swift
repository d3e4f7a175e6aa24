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

  /// A scanner for literals, none of which is empty.
  init(_ literals: [[UInt8]]) {
    var byLength: [[Int32]] = [[], [], [], []]
    for (number, literal) in literals.enumerated() where !literal.isEmpty {
      byLength[min(literal.count, PieceTable.longest) - 1].append(Int32(number))
    }
    tables = byLength.enumerated().compactMap { length, numbers in
      numbers.isEmpty ? nil : PieceTable(literals, numbers, length: length + 1)
    }
    shortest = literals.reduce(Int.max) { min($0, $1.count) }
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
  init(_ literals: [[UInt8]], _ numbers: [Int32], length: Int) {
    self.length = length
    let mask: UInt32 = length == Self.longest ? .max : (1 << UInt32(8 * length)) - 1
    self.mask = mask
    var usage = PieceUsage(length: length)
    for number in numbers { usage.count(literals[Int(number)]) }
    var found: [(piece: UInt32, entry: Entry)] = []
    found.reserveCapacity(numbers.count)
    var bytes: [UInt8] = []
    for number in numbers {
      let literal = literals[Int(number)]
      let (piece, offset) = usage.rarest(literal)
      let entry = Entry(
        literal: number, offset: Int32(offset), start: Int32(bytes.count), count: Int32(literal.count))
      found.append((piece, entry))
      bytes += literal
    }
    found.sort { ($0.piece, $0.entry.literal) < ($1.piece, $1.entry.literal) }
    var pieces: [UInt32] = []
    var starts: [Int32] = []
    for (index, item) in found.enumerated() where pieces.last != item.piece {
      pieces.append(item.piece)
      starts.append(Int32(index))
    }
    starts.append(Int32(found.count))
    (bits, shift) = Self.bitTable(pieces)
    (slots, slotShift) = Self.slotTable(pieces)
    self.pieces = pieces
    self.starts = starts
    entries = found.map(\.entry)
    self.bytes = bytes
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
  private var counts = [UInt32](repeating: 0, count: 1 << 14)

  init(length: Int) { self.length = length }

  mutating func count(_ literal: [UInt8]) {
    for offset in 0...(literal.count - length) { counts[slot(piece(literal, offset))] += 1 }
  }

  /// The piece of a literal that is in the fewest others, and where it stands.
  func rarest(_ literal: [UInt8]) -> (piece: UInt32, offset: Int) {
    var best = (piece: piece(literal, 0), offset: 0)
    for offset in 0...(literal.count - length) {
      let piece = piece(literal, offset)
      if counts[slot(piece)] < counts[slot(best.piece)] { best = (piece, offset) }
    }
    return best
  }

  private func piece(_ literal: [UInt8], _ offset: Int) -> UInt32 {
    var piece: UInt32 = 0
    for index in offset..<(offset + length) { piece = piece << 8 | UInt32(literal[index] | 0x20) }
    return piece
  }

  private func slot(_ piece: UInt32) -> Int { Int((piece &* 0x9E37_79B1) >> 18) }
}
