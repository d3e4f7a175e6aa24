import ECS

/// When an event happened: its `@timestamp`, read as `ColumnSet` reads a date.
enum EventTime {
  /// Nanoseconds since 1970, or `nil` when there is no usable `@timestamp`.
  static func of(_ cells: borrowing Span<Cell>, _ bytes: borrowing Span<UInt8>) -> Int64? {
    for index in cells.indices where cells[index].field == .timestamp {
      let cell = cells[index]
      if let time = cell.hasBytes
        ? CellValue.date(bytes.extracting(cell.range.indices), cell.kind) : CellValue.date(cell.bits, cell.kind)
      {
        return time
      }
    }
    return nil
  }
}
