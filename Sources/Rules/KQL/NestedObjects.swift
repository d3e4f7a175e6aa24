import ECS

/// Evaluates a condition on each object of a JSON list by itself.
enum NestedObjects {
  /// Objects of one list that are looked at.
  static let maximumObjects = 10_000

  /// Whether some object of a JSON list (or a single object) fulfils a condition; text that is no JSON fulfils nothing.
  static func someFulfils(_ term: Term, path: String, _ text: borrowing Span<UInt8>) -> Bool {
    guard let batch = rows(path, text), !batch.isEmpty else { return false }
    let columns = ColumnSet(batch, FieldSelection(term.fields))
    let values = RowValues(term, columns)
    return (0..<batch.count).contains { values.truth(row: $0) == true }
  }

  /// A row for each object.
  private static func rows(_ path: String, _ text: borrowing Span<UInt8>) -> EventBatch? {
    var bytes: [UInt8] = []
    for index in text.indices { bytes.append(text[index]) }
    var builder = BatchBuilder(origin: EventOrigin(path: "", format: "json"))
    builder.load(text: bytes)
    var parser = JSONDocumentParser(prefix: path)
    var position = 0
    guard let first = JSONCursor.peek(text, &position) else { return nil }
    let isList = first == UInt8(ascii: "[")
    if isList { position += 1 }
    do throws(JSONError) {
      while builder.count < maximumObjects, let byte = JSONCursor.peek(bytes.span, &position) {
        if byte == UInt8(ascii: "{") {
          try parser.parse(bytes.span, at: &position, into: &builder)
          builder.endRow(at: RecordPosition(offset: 0, record: UInt64(builder.count + 1)))
        } else if byte == UInt8(ascii: "]") {
          break
        } else {
          try JSONCursor.skipValue(bytes.span, &position)
        }
        guard isList, JSONCursor.peek(bytes.span, &position) == UInt8(ascii: ",") else { break }
        position += 1
      }
    } catch {
      builder.abandonRow()
    }
    return builder.finish()
  }
}
