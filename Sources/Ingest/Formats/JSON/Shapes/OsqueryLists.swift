import ECS

/// Makes one event a row of osquery's batched results: `{"diffResults":{"added":[…],"removed":[…]}}` and
/// `{"snapshot":[…]}`. Each gets what the batch says of all and the row as `columns`, as osquery writes single rows.
struct OsqueryLists: Sendable {
  private static let lists: [(field: FieldID, action: String)] = [
    (FieldID.named("diffResults.added"), "added"), (FieldID.named("diffResults.removed"), "removed"),
    (FieldID.named("snapshot"), "snapshot"),
  ]
  private static let action = FieldID.named("action")

  private var parser = JSONDocumentParser(prefix: "columns")

  /// Replaces the builder's current row, which has the cells of the batch, by finished rows.
  mutating func split(
    _ text: borrowing Span<UInt8>, into builder: inout BatchBuilder, at place: RecordPosition, source: ByteRange,
    shaper: inout RecordShaper, report: inout ReadReport
  ) {
    var header: [Cell] = []
    var rows: [(position: Int, action: String)] = []
    for index in 0..<builder.rowCellCount {
      let cell = builder[rowCell: index]
      if cell.flags.contains(.derived) { continue }
      if cell.kind == .json, let list = Self.lists.first(where: { $0.field == cell.field }) {
        for position in Self.objects(text, cell.range.indices) { rows.append((position, list.action)) }
      } else {
        header.append(cell)
      }
    }
    if rows.isEmpty {
      shaper.finish(&builder, shape: .osquery, at: place, report: &report)
      builder.endRow(at: place, source: source)
      return
    }
    // The bytes of unescaped strings stay: the header's cells point at them.
    builder.truncateRow(to: 0)
    let hasAction = header.contains { $0.field == Self.action }
    for row in rows {
      for cell in header { builder.append(cell) }
      if !hasAction { builder.append(Self.action, string: row.action, flags: [.plain, .mapped]) }
      var position = row.position
      do throws(JSONError) {
        try parser.parse(text, at: &position, into: &builder)
      } catch {
        // The batch was read before, so only names past the limit of the table can end here.
        report.repair("osquery-row", at: place, error.description)
      }
      shaper.finish(&builder, shape: .osquery, at: place, report: &report)
      builder.endRow(at: place, source: source)
    }
  }

  /// Where the objects of a list begin.
  private static func objects(_ text: borrowing Span<UInt8>, _ list: Range<Int>) -> [Int] {
    var positions: [Int] = []
    var index = list.lowerBound + 1
    do throws(JSONError) {
      while index < list.upperBound, let byte = JSONCursor.peek(text, &index), byte != 0x5D {
        if byte == 0x7B { positions.append(index) }
        if byte == 0x2C { index += 1 } else { try JSONCursor.skipValue(text, &index) }
      }
    } catch {
      return positions
    }
    return positions
  }
}
