import ECS

/// Adds values to the events of a batch; the batch itself is shared until there is something to add.
struct BatchExtension {
  let batch: EventBatch
  private var bytes: [UInt8] = []
  private var added: [(row: Int, cell: Cell)] = []
  private var replaced: [Int: Cell] = [:]
  /// Where texts stand that were added already.
  private var known: [String: Cell] = [:]

  /// Nothing added yet.
  init(_ batch: EventBatch) {
    self.batch = batch
  }

  /// Adds a text. Rows must come in order.
  mutating func add(_ field: FieldID, _ text: String, row: Int) {
    var cell = cell(text)
    cell.field = field
    added.append((row, cell))
  }

  /// Makes a text the value of a field that normalization gave another value.
  mutating func replace(_ field: FieldID, _ text: String, row: Int) {
    for index in batch.cellRange(ofRow: row)
    where batch.cells[index].field == field && batch.cells[index].flags.contains(.mapped) {
      var cell = cell(text)
      cell.field = field
      cell.flags.formUnion(batch.cells[index].flags.intersection(.list))
      replaced[index] = cell
      return
    }
    add(field, text, row: row)
  }

  private mutating func cell(_ text: String) -> Cell {
    if let cell = known[text] { return cell }
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    let plain: Cell.Flags = JSONText.isPlain(bytes.span.extracting(start..<bytes.count)) ? .plain : []
    let cell = Cell(
      field: FieldID(rawValue: 0), kind: .string, flags: plain.union(.mapped),
      range: ByteRange(offset: batch.bytes.count + start, count: bytes.count - start))
    known[text] = cell
    return cell
  }

  /// The batch with everything added.
  func finish() -> EventBatch {
    if added.isEmpty, replaced.isEmpty { return batch }
    var cells: [Cell] = []
    cells.reserveCapacity(batch.cells.count + added.count)
    var rowStarts: [UInt32] = [0]
    rowStarts.reserveCapacity(batch.count + 1)
    var next = 0
    for row in 0..<batch.count {
      cells.append(contentsOf: batch.cells[batch.cellRange(ofRow: row)])
      while next < added.count, added[next].row == row {
        cells.append(added[next].cell)
        next += 1
      }
      rowStarts.append(UInt32(truncatingIfNeeded: cells.count))
    }
    for (index, cell) in replaced { cells[index + shift(of: index)] = cell }
    return EventBatch(
      bytes: batch.bytes + bytes, cells: cells, rowStarts: rowStarts, positions: batch.positions,
      sources: batch.sources, origins: batch.origins,
      rowOrigins: batch.rowOrigins.isEmpty ? [UInt32](repeating: 0, count: batch.count) : batch.rowOrigins)
  }

  /// How many cells were added in rows before the one that a cell of the batch is in.
  private func shift(of index: Int) -> Int {
    var low = 0
    var high = added.count
    while low < high {
      let middle = (low + high) / 2
      if Int(batch.rowStarts[added[middle].row + 1]) <= index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
