/// For each plan of a book, the row of the current batch that was written by it last: the next one is compared with it,
/// and what both share is copied instead of being made again.
struct WrittenRows: Sendable {
  /// Where a row stands.
  struct Row: Sendable {
    /// Its cells in the batch.
    var cells = 0
    var cellCount = 0
    /// Its bytes in the output.
    var output = 0
    var outputCount = 0
  }

  /// The steps whose values differ, of the rows compared last, as bits counted from the plan's first. There are words for all
  /// steps of the plan compared.
  private(set) var changed: [UInt64] = []
  /// The cells that differ. There is room for those of the row compared, and for one more.
  private var cells: [UInt32] = []
  /// For each step of the book where its literal and value ended in the row written last, counted from the row's beginning.
  var ends: [UInt32] = []
  /// The texts of the batch that were escaped last.
  var escaped = EscapedTexts(places: 8)
  private(set) var rows: [Row] = []
  /// The batch that each row belongs to.
  private var batches: [UInt64] = []
  private var batch: UInt64 = 0
  private var generation = 0

  init() {}

  /// Forgets the rows: cells and output are others from here on.
  mutating func begin() {
    batch += 1
    escaped.forget()
  }

  /// Finds the steps in which a row differs from the one of the batch that a plan wrote last. Returns the most bytes that
  /// the values that differ can take; `nil` when there is no such row, its shape is another one, or the values are none
  /// that can be written fast. `batchCells` are those of the batch, `byteCount` is the size of its bytes.
  @inline(__always)
  mutating func compare(
    _ row: borrowing Span<Cell>, with plan: Int, _ book: borrowing PlanBook, _ batchCells: borrowing Span<Cell>,
    _ byteCount: Int, _ repetition: RowRepetition
  ) -> Int? {
    guard plan >= 0, plan < rows.count, batches[plan] == batch, generation == book.generation else { return nil }
    let entry = book.entries[plan]
    let before = rows[plan]
    // A cell that is not written has no step, and would not be compared.
    let count = entry.shape.count
    guard row.count == count, before.cellCount == count, entry.steps.count == count else { return nil }
    let earlier = batchCells.extracting(before.cells..<before.cells + count)
    while cells.count <= count { cells.append(0) }
    // Another may have looked already.
    let found =
      repetition.first == before.cells && repetition.count == count
      ? Self.differences(row, earlier, repetition, &cells) : Self.differences(row, earlier, &cells)
    guard found.heads & WritePlan.shapeMask == 0 else { return nil }
    return Self.note(cells, found.count, of: row, entry, book, byteCount, &changed)
  }

  /// Notes the steps of the cells that differ: the first `count` of some.
  @inline(__always)
  private static func note(
    _ cells: borrowing [UInt32], _ count: Int, of row: borrowing Span<Cell>, _ entry: PlanBook.Entry,
    _ book: borrowing PlanBook, _ byteCount: Int, _ changed: inout [UInt64]
  ) -> Int? {
    while changed.count &* 64 < row.count { changed.append(0) }
    for word in changed.indices { changed[word] = 0 }
    let places = book.places.span.extracting(entry.shape)
    var changed = changed.mutableSpan
    let cells = cells.span
    var room = entry.literalBytes
    for place in 0..<count {
      let index = Int(cells[place])
      let value = RowRoom.of(row[index], byteCount)
      if value < 0 { return nil }
      room &+= value
      let step = Int(places[index])
      changed[step &>> 6] |= 1 &<< UInt64(step & 63)
    }
    return room
  }

  /// The cells of which is said that they may differ between two rows of as many cells.
  @inline(__always)
  private static func differences(
    _ row: borrowing Span<Cell>, _ earlier: borrowing Span<Cell>, _ repetition: RowRepetition, _ found: inout [UInt32]
  ) -> (count: Int, heads: UInt64) {
    var found = found.mutableSpan
    var count = 0
    var heads: UInt64 = 0
    var bits = repetition.low
    var base = 0
    while true {
      while bits != 0 {
        let index = base &+ bits.trailingZeroBitCount
        bits &= bits &- 1
        heads |= row[index].head ^ earlier[index].head
        found[count] = UInt32(truncatingIfNeeded: index)
        count &+= 1
      }
      if base > 0 || repetition.high == 0 { return (count, heads) }
      (bits, base) = (repetition.high, 64)
    }
  }

  /// The cells that differ between two rows of as many cells.
  @inline(__always)
  private static func differences(
    _ row: borrowing Span<Cell>, _ earlier: borrowing Span<Cell>, _ found: inout [UInt32]
  ) -> (count: Int, heads: UInt64) {
    let count = row.count
    // Both rows have `count` cells, and `found` has more room than that.
    return unsafe row.withUnsafeBufferPointer { new in
      unsafe earlier.withUnsafeBufferPointer { old in
        unsafe found.withUnsafeMutableBufferPointer { found in
          guard let new = new.baseAddress, let old = old.baseAddress, let found = found.baseAddress else {
            return (0, 0)
          }
          return unsafe RawCells.differences(new, old, count: count, to: found)
        }
      }
    }
  }

  /// Takes out what changes while a row is written, so that nothing is copied and nobody asks who owns it.
  @inline(__always)
  mutating func takeOut() -> (ends: [UInt32], escaped: EscapedTexts) {
    var taken: (ends: [UInt32], escaped: EscapedTexts) = ([], EscapedTexts(places: 0))
    swap(&taken.ends, &ends)
    swap(&taken.escaped, &escaped)
    return taken
  }

  /// Puts it back.
  @inline(__always)
  mutating func putBack(_ ends: inout [UInt32], _ escaped: inout EscapedTexts) {
    swap(&ends, &self.ends)
    swap(&escaped, &self.escaped)
  }

  /// Makes place for all plans of a book.
  @inline(__always)
  mutating func makeRoom(_ book: borrowing PlanBook) {
    if generation != book.generation || rows.count < book.entries.count { grow(book) }
  }

  private mutating func grow(_ book: borrowing PlanBook) {
    if generation != book.generation {
      generation = book.generation
      begin()
    }
    while ends.count < book.steps.count { ends.append(0) }
    while rows.count < book.entries.count {
      rows.append(Row())
      batches.append(0)
    }
  }

  /// Notes the row that was written by a plan, and where in the output.
  @inline(__always)
  mutating func note(_ row: Row, _ output: Range<Int>, of plan: Int) {
    var row = row
    (row.output, row.outputCount) = (output.lowerBound, output.count)
    rows[plan] = row
    batches[plan] = batch
  }
}
