import ECS

/// Cell values as the types that queries work with, by the same rules as `ColumnSet`: text that is a number counts as
/// one, text that is a date as a date; what cannot be read is missing.
enum CellValue {
  static func integer(_ bits: UInt64, _ kind: Cell.Kind) -> Int64? {
    switch kind {
    case .int: Int64(bitPattern: bits)
    case .double: Int64(exactly: Double(bitPattern: bits).rounded(.towardZero))
    default: nil
    }
  }

  static func integer(_ text: borrowing Span<UInt8>, _ kind: Cell.Kind) -> Int64? {
    guard kind != .json, text.count <= 64 else { return nil }
    var bytes: [UInt8] = []
    bytes.append(copying: text)
    let string = String(decoding: bytes, as: UTF8.self)
    if string.first != "+", let value = Int64(string) { return value }
    return Double(string).flatMap { Int64(exactly: $0.rounded(.towardZero)) }
  }

  static func double(_ bits: UInt64, _ kind: Cell.Kind) -> Double? {
    switch kind {
    case .int: Double(Int64(bitPattern: bits))
    case .unsigned: Double(bits)
    case .double: Double(bitPattern: bits)
    default: nil
    }
  }

  static func double(_ text: borrowing Span<UInt8>, _ kind: Cell.Kind) -> Double? {
    guard kind != .json, text.count <= 64 else { return nil }
    var bytes: [UInt8] = []
    bytes.append(copying: text)
    return Double(String(decoding: bytes, as: UTF8.self))
  }

  /// 0 or 1.
  static func boolean(_ bits: UInt64, _ kind: Cell.Kind) -> Int64? {
    kind == .bool ? (bits == 0 ? 0 : 1) : nil
  }

  /// 0 or 1.
  static func boolean(_ text: borrowing Span<UInt8>, _ kind: Cell.Kind) -> Int64? {
    guard kind == .string else { return nil }
    if text.equals("true") || text.equals("True") { return 1 }
    if text.equals("false") || text.equals("False") { return 0 }
    return nil
  }

  /// Nanoseconds since 1970 of a date, or of a number of milliseconds.
  static func date(_ bits: UInt64, _ kind: Cell.Kind) -> Int64? {
    switch kind {
    case .date: return Int64(bitPattern: bits)
    case .int:
      let (value, overflow) = Int64(bitPattern: bits).multipliedReportingOverflow(by: 1_000_000)
      return overflow ? nil : value
    default: return nil
    }
  }

  /// Nanoseconds since 1970 of an ISO 8601 text.
  static func date(_ text: borrowing Span<UInt8>, _ kind: Cell.Kind) -> Int64? {
    kind == .string ? Timestamp(iso8601: text)?.nanoseconds : nil
  }

  /// What a keyword field would hold.
  static func text(_ bits: UInt64, _ kind: Cell.Kind) -> String {
    switch kind {
    case .bool: bits == 0 ? "false" : "true"
    case .int: String(Int64(bitPattern: bits))
    case .unsigned: String(bits)
    case .double: "\(Double(bitPattern: bits))"
    case .date: Timestamp(nanoseconds: Int64(bitPattern: bits)).iso8601
    case .null, .numeral, .string, .json: ""
    }
  }
}
