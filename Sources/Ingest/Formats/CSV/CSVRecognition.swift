import ECS

/// Judges from the first bytes of an input whether it is a table with a header, and whether its rows are events.
enum CSVRecognition {
  /// What an input is taken for.
  enum Verdict: Equatable {
    /// No table with a header.
    case none
    /// A table with the columns of a known kind of telemetry.
    case known
    /// Some other table, whose rows have a time.
    case timed
    /// A table of something else: its columns are of no known kind, and no row has a time.
    case foreign(columns: [String])
  }

  /// Rows looked at behind the header.
  private static let sampledRows = 16
  private static let timeColumns: Set<FieldID> = Set(
    EventTime.commonNames.map { FieldID.named($0.field) } + [FieldID.timestamp])

  /// 70 for the columns of a known kind of table, 20 for any other with times.
  static func confidence(in prefix: borrowing Span<UInt8>) -> Int {
    switch judge(prefix) {
    case .known: 70
    case .timed: 20
    case .none, .foreign: 0
    }
  }

  /// What the input with these first bytes is.
  static func judge(_ prefix: borrowing Span<UInt8>) -> Verdict {
    let found = TextEncoding.detect(prefix)
    guard case .utf16(let bigEndian) = found.encoding else {
      return verdict(prefix.extracting(found.markLength..<prefix.count))
    }
    var ascii: [UInt8] = []
    var index = found.markLength + (bigEndian ? 1 : 0)
    while index < prefix.count {
      ascii.append(prefix[index])
      index += 2
    }
    return verdict(ascii.span)
  }

  /// Every row must have as many values as the header.
  private static func verdict(_ text: borrowing Span<UInt8>) -> Verdict {
    guard text.count > 0, text[0] != 0x7B, text[0] != 0x5B, let header = CSVHeader(text, isLast: true) else {
      return .none
    }
    var scanner = CSVScanner(separator: header.separator)
    var position = header.length
    var rows = 0
    var isTimed = false
    while rows < sampledRows, position < text.count {
      // The last record may be cut off by the end of the prefix.
      guard case .record(let end) = scanner.record(text, at: position, isLast: false) else { break }
      if scanner.fields.count != header.columns.count { return .none }
      isTimed = isTimed || hasTime(scanner.fields, header, text)
      rows += 1
      position = end
    }
    var rules = ShapeRules.shapes
    if rules.label(of: header.columns) != .unknown { return .known }
    guard rows > 0, header.columns.count >= 3 else { return .none }
    return isTimed ? .timed : .foreign(columns: header.columns.map(\.path))
  }

  private static func hasTime(
    _ fields: [CSVScanner.Field], _ header: CSVHeader, _ text: borrowing Span<UInt8>
  ) -> Bool {
    for (field, column) in zip(fields, header.columns) where timeColumns.contains(column) {
      if TimeText.parse(text.extracting(field.range)) != nil { return true }
    }
    return false
  }
}
