/// Comparing cells whose bounds were checked beforehand: a reviewed unsafe part.
@unsafe
enum RawCells {
  /// Compares two rows of `count` cells, and writes the numbers of those that differ to `found`, which has room for one more
  /// than there are cells. Returns how many were written, and all bits in which any two heads differ.
  ///
  /// Not inlined: the loop needs all registers for itself.
  @inline(never)
  static func differences(
    _ row: UnsafePointer<Cell>, _ earlier: UnsafePointer<Cell>, count: Int, to found: UnsafeMutablePointer<UInt32>
  ) -> (count: Int, heads: UInt64) {
    var written = 0
    var heads: UInt64 = 0
    var index = 0
    while index < count {
      let head = unsafe row[index].head ^ earlier[index].head
      let bits = unsafe row[index].bits ^ earlier[index].bits
      heads |= head
      unsafe found[written] = UInt32(truncatingIfNeeded: index)
      // Without a branch.
      written &+= head | bits == 0 ? 0 : 1
      index &+= 1
    }
    return (written, heads)
  }

  /// Compares two rows of `count` cells. Returns the cells that differ as bits, those from 63 on as one, and all bits in which
  /// any two heads differ.
  @inline(never)
  static func changes(_ row: UnsafePointer<Cell>, _ earlier: UnsafePointer<Cell>, count: Int) -> (
    cells: UInt64, heads: UInt64
  ) {
    var cells: UInt64 = 0
    var heads: UInt64 = 0
    var index = count
    while index > 63 {
      index &-= 1
      let head = unsafe row[index].head ^ earlier[index].head
      heads |= head
      if unsafe head | (row[index].bits ^ earlier[index].bits) != 0 { cells = 1 }
    }
    while index > 0 {
      index &-= 1
      let head = unsafe row[index].head ^ earlier[index].head
      heads |= head
      let bits = unsafe row[index].bits ^ earlier[index].bits
      cells = cells &<< 1 | (head | bits == 0 ? 0 : 1)
    }
    return (cells, heads)
  }
}

extension BatchBuilder {
  /// Compares the cells of the current row with as many of the batch from `first` on. Returns those that differ as bits, those
  /// from 63 on as one; `nil` when the fields or kinds of two differ.
  public func changes(from first: Int, count: Int) -> UInt64? {
    guard rowCellCount == count, first >= 0, first <= cells.count - count else { return nil }
    let span = cells.span
    let row = span.extracting(rowStart..<rowStart &+ count)
    let earlier = span.extracting(first..<first &+ count)
    // Both have `count` cells.
    let found = unsafe row.withUnsafeBufferPointer { row in
      unsafe earlier.withUnsafeBufferPointer { earlier -> (cells: UInt64, heads: UInt64) in
        guard let row = row.baseAddress, let earlier = earlier.baseAddress else { return (0, 0) }
        return unsafe RawCells.changes(row, earlier, count: count)
      }
    }
    return found.heads & 0xFF_FFFF_FFFF == 0 ? found.cells : nil
  }
}
