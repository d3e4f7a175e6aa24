import Synchronization

/// Collects events into a batch, one row after the other.
///
/// Usage, by a reader: `load(text:)` once if strings will point into the input, then for every record append its cells
/// and call `endRow`; `finish` when `isFull`. A row that turns out to be broken is taken back with `abandonRow`.
///
/// String cells hold offsets in one address space: first the loaded text, then whatever was appended.
public struct BatchBuilder: Sendable {
  /// How large a batch may grow before `isFull` says so. Rows are never split.
  public struct Limits: Sendable {
    /// Events in a batch.
    public var rows: Int
    /// Bytes of text in a batch.
    public var bytes: Int

    /// Sets both bounds.
    public init(rows: Int = 8_192, bytes: Int = 16 << 20) {
      self.rows = rows
      self.bytes = bytes
    }
  }

  /// The input that the events come from.
  public var origin: EventOrigin
  /// The bounds of a batch.
  public let limits: Limits

  /// The input text that cells may point into.
  public private(set) var text: [UInt8] = []
  /// Bytes that are not in the input: decoded, unescaped or computed strings.
  @usableFromInline var appended: [UInt8] = []
  /// A number that changes, and never comes back in this process, whenever appended bytes are given away or taken back:
  /// with `finish` and `abandonRow`. Who remembers where some bytes stand asks it whether they still stand there.
  public private(set) var epoch = Self.nextEpoch()
  @usableFromInline var base = 0
  @usableFromInline var cells: [Cell] = []
  @usableFromInline var rowStart = 0
  @usableFromInline var appendedStart = 0
  private var rowStarts: [UInt32] = [0]
  private var positions: [RecordPosition] = []
  private var sources: [ByteRange] = []
  /// Of the rows so far, as far as anything is known of one, and of the current row.
  private var repetitions: [RowRepetition] = []
  @usableFromInline var repetition = RowRepetition.none

  /// An empty builder.
  public init(origin: EventOrigin, limits: Limits = Limits()) {
    self.origin = origin
    self.limits = limits
  }

  // MARK: Rows

  /// The number of finished rows.
  public var count: Int { positions.count }

  /// Whether the batch has reached its limits and should be finished before the next row.
  public var isFull: Bool {
    count >= limits.rows || appended.count + base >= limits.bytes
  }

  /// The number of bytes that rows hold so far, loaded text included.
  public var byteCount: Int { base + appended.count }

  /// Makes `text` the bytes that cells may point into. Only between batches: before the first row.
  public mutating func load(text: [UInt8]) {
    precondition(count == 0 && cells.isEmpty && appended.isEmpty, "text is loaded before the first row")
    self.text = text
    base = text.count
  }

  /// Closes the current row. `source` is the range of the original document when that is text in the batch.
  public mutating func endRow(at position: RecordPosition, source: ByteRange = ByteRange(offset: 0, count: 0)) {
    if repetition.first >= 0, repetition.count == rowCellCount {
      while repetitions.count < count { repetitions.append(.none) }
      repetitions.append(repetition)
    }
    repetition.first = -1
    positions.append(position)
    sources.append(source)
    rowStart = cells.count
    rowStarts.append(UInt32(rowStart))
    appendedStart = appended.count
  }

  /// Says in what the current row, which is complete, differs from an earlier row of the batch. Whoever says it knows that the
  /// earlier row has as many cells, and that those that are not named are the same. It is forgotten when a cell is changed
  /// afterwards.
  public mutating func note(_ repetition: RowRepetition) { self.repetition = repetition }

  private static let epochs = Atomic<UInt64>(0)

  private static func nextEpoch() -> UInt64 {
    epochs.add(1, ordering: .relaxed).newValue
  }

  /// Drops the cells of the current row and the bytes appended for it.
  public mutating func abandonRow() {
    epoch = Self.nextEpoch()
    repetition.first = -1
    cells.removeLast(cells.count - rowStart)
    appended.removeLast(appended.count - appendedStart)
  }

  /// The finished batch; the builder is empty again afterwards and keeps nothing of it.
  public mutating func finish() -> EventBatch {
    abandonRow()
    var bytes = text
    text = []
    let appendedCount = appended.count
    if bytes.isEmpty { swap(&bytes, &appended) } else { bytes.append(contentsOf: appended) }
    while !repetitions.isEmpty, repetitions.count < count { repetitions.append(.none) }
    let batch = EventBatch(
      bytes: bytes, cells: cells, rowStarts: rowStarts, positions: positions, sources: sources, origin: origin,
      repetitions: repetitions)
    appended = []
    cells = []
    rowStarts = [0]
    positions = []
    sources = []
    repetitions = []
    base = 0
    rowStart = 0
    appendedStart = 0
    // The next batch will be much like this one.
    appended.reserveCapacity(appendedCount + appendedCount / 8)
    cells.reserveCapacity(batch.cells.count + batch.cells.count / 8)
    return batch
  }

  // MARK: The current row

  /// The number of cells in the current row.
  @inlinable
  public var rowCellCount: Int { cells.count - rowStart }

  /// The cell at an index of the current row.
  @inlinable
  public subscript(rowCell index: Int) -> Cell {
    get { cells[rowStart + index] }
    set {
      repetition.first = -1
      cells[rowStart + index] = newValue
    }
  }

  /// Reads the cells of the current row.
  @inlinable
  public func withRowCells<R>(_ body: (borrowing Span<Cell>) -> R) -> R {
    body(cells.span.extracting(rowStart..<cells.count))
  }

  /// Drops the cells of the current row from an index on. The bytes they point at stay.
  public mutating func truncateRow(to count: Int) {
    precondition(count <= rowCellCount, "a row cannot be truncated to more than it has")
    repetition.first = -1
    cells.removeLast(rowCellCount - count)
  }

  /// The index in the current row of the first cell of a field that is not null.
  public func rowIndex(of field: FieldID) -> Int? {
    for index in rowStart..<cells.count where cells[index].field == field && cells[index].kind != .null {
      return index - rowStart
    }
    return nil
  }

  /// Appends a finished cell.
  @inlinable
  public mutating func append(_ cell: Cell) {
    cells.append(cell)
  }

  /// Appends an integer.
  @inlinable
  public mutating func append(_ field: FieldID, int value: Int64, flags: Cell.Flags = []) {
    cells.append(Cell(field: field, kind: .int, flags: flags, bits: UInt64(bitPattern: value)))
  }

  /// Appends a number above `Int64.max` or any other unsigned number.
  @inlinable
  public mutating func append(_ field: FieldID, unsigned value: UInt64, flags: Cell.Flags = []) {
    cells.append(Cell(field: field, kind: value > UInt64(Int64.max) ? .unsigned : .int, flags: flags, bits: value))
  }

  /// Appends a floating-point number. A NaN or an infinity, which JSON cannot say, becomes a string.
  public mutating func append(_ field: FieldID, double value: Double, flags: Cell.Flags = []) {
    if value.isFinite {
      cells.append(Cell(field: field, kind: .double, flags: flags, bits: value.bitPattern))
    } else {
      append(field, string: "\(value)", flags: flags)
    }
  }

  /// Appends true or false.
  @inlinable
  public mutating func append(_ field: FieldID, bool value: Bool, flags: Cell.Flags = []) {
    cells.append(Cell(field: field, kind: .bool, flags: flags, bits: value ? 1 : 0))
  }

  /// Appends a point in time.
  @inlinable
  public mutating func append(_ field: FieldID, date value: Timestamp, flags: Cell.Flags = []) {
    cells.append(Cell(field: field, kind: .date, flags: flags, bits: UInt64(bitPattern: value.nanoseconds)))
  }

  /// Appends a string that the program holds. For constants and computed values.
  public mutating func append(_ field: FieldID, string value: String, flags: Cell.Flags = []) {
    let start = beginString()
    appended.append(contentsOf: value.utf8)
    endString(field, from: start, flags: flags)
  }

  /// Appends a string by its bytes, which must be valid UTF-8.
  public mutating func append(_ field: FieldID, utf8 value: borrowing Span<UInt8>, flags: Cell.Flags = []) {
    let start = beginString()
    appended.append(copying: value)
    endString(field, from: start, flags: flags)
  }

  /// Appends finished cells.
  @inlinable
  public mutating func append(_ added: borrowing Span<Cell>) {
    // The pointer is only read during the call.
    unsafe added.withUnsafeBufferPointer { buffer in unsafe cells.append(contentsOf: buffer) }
  }

  // MARK: The whole batch

  /// The number of cells in all rows, the current one included.
  @inlinable
  public var cellCount: Int { cells.count }

  /// A cell by its number in the batch.
  @inlinable
  public subscript(cell index: Int) -> Cell { cells[index] }

  // MARK: Bytes

  /// The place at which the next byte given to `appendByte` will stand; pass it to `endString`.
  @inlinable
  public func beginString() -> Int { appended.count }

  /// Adds a byte to the string begun last.
  @inlinable
  public mutating func appendByte(_ byte: UInt8) {
    appended.append(byte)
  }

  /// Adds bytes to the string begun last.
  @inlinable
  public mutating func appendBytes(_ bytes: some Collection<UInt8>) {
    appended.append(contentsOf: bytes)
  }

  /// Gives writers that fill many bytes at once direct access to the appended bytes.
  @inlinable
  public mutating func withAppended<R>(_ body: (inout [UInt8]) -> R) -> R {
    body(&appended)
  }

  /// Makes a cell of the bytes appended since `start`. Without `plain` in the flags the bytes are checked for it.
  @inlinable
  public mutating func endString(
    _ field: FieldID, from start: Int, kind: Cell.Kind = .string, flags: Cell.Flags = []
  ) {
    var flags = flags
    if kind == .string, !flags.contains(.plain), JSONText.isPlain(appended.span.extracting(start..<appended.count)) {
      flags.insert(.plain)
    }
    cells.append(Cell(field: field, kind: kind, flags: flags, range: range(from: start)))
  }

  /// The range, in the batch's address space, of the bytes appended since `start`.
  @inlinable
  public func range(from start: Int) -> ByteRange {
    ByteRange(offset: base + start, count: appended.count - start)
  }

  /// Reads the bytes that a cell of this batch points at.
  @inlinable
  public func withBytes<R, E: Error>(of cell: Cell, _ body: (borrowing Span<UInt8>) throws(E) -> R) throws(E) -> R {
    let range = cell.range
    if Int(range.offset) >= base {
      let start = Int(range.offset) - base
      return try body(appended.span.extracting(start..<start + Int(range.count)))
    }
    return try body(text.span.extracting(range.indices))
  }

  /// The text of a cell of this batch that has bytes. Convenient rather than fast.
  public func string(of cell: Cell) -> String {
    let range = cell.range
    if Int(range.offset) >= base {
      let start = Int(range.offset) - base
      return String(decoding: appended[start..<start + Int(range.count)], as: UTF8.self)
    }
    return String(decoding: text[range.indices], as: UTF8.self)
  }
}
