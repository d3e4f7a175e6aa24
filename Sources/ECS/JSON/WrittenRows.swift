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

  /// The steps whose values differ, of the rows compared last, in order, counted from the plan's first: the first
  /// `changedCount` of these. There is room for all steps of the plan compared, and for one more.
  private(set) var changed: [UInt32] = []
  private(set) var changedCount = 0
  /// The bytes that each step of the book took in the row written last: literal and value.
  var lengths: [UInt32] = []
  private(set) var rows: [Row] = []
  /// The batch that each row belongs to.
  private var batches: [UInt64] = []
  private var batch: UInt64 = 0
  private var generation = 0

  init() {}

  /// Forgets the rows: cells and output are others from here on.
  mutating func begin() { batch += 1 }

  /// Finds the steps in which a row differs from the one of the batch that a plan wrote last. Returns the most bytes that
  /// the values that differ can take; `nil` when there is no such row, its shape is another one, or the values are none
  /// that can be written fast. `cells` are those of the batch, `byteCount` is the size of its bytes.
  @inline(__always)
  mutating func compare(
    _ row: borrowing Span<Cell>, with plan: Int, _ book: borrowing PlanBook, _ cells: borrowing Span<Cell>,
    _ byteCount: Int
  ) -> Int? {
    guard plan >= 0, plan < rows.count, batches[plan] == batch, generation == book.generation else { return nil }
    let entry = book.entries[plan]
    let before = rows[plan]
    let earlier = cells.extracting(before.cells..<before.cells + before.cellCount)
    // A cell that is not written has no step, and would not be compared. The plan was made of a row with as many cells as
    // its shape has words.
    let count = entry.shape.count
    guard row.count == count, earlier.count == count, entry.steps.count == count else { return nil }
    while changed.count <= count { changed.append(0) }
    let order = book.steps.span.extracting(entry.steps)
    changedCount = Self.differences(row, earlier, order, &changed)
    var room = 0
    for place in 0..<changedCount {
      let step = order[Int(changed[place])]
      let cell = row[Int(step.cell)]
      guard WritePlan.shapeWord(cell) == WritePlan.shapeWord(earlier[Int(step.cell)]) else { return nil }
      let value = RowRoom.of(cell, byteCount)
      if value < 0 { return nil }
      room &+= value &+ Int(step.count)
    }
    return room
  }

  /// The steps whose cells differ between two rows of a plan.
  @inline(__always)
  private static func differences(
    _ row: borrowing Span<Cell>, _ earlier: borrowing Span<Cell>, _ order: borrowing Span<PlanBook.Step>,
    _ found: inout [UInt32]
  ) -> Int {
    // Every step of a plan names a cell of the row it was made of, which has as many cells as these two, and `found` has
    // more room than there are steps.
    unsafe row.withUnsafeBufferPointer { new in
      unsafe earlier.withUnsafeBufferPointer { old in
        unsafe order.withUnsafeBufferPointer { order in
          unsafe found.withUnsafeMutableBufferPointer { found in
            guard let new = new.baseAddress, let old = old.baseAddress, let steps = order.baseAddress,
              let found = found.baseAddress
            else { return 0 }
            return unsafe RawCells.differences(new, old, order: steps, count: order.count, to: found)
          }
        }
      }
    }
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
    while lengths.count < book.steps.count { lengths.append(0) }
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
