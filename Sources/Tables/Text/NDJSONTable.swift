import ECS

/// Tables as JSON: an object a line. A member of an object inside is named by its dotted path; a list is kept as text.
enum NDJSONTable {
  /// Different names in one table.
  private static let maximumColumns = 16_384
  private static let maximumDepth = 16

  static func read(_ bytes: [UInt8]) throws(TableError) -> DataTable {
    var names: [String] = []
    var numbers: [String: Int] = [:]
    var rows: [[Int: String]] = []
    var line = 0
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      line += 1
      var members: [(name: String, value: String)] = []
      do throws(JSONError) {
        try object(bytes.span.extracting(start..<end), into: &members)
      } catch {
        throw TableError(line: line, "\(error.reason.rawValue) at column \(error.offset + 1)")
      }
      if !members.isEmpty {
        var row: [Int: String] = [:]
        for (name, value) in members {
          let column = numbers[name] ?? names.count
          if column == names.count {
            guard column < maximumColumns else { throw TableError(line: line, "more than \(maximumColumns) columns") }
            names.append(name)
            numbers[name] = column
          }
          row[column] = value
        }
        rows.append(row)
      }
      start = end + 1
    }
    guard !rows.isEmpty else { throw TableError("the table is empty") }
    var columns = TextColumns(names: names)
    for row in rows { columns.append(names.indices.map { row[$0] ?? "" }) }
    return try columns.table()
  }

  private static func object(
    _ text: borrowing Span<UInt8>, into members: inout [(name: String, value: String)]
  ) throws(JSONError) {
    var position = 0
    guard JSONCursor.peek(text, &position) != nil else { return }
    try object(text, &position, prefix: "", depth: 0, into: &members)
    guard JSONCursor.peek(text, &position) == nil else { throw JSONError(.unexpectedByte, at: position) }
  }

  private static func object(
    _ text: borrowing Span<UInt8>, _ position: inout Int, prefix: String, depth: Int,
    into members: inout [(name: String, value: String)]
  ) throws(JSONError) {
    guard JSONCursor.peek(text, &position) == 0x7B else { throw JSONError(.notAnObject, at: position) }
    guard depth < maximumDepth else { throw JSONError(.tooDeep, at: position) }
    position += 1
    if JSONCursor.peek(text, &position) == 0x7D {
      position += 1
      return
    }
    while true {
      guard JSONCursor.peek(text, &position) == 0x22 else { throw JSONError(.unexpectedByte, at: position) }
      let key = try JSONCursor.string(text, &position)
      let name = try prefix + unescaped(text, key.range)
      guard JSONCursor.peek(text, &position) == 0x3A else { throw JSONError(.unexpectedByte, at: position) }
      position += 1
      guard let first = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      let start = position
      switch first {
      case 0x7B: try object(text, &position, prefix: name + ".", depth: depth + 1, into: &members)
      case 0x22:
        let value = try JSONCursor.string(text, &position)
        members.append((name, try unescaped(text, value.range)))
      default:
        try JSONCursor.skipValue(text, &position)
        members.append((name, string(text, start..<position)))
      }
      guard let next = JSONCursor.peek(text, &position) else { throw JSONError(.endOfText, at: position) }
      position += 1
      if next == 0x7D { return }
      guard next == 0x2C else { throw JSONError(.unexpectedByte, at: position - 1) }
    }
  }

  /// What the inside of a JSON string stands for.
  private static func unescaped(_ text: borrowing Span<UInt8>, _ range: Range<Int>) throws(JSONError) -> String {
    var bytes: [UInt8] = []
    try JSONText.appendUnescaped(text, range, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text as it stands.
  private static func string(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    for index in range { bytes.append(text[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
