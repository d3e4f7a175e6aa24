/// The current row of a `BatchBuilder`, opened for code that appends many cells: who owns the batch's memory and whether it
/// has room is found out once for the row and not for each cell. A reviewed unsafe part.
///
/// Every access is checked against the cells that there are, and against the room that was asked for. The pointer is good
/// while `BatchBuilder.withOpenRow` runs, which is the only one that makes an `OpenRow`; as it cannot be copied, none
/// outlives that.
@safe
public struct OpenRow: ~Copyable {
  /// The cells of the whole batch.
  @usableFromInline let cells: UnsafeMutablePointer<Cell>
  /// The number of the row's first cell in the batch.
  @usableFromInline let start: Int
  /// The number behind its last one.
  @usableFromInline var end: Int
  /// The number of cells in the batch for which there is room.
  @usableFromInline let limit: Int
  /// The bytes of loaded text; ranges from here on lie in the appended bytes.
  public let textCount: Int

  @inlinable
  @inline(__always)
  init(cells: UnsafeMutablePointer<Cell>, start: Int, end: Int, limit: Int, textCount: Int) {
    unsafe self.cells = cells
    self.start = start
    self.end = end
    self.limit = limit
    self.textCount = textCount
  }

  /// The number of cells in the row.
  @inlinable
  @inline(__always)
  public var count: Int { end &- start }

  /// The number of cells in all rows, this one included.
  @inlinable
  @inline(__always)
  public var cellCount: Int { end }

  /// How many cells can be appended.
  @inlinable
  @inline(__always)
  public var room: Int { limit &- end }

  /// The cell at an index of the row.
  @inlinable
  @inline(__always)
  public subscript(index: Int) -> Cell {
    precondition(index >= 0 && index < end &- start, "no such cell in the row")
    return unsafe cells[start &+ index]
  }

  /// A cell by its number in the batch.
  @inlinable
  @inline(__always)
  public subscript(cell index: Int) -> Cell {
    precondition(index >= 0 && index < end, "no such cell in the batch")
    return unsafe cells[index]
  }

  /// Appends a cell, for which there must be room.
  @inlinable
  @inline(__always)
  public mutating func append(_ cell: Cell) {
    precondition(end < limit, "the row was opened for fewer cells")
    unsafe cells[end] = cell
    end &+= 1
  }

  /// Appends cells of the batch again, for which there must be room.
  @inlinable
  @inline(__always)
  public mutating func append(again first: Int, count: Int) {
    precondition(
      first >= 0 && count >= 0 && first &+ count <= end && end &+ count <= limit, "no such cells, or no room")
    // They stand in front of the free ones.
    for index in 0..<count { unsafe cells[end &+ index] = cells[first &+ index] }
    end &+= count
  }
}

extension BatchBuilder {
  /// Opens the current row for up to `room` further cells. `body` gets the row, the appended bytes and the loaded text, and
  /// what it returns is returned.
  @inlinable
  @inline(__always)
  public mutating func withOpenRow(room: Int, _ body: (inout OpenRow, inout [UInt8], borrowing Span<UInt8>) -> Int)
    -> Int
  {
    Self.open(&cells, &appended, text, start: rowStart, textCount: base, room: room, body)
  }

  @inlinable
  @inline(__always)
  static func open(
    _ cells: inout [Cell], _ appended: inout [UInt8], _ text: borrowing [UInt8], start: Int, textCount: Int, room: Int,
    _ body: (inout OpenRow, inout [UInt8], borrowing Span<UInt8>) -> Int
  ) -> Int {
    let before = cells.count
    var result = 0
    cells.append(addingCapacity: max(room, 1)) { (free: inout OutputSpan<Cell>) in
      unsafe free.withUnsafeMutableBufferPointer { buffer, count in
        guard let base = buffer.baseAddress else { return }
        // The cells that the batch has stand in front of the free ones, in the same memory, which is this builder's alone.
        var row = unsafe OpenRow(
          cells: base - before, start: start, end: before, limit: before &+ buffer.count, textCount: textCount)
        result = body(&row, &appended, text.span)
        count = row.end &- before
      }
    }
    return result
  }
}
