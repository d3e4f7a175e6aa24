import Ingest

/// Tables as text: RFC 4180 with commas, tabs, semicolons or bars; the first line names the columns unless it holds numbers.
enum CSVTable {
  static func read(_ bytes: [UInt8]) throws(TableError) -> DataTable {
    let text = bytes.span
    let separator = separator(bytes)
    var scanner = CSVScanner(separator: separator)
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var columns: TextColumns?
    var width = 0
    var line = 1
    while position < bytes.count {
      guard case .record(let end) = scanner.record(text, at: position, isLast: true) else { break }
      let fields = scanner.fields.map { field in
        var value: [UInt8] = []
        CSVScanner.appendValue(field, text, to: &value)
        return String(decoding: value, as: UTF8.self).trimmingSpaces()
      }
      let isEmpty = fields.count == 1 && fields[0].isEmpty
      if columns == nil, !isEmpty {
        width = fields.count
        if fields.allSatisfy({ TextColumns.number($0) != nil }) {
          columns = TextColumns(names: fields.indices.map { "f\($0)" })
          columns?.append(fields)
        } else {
          columns = TextColumns(names: unique(fields))
        }
      } else if !isEmpty {
        guard fields.count == width else {
          throw TableError(line: line, "\(fields.count) fields where the first line has \(width)")
        }
        columns?.append(fields)
      }
      for byte in bytes[position..<end] where byte == 0x0A { line += 1 }
      position = end
    }
    guard let columns else { throw TableError("the table is empty") }
    return try columns.table()
  }

  private static func separator(_ bytes: [UInt8]) -> UInt8 {
    let first = bytes.prefix { $0 != 0x0A }
    let candidates: [UInt8] = [0x2C, 0x09, 0x3B, 0x7C]
    let counts = candidates.map { candidate in first.count { $0 == candidate } }
    let best = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    return candidates[best]
  }

  /// Names that are empty or repeated get a number.
  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.enumerated().map { index, name in
      var candidate = name.isEmpty ? "column\(index + 1)" : name
      while !seen.insert(candidate).inserted { candidate += "_\(index + 1)" }
      return candidate
    }
  }
}

extension String {
  /// Without blanks at either end.
  func trimmingSpaces() -> String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
