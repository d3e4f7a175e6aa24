import ECS

/// Judges from the first bytes of an input whether it is a table with a header.
enum CSVRecognition {
  /// Rows looked at behind the header.
  private static let sampledRows = 16

  static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    let found = TextEncoding.detect(prefix)
    guard case .utf16(let bigEndian) = found.encoding else {
      return score(prefix.extracting(found.markLength..<prefix.count))
    }
    var ascii: [UInt8] = []
    var index = found.markLength + (bigEndian ? 1 : 0)
    while index < prefix.count {
      ascii.append(prefix[index])
      index += 2
    }
    return score(ascii.span)
  }

  /// 70 for the columns of a known kind of table, 20 for any other; every row must have as many values as the header.
  private static func score(_ text: borrowing Span<UInt8>) -> Int {
    guard text.count > 0, text[0] != 0x7B, text[0] != 0x5B, let header = CSVHeader(text, isLast: true) else { return 0 }
    var scanner = CSVScanner(separator: header.separator)
    var position = header.length
    var rows = 0
    while rows < sampledRows, position < text.count {
      // The last record may be cut off by the end of the prefix.
      guard case .record(let end) = scanner.record(text, at: position, isLast: false) else { break }
      if scanner.fields.count != header.columns.count { return 0 }
      rows += 1
      position = end
    }
    var rules = ShapeRules.shapes
    if rules.label(of: header.columns) != .unknown { return 70 }
    return rows > 0 && header.columns.count >= 3 ? 20 : 0
  }
}
