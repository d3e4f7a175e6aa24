import ECS

/// Turns the lines of a Zeek log into cells.
struct ZeekRecordParser {
  /// Values that had to be kept as text because they are not of their column's type.
  private(set) var mistyped = 0
  private var scratch: [UInt8] = []

  /// Appends the cells of the record in `range` of the builder's loaded text. Returns the number of columns found, which
  /// is wrong if it differs from the header's.
  mutating func parse(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, header: borrowing ZeekHeader, into builder: inout BatchBuilder
  ) -> Int {
    var start = range.lowerBound
    var column = 0
    while true {
      let end = text.firstIndex(of: header.separator, from: start, to: range.upperBound) ?? range.upperBound
      if column < header.columns.count {
        value(text, start..<end, header.columns[column], header, &builder)
      }
      column &+= 1
      guard end < range.upperBound else { return column }
      start = end &+ 1
    }
  }

  private mutating func value(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ column: ZeekHeader.Column, _ header: borrowing ZeekHeader,
    _ builder: inout BatchBuilder
  ) {
    if Self.matches(text, range, header.unset) { return }
    guard column.isList else {
      let isEmpty = column.type == .text && Self.matches(text, range, header.empty)
      scalar(text, isEmpty ? range.lowerBound..<range.lowerBound : range, column, [], &builder)
      return
    }
    if range.isEmpty || Self.matches(text, range, header.empty) {
      let start = builder.beginString()
      builder.appendByte(UInt8(ascii: "["))
      builder.appendByte(UInt8(ascii: "]"))
      builder.endString(column.field, from: start, kind: .json)
      return
    }
    var start = range.lowerBound
    while true {
      let end = text.firstIndex(of: header.setSeparator, from: start, to: range.upperBound) ?? range.upperBound
      if Self.matches(text, start..<end, header.unset) {
        builder.append(Cell(field: column.field, kind: .null, flags: .list, bits: 0))
      } else {
        let isEmpty = column.type == .text && Self.matches(text, start..<end, header.empty)
        scalar(text, isEmpty ? start..<start : start..<end, column, .list, &builder)
      }
      guard end < range.upperBound else { return }
      start = end &+ 1
    }
  }

  private mutating func scalar(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ column: ZeekHeader.Column, _ flags: Cell.Flags,
    _ builder: inout BatchBuilder
  ) {
    switch column.type {
    case .text: break
    case .integer:
      if let value = DecimalText.integer(text.extracting(range)) {
        builder.append(column.field, int: value, flags: flags)
        return
      }
      mistyped &+= 1
    case .number:
      if DecimalText.isJSONNumber(text.extracting(range)) {
        let bytes = ByteRange(offset: range.lowerBound, count: range.count)
        builder.append(Cell(field: column.field, kind: .numeral, flags: flags, range: bytes))
        return
      }
      mistyped &+= 1
    case .time:
      if let value = DecimalText.time(text.extracting(range)) {
        builder.append(column.field, date: value, flags: flags)
        return
      }
      // Certificates may be valid for longer than a timestamp can say.
      if DecimalText.isJSONNumber(text.extracting(range)) { break }
      mistyped &+= 1
    case .boolean:
      if range.count == 1, text[range.lowerBound] == UInt8(ascii: "T") || text[range.lowerBound] == UInt8(ascii: "F") {
        builder.append(column.field, bool: text[range.lowerBound] == UInt8(ascii: "T"), flags: flags)
        return
      }
      mistyped &+= 1
    }
    string(text, range, column.field, flags, &builder)
  }

  private mutating func string(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ field: FieldID, _ flags: Cell.Flags,
    _ builder: inout BatchBuilder
  ) {
    let value = text.extracting(range)
    let escaped = value.firstIndex(of: UInt8(ascii: "\\"), from: 0) != nil
    if !escaped, UTF8Text.isValid(value) {
      let flags = JSONText.isPlain(value) ? flags.union(.plain) : flags
      let bytes = ByteRange(offset: range.lowerBound, count: range.count)
      builder.append(Cell(field: field, kind: .string, flags: flags, range: bytes))
      return
    }
    scratch.removeAll(keepingCapacity: true)
    ZeekText.appendUnescaped(value, to: &scratch)
    let bytes = scratch
    let start = builder.beginString()
    builder.withAppended { UTF8Text.appendRepaired(bytes.span, to: &$0) }
    builder.endString(field, from: start, flags: flags)
  }

  private static func matches(_ text: borrowing Span<UInt8>, _ range: Range<Int>, _ literal: [UInt8]) -> Bool {
    guard range.count == literal.count else { return false }
    for index in literal.indices where text[range.lowerBound &+ index] != literal[index] { return false }
    return true
  }
}
