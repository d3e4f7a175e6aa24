/// How much room a value needs in the output.
enum RowRoom {
  /// The most bytes that the values of a row can take; -1 when one of them is a structure, is very long, or points
  /// outside the batch.
  static func of(_ cells: borrowing Span<Cell>, _ byteCount: Int) -> Int {
    var room = 0
    for index in cells.indices {
      let value = of(cells[index], byteCount)
      if value < 0 { return -1 }
      room &+= value
    }
    return room
  }

  /// The same for one value.
  @inline(__always)
  static func of(_ cell: Cell, _ byteCount: Int) -> Int {
    guard cell.hasBytes else { return 40 }
    let range = cell.range
    let count = Int(range.count)
    if range.end > byteCount || cell.kind == .json { return -1 }
    if cell.kind == .numeral || cell.flags.contains(.plain) { return count &+ 2 }
    // A control character becomes six bytes; so much is not reserved for long text.
    return count > 65_536 ? -1 : count &* 6 &+ 2
  }
}
