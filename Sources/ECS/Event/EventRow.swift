/// A view of one event of a batch, for code that is not hot: reports, tests, explanations.
public struct EventRow: Sendable {
  /// The batch the event lives in.
  public let batch: EventBatch
  /// The event's row.
  public let row: Int

  /// Views one row.
  public init(batch: EventBatch, row: Int) {
    self.batch = batch
    self.row = row
  }

  /// The event's cells.
  public var cells: ArraySlice<Cell> { batch.cells[batch.cellRange(ofRow: row)] }

  /// Where the event stands in its input.
  public var position: RecordPosition { batch.positions[row] }

  /// The first non-null value of a field, as text.
  public subscript(field: FieldID) -> String? {
    for cell in cells where cell.field == field {
      if let text = text(of: cell) { return text }
    }
    return nil
  }

  /// The first non-null value of a field, as text.
  public subscript(path: String) -> String? {
    FieldTable.shared.lookup(path).flatMap { self[$0] }
  }

  /// All non-null values of a field, as text.
  public func values(_ field: FieldID) -> [String] {
    cells.compactMap { $0.field == field ? text(of: $0) : nil }
  }

  /// The first value of a field as an integer: a number, or text that is one.
  public func integer(_ field: FieldID) -> Int64? {
    for cell in cells where cell.field == field && cell.kind != .null {
      return cell.kind == .int ? cell.int : text(of: cell).flatMap { Int64($0) }
    }
    return nil
  }

  /// The event's `@timestamp`.
  public var timestamp: Timestamp? {
    for cell in cells where cell.field == .timestamp {
      if cell.kind == .date { return cell.date }
      if cell.kind == .string { return Timestamp(iso8601: batch.text(of: cell)) }
    }
    return nil
  }

  /// A cell's value as text; `nil` for null.
  public func text(of cell: Cell) -> String? {
    switch cell.kind {
    case .null: nil
    case .bool: cell.bits == 0 ? "false" : "true"
    case .int: String(cell.int)
    case .unsigned: String(cell.bits)
    case .double: "\(cell.double)"
    case .string, .numeral, .json: batch.text(of: cell)
    case .date: cell.date.iso8601
    }
  }
}
