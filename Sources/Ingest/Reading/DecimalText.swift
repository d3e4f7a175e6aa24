import ECS

/// Decimal numbers in text, without detours through `String`.
enum DecimalText {
  /// An integer with an optional sign; `nil` for anything else and outside `Int64`.
  static func integer(_ text: borrowing Span<UInt8>) -> Int64? {
    var index = 0
    var negative = false
    if !text.isEmpty, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
      negative = text[0] == UInt8(ascii: "-")
      index = 1
    }
    guard index < text.count else { return nil }
    var value: Int64 = 0
    while index < text.count {
      let digit = text[index] &- 0x30
      guard digit <= 9 else { return nil }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.subtractingReportingOverflow(Int64(digit))
      guard !overflow, !carry else { return nil }
      value = sum
      index &+= 1
    }
    if negative { return value }
    return value == .min ? nil : -value
  }

  /// Seconds since 1970 with an optional fraction (digits past the ninth are dropped), as a time.
  static func time(_ text: borrowing Span<UInt8>) -> Timestamp? {
    let point = text.firstIndex(of: UInt8(ascii: "."), from: 0) ?? text.count
    guard let seconds = integer(text.extracting(0..<point)) else { return nil }
    var fraction: Int64 = 0
    var scale: Int64 = 100_000_000
    var index = point &+ 1
    guard index <= text.count || point == text.count else { return nil }
    while index < text.count {
      let digit = text[index] &- 0x30
      guard digit <= 9 else { return nil }
      fraction &+= Int64(digit) &* scale
      scale /= 10
      index &+= 1
    }
    let negative = text.count > 0 && text[0] == UInt8(ascii: "-")
    return Timestamp(seconds: seconds, nanoseconds: negative ? -fraction : fraction)
  }

  /// Whether the text is a JSON number (RFC 8259 §6).
  static func isJSONNumber(_ text: borrowing Span<UInt8>) -> Bool {
    var index = 0
    if index < text.count, text[index] == UInt8(ascii: "-") { index &+= 1 }
    let whole = digits(text, &index)
    guard whole > 0, whole == 1 || text[index &- whole] != UInt8(ascii: "0") else { return false }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index &+= 1
      guard digits(text, &index) > 0 else { return false }
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index &+= 1
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index &+= 1 }
      guard digits(text, &index) > 0 else { return false }
    }
    return index == text.count
  }

  private static func digits(_ text: borrowing Span<UInt8>, _ index: inout Int) -> Int {
    let start = index
    while index < text.count, text[index] &- 0x30 <= 9 { index &+= 1 }
    return index &- start
  }
}
