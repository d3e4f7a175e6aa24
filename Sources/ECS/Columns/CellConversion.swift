/// A cell's value as the text that a keyword field would hold.
public enum CellText {
  /// Calls with the text of a cell of a batch with these bytes; with no text for null.
  public static func with(_ cell: Cell, _ bytes: borrowing Span<UInt8>, _ body: (borrowing Span<UInt8>) -> Void) {
    if cell.hasBytes {
      body(bytes.extracting(cell.range.indices))
      return
    }
    var text: [UInt8] = []
    switch cell.kind {
    case .bool: text.append(contentsOf: cell.bits == 0 ? "false".utf8 : "true".utf8)
    case .int: text.appendInteger(cell.int)
    case .unsigned: text.append(contentsOf: String(cell.bits).utf8)
    case .double: text.append(contentsOf: "\(cell.double)".utf8)
    case .date: cell.date.appendISO8601(to: &text)
    case .null, .numeral, .string, .json: break
    }
    body(text.span)
  }
}

/// A cell's value as a number, a truth value or a time, as Elasticsearch coerces it: text that is a number counts as one.
enum CellNumber {
  static func integer(_ cell: Cell, _ bytes: borrowing Span<UInt8>) -> Int64? {
    switch cell.kind {
    case .int: return cell.int
    case .double: return Int64(exactly: cell.double.rounded(.towardZero))
    case .string, .numeral:
      let text = bytes.extracting(cell.range.indices)
      if let value = decimal(text) { return value }
      return parseDouble(text).flatMap { Int64(exactly: $0.rounded(.towardZero)) }
    default: return nil
    }
  }

  static func double(_ cell: Cell, _ bytes: borrowing Span<UInt8>) -> Double? {
    switch cell.kind {
    case .int: Double(cell.int)
    case .unsigned: Double(cell.bits)
    case .double: cell.double
    case .string, .numeral: parseDouble(bytes.extracting(cell.range.indices))
    default: nil
    }
  }

  static func boolean(_ cell: Cell, _ bytes: borrowing Span<UInt8>) -> Bool? {
    switch cell.kind {
    case .bool: return cell.bits != 0
    case .string:
      let text = bytes.extracting(cell.range.indices)
      if text.equals("true") || text.equals("True") { return true }
      if text.equals("false") || text.equals("False") { return false }
      return nil
    default: return nil
    }
  }

  /// Nanoseconds since 1970 of a date cell, an ISO 8601 string, or a number of milliseconds.
  static func date(_ cell: Cell, _ bytes: borrowing Span<UInt8>) -> Int64? {
    switch cell.kind {
    case .date: return cell.date.nanoseconds
    case .string: return Timestamp(iso8601: bytes.extracting(cell.range.indices))?.nanoseconds
    case .int:
      let (value, overflow) = cell.int.multipliedReportingOverflow(by: 1_000_000)
      return overflow ? nil : value
    default: return nil
    }
  }

  private static func decimal(_ text: borrowing Span<UInt8>) -> Int64? {
    guard text.count > 0, text.count <= 18 else { return nil }
    var index = 0
    let negative = text[0] == UInt8(ascii: "-")
    if negative { index = 1 }
    guard index < text.count else { return nil }
    var value: Int64 = 0
    while index < text.count {
      let digit = text[index] &- 0x30
      guard digit <= 9 else { return nil }
      value = value * 10 + Int64(digit)
      index += 1
    }
    return negative ? -value : value
  }

  private static func parseDouble(_ text: borrowing Span<UInt8>) -> Double? {
    guard text.count > 0, text.count <= 64 else { return nil }
    var bytes: [UInt8] = []
    bytes.append(copying: text)
    return Double(String(decoding: bytes, as: UTF8.self))
  }
}
