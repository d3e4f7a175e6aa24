extension Timestamp {
  /// Reads an ISO 8601 / RFC 3339 time: `2026-01-31T23:59:59.123456789Z`, with a blank for the `T`, any number of
  /// fraction digits (those past the ninth are dropped), `,` for the decimal point, an offset (`+02:00`, `+0200`, `+02`)
  /// or none (taken as UTC), or a date alone. `nil` for anything else, trailing characters included.
  public init?(iso8601 text: borrowing Span<UInt8>) {
    var cursor = DigitCursor(position: 0)
    guard let year = cursor.digits(4, in: text), cursor.skip("-", in: text),
      let month = cursor.digits(2, in: text), cursor.skip("-", in: text), let day = cursor.digits(2, in: text)
    else { return nil }
    var parts = (hour: 0, minute: 0, second: 0, nanosecond: 0)
    var offset = 0
    if cursor.position < text.count {
      guard cursor.skip("T", in: text) || cursor.skip("t", in: text) || cursor.skip(" ", in: text),
        let hour = cursor.digits(2, in: text), cursor.skip(":", in: text), let minute = cursor.digits(2, in: text)
      else { return nil }
      parts.hour = hour
      parts.minute = minute
      if cursor.skip(":", in: text) {
        guard let second = cursor.digits(2, in: text) else { return nil }
        parts.second = second
        if cursor.skip(".", in: text) || cursor.skip(",", in: text) {
          guard let fraction = cursor.fraction(in: text) else { return nil }
          parts.nanosecond = fraction
        }
      }
      guard let zone = cursor.zone(in: text) else { return nil }
      offset = zone
    }
    guard cursor.position == text.count,
      let civil = CivilTime(
        year: year, month: month, day: day, hour: parts.hour, minute: parts.minute, second: parts.second,
        nanosecond: parts.nanosecond), let time = civil.timestamp
    else { return nil }
    let (shifted, overflow) = time.nanoseconds.subtractingReportingOverflow(Int64(offset) * 1_000_000_000)
    guard !overflow else { return nil }
    self.init(nanoseconds: shifted)
  }

  /// Reads an ISO 8601 time from a string.
  public init?(iso8601 text: String) {
    let bytes = Array(text.utf8)
    self.init(iso8601: bytes.span)
  }

  /// The time as `2026-01-31T23:59:59.123Z`, with 3, 6, 7 or 9 fraction digits: as few as lose nothing.
  public var iso8601: String {
    var bytes: [UInt8] = []
    appendISO8601(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the time as `iso8601` writes it.
  public func appendISO8601(to output: inout [UInt8]) {
    var text = TimeText()
    output.append(text.text(of: self))
  }

  /// Appends the time with exactly this many fraction digits (1 … 9), the rest cut off.
  public func appendISO8601(fractionDigits digits: Int, to output: inout [UInt8]) {
    if digits == 6 {
      var text = TimeText()
      return output.append(text.microseconds(of: self))
    }
    let civil = CivilTime(self)
    output.appendDecimal(civil.year, width: 4)
    output.append(UInt8(ascii: "-"))
    output.appendDecimal(civil.month, width: 2)
    output.append(UInt8(ascii: "-"))
    output.appendDecimal(civil.day, width: 2)
    output.append(UInt8(ascii: "T"))
    output.appendDecimal(civil.hour, width: 2)
    output.append(UInt8(ascii: ":"))
    output.appendDecimal(civil.minute, width: 2)
    output.append(UInt8(ascii: ":"))
    output.appendDecimal(civil.second, width: 2)
    output.append(UInt8(ascii: "."))
    var value = civil.nanosecond
    for _ in digits..<9 { value /= 10 }
    output.appendDecimal(value, width: digits)
    output.append(UInt8(ascii: "Z"))
  }
}

extension [UInt8] {
  mutating func append(_ text: TimeText.Words) {
    append(words: [text.words.0, text.words.1, text.words.2, text.words.3, 0], count: text.count)
  }

  /// Appends a non-negative number in decimal, padded with zeros to `width`.
  @inlinable
  package mutating func appendDecimal(_ value: Int, width: Int) {
    let start = count
    var rest = value
    for _ in 0..<width { append(0x30) }
    var index = start + width - 1
    while rest > 0, index >= start {
      self[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      index -= 1
    }
  }
}

/// Reads fixed digit groups from bytes.
private struct DigitCursor {
  var position: Int

  mutating func digits(_ count: Int, in text: borrowing Span<UInt8>) -> Int? {
    guard position + count <= text.count else { return nil }
    var value = 0
    for index in position..<position + count {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    position += count
    return value
  }

  mutating func skip(_ character: Unicode.Scalar, in text: borrowing Span<UInt8>) -> Bool {
    guard position < text.count, UInt32(text[position]) == character.value else { return false }
    position += 1
    return true
  }

  /// Nanoseconds from one or more digits.
  mutating func fraction(in text: borrowing Span<UInt8>) -> Int? {
    var value = 0
    var count = 0
    while position < text.count {
      let digit = text[position] &- 0x30
      guard digit < 10 else { break }
      if count < 9 { value = value * 10 + Int(digit) }
      count += 1
      position += 1
    }
    guard count > 0 else { return nil }
    while count < 9 {
      value *= 10
      count += 1
    }
    return value
  }

  /// Seconds east of UTC; 0 where nothing is said.
  mutating func zone(in text: borrowing Span<UInt8>) -> Int? {
    if position == text.count || skip("Z", in: text) || skip("z", in: text) { return 0 }
    let sign: Int
    if skip("+", in: text) { sign = 1 } else if skip("-", in: text) { sign = -1 } else { return nil }
    guard let hours = digits(2, in: text) else { return nil }
    var minutes = 0
    if position < text.count {
      _ = skip(":", in: text)
      guard let value = digits(2, in: text) else { return nil }
      minutes = value
    }
    return sign * (hours * 3_600 + minutes * 60)
  }
}
