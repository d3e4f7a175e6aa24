import ECS

/// Makes text of the lists of numbers that the journal writes for values which are not UTF-8 or hold control characters.
///
/// Source: systemd, "Journal JSON Format".
enum JournalBytes {
  /// Rewrites the current row.
  static func apply(to builder: inout BatchBuilder) {
    guard (0..<builder.rowCellCount).contains(where: { isByte(builder[rowCell: $0]) }) else { return }
    let cells = (0..<builder.rowCellCount).map { builder[rowCell: $0] }
    builder.truncateRow(to: 0)
    var index = 0
    while index < cells.count {
      var bytes: [UInt8] = []
      var end = index
      while end < cells.count, cells[end].field == cells[index].field, isByte(cells[end]) {
        bytes.append(UInt8(truncatingIfNeeded: cells[end].int))
        end += 1
      }
      if bytes.isEmpty {
        builder.append(cells[index])
        index += 1
      } else {
        var text: [UInt8] = []
        UTF8Text.appendRepaired(bytes.span, to: &text)
        builder.append(cells[index].field, utf8: text.span)
        index = end
      }
    }
  }

  private static func isByte(_ cell: Cell) -> Bool {
    cell.kind == .int && cell.flags.contains(.list) && !cell.flags.contains(.derived) && (0...255).contains(cell.int)
  }
}
