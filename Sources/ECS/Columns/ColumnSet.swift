/// Typed columns of the chosen fields of a batch, made in one pass over its cells.
///
/// The type of a column is that of the field in the schema; values that cannot be read as that type are counted in
/// `mistyped` and left out of the column (the event itself keeps them).
public struct ColumnSet: Sendable {
  /// The events that the columns are of; what no column holds is still there.
  public let batch: EventBatch
  /// The number of rows.
  public let count: Int
  /// Values that were not of their field's type.
  public private(set) var mistyped = 0

  private var slots: [Int32]
  private var columns: [Column]

  /// Reads the columns of `selection` from a batch.
  public init(_ batch: EventBatch, _ selection: FieldSelection) {
    self.batch = batch
    count = batch.count
    slots = selection.slots
    columns = selection.families.map { Column(family: $0, rows: batch.count) }
    let bytes = batch.bytes.span
    let cells = batch.cells.span
    var routing = PatternRouting(selection.patterns)
    for row in 0..<batch.count {
      for index in batch.cellRange(ofRow: row) {
        let cell = cells[index]
        // What a `.json` cell keeps whole stands beside it as derived cells.
        if !routing.isEmpty, cell.kind != .null, cell.kind != .json {
          for slot in routing.slots(of: cell.field) { _ = columns[slot].add(cell, bytes, row: row) }
        }
        guard cell.field.index < slots.count else { continue }
        let slot = slots[cell.field.index]
        guard slot >= 0, cell.kind != .null else { continue }
        if !columns[Int(slot)].add(cell, bytes, row: row) { mistyped += 1 }
      }
    }
    for index in columns.indices { columns[index].seal() }
  }

  /// The column of a field, `nil` when it was not selected.
  public subscript(field: FieldID) -> Column? {
    guard field.index < slots.count, slots[field.index] >= 0 else { return nil }
    return columns[Int(slots[field.index])]
  }

  /// The column of a field of keywords; `nil` when it was not selected or is of another type.
  public func keywords(_ field: FieldID) -> KeywordColumn? {
    if case .keyword(let column) = self[field] { column } else { nil }
  }

  /// The column of a field of integers.
  public func integers(_ field: FieldID) -> ScalarColumn<Int64>? {
    if case .integer(let column) = self[field] { column } else { nil }
  }

  /// The column of a date field, in nanoseconds since 1970.
  public func dates(_ field: FieldID) -> ScalarColumn<Int64>? {
    if case .date(let column) = self[field] { column } else { nil }
  }

  /// The column of a field of addresses.
  public func addresses(_ field: FieldID) -> ScalarColumn<IPAddress>? {
    if case .ip(let column) = self[field] { column } else { nil }
  }
}

/// Which fields a consumer wants as columns. Make it once, use it for every batch.
public struct FieldSelection: Sendable {
  /// The fields, in the order of their columns, each once.
  public let fields: [FieldID]
  let families: [ColumnFamily]
  let slots: [Int32]
  let patterns: [PatternSlot]

  /// A column that gathers the values of all fields whose path matches.
  struct PatternSlot: Sendable {
    let slot: Int
    let pattern: FieldPattern
  }

  /// Selects fields; repeated ones count once. A field whose path has a `*` stands for all fields that match it, as one
  /// column of text.
  public init(_ fields: some Sequence<FieldID>) {
    var ordered: [FieldID] = []
    var slots: [Int32] = []
    for field in fields {
      while slots.count <= field.index { slots.append(-1) }
      guard slots[field.index] < 0 else { continue }
      slots[field.index] = Int32(ordered.count)
      ordered.append(field)
    }
    self.fields = ordered
    self.slots = slots
    families = ordered.map { $0.type.family }
    patterns = ordered.enumerated().compactMap { slot, field in
      FieldPattern(field.path).map { PatternSlot(slot: slot, pattern: $0) }
    }
  }
}

extension Column {
  init(family: ColumnFamily, rows: Int) {
    switch family {
    case .keyword: self = .keyword(KeywordColumn(rows: rows))
    case .integer: self = .integer(ScalarColumn(rows: rows, zero: 0))
    case .double: self = .double(ScalarColumn(rows: rows, zero: 0))
    case .boolean: self = .boolean(ScalarColumn(rows: rows, zero: false))
    case .date: self = .date(ScalarColumn(rows: rows, zero: 0))
    case .ip: self = .ip(ScalarColumn(rows: rows, zero: IPAddress(bits: 0)))
    }
  }

  mutating func seal() {
    guard case .keyword(var column) = self else { return }
    self = .boolean(ScalarColumn(rows: 0, zero: false))
    column.seal()
    self = .keyword(column)
  }

  /// Adds a cell's value; false when it cannot be read as the column's type.
  ///
  /// The payload is moved out of the enum and back so that it is changed in place, not copied.
  mutating func add(_ cell: Cell, _ bytes: borrowing Span<UInt8>, row: Int) -> Bool {
    let hollow = Column.boolean(ScalarColumn(rows: 0, zero: false))
    switch self {
    case .keyword(var column):
      self = hollow
      CellText.with(cell, bytes) { text in column.add(text, row: row) }
      self = .keyword(column)
      return true
    case .integer(var column):
      guard let value = CellNumber.integer(cell, bytes) else { return false }
      self = hollow
      column.add(value, row: row)
      self = .integer(column)
    case .double(var column):
      guard let value = CellNumber.double(cell, bytes) else { return false }
      self = hollow
      column.add(value, row: row)
      self = .double(column)
    case .boolean(var column):
      guard let value = CellNumber.boolean(cell, bytes) else { return false }
      self = hollow
      column.add(value, row: row)
      self = .boolean(column)
    case .date(var column):
      guard let value = CellNumber.date(cell, bytes) else { return false }
      self = hollow
      column.add(value, row: row)
      self = .date(column)
    case .ip(var column):
      guard cell.kind == .string, let value = IPAddress(bytes.extracting(cell.range.indices)) else { return false }
      self = hollow
      column.add(value, row: row)
      self = .ip(column)
    }
    return true
  }
}
