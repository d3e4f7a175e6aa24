/// Comparing cells whose bounds were checked beforehand: a reviewed unsafe part.
@unsafe
enum RawCells {
  /// Compares two rows cell by cell in a given order, and writes the places in that order whose cells differ to `found`.
  ///
  /// The cell of every step is below the number of cells of both rows, and `found` has room for one number more than there
  /// are steps. Returns how many were written.
  ///
  /// Not inlined: the loop needs all registers for itself.
  @inline(never)
  static func differences(
    _ row: UnsafePointer<Cell>, _ earlier: UnsafePointer<Cell>, order: UnsafePointer<PlanBook.Step>, count: Int,
    to found: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var written = 0
    for place in 0..<count {
      let index = unsafe Int(order[place].cell)
      let head = unsafe row[index].head ^ earlier[index].head
      let bits = unsafe row[index].bits ^ earlier[index].bits
      unsafe found[written] = UInt32(truncatingIfNeeded: place)
      let difference = head | bits
      // 1 when any bit is set, without a branch.
      written &+= Int(truncatingIfNeeded: (difference | (0 &- difference)) &>> 63)
    }
    return written
  }
}
