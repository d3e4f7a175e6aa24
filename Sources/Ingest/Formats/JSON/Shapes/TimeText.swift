import ECS

/// Reads times in the ways that telemetry writes them.
enum TimeText {
  /// Reads ISO 8601, `Thu Mar 16 03:08:58 2023 UTC`, `7/14/2023, 1:11:02.921 AM`, `7/8/2019 16:08`,
  /// `/Date(1600000000000)/`, or an epoch number; `nil` for anything else.
  static func parse(_ text: borrowing Span<UInt8>) -> Timestamp? {
    guard text.count >= 8, text.count <= 64 else { return nil }
    if text[0] == UInt8(ascii: "/") { return dotNet(text) }
    if text[4] == UInt8(ascii: "-"), let time = Timestamp(iso8601: text) { return time }
    if let number = digits(text) { return epoch(number) }
    if let time = decimalSeconds(text) { return time }
    return words(text)
  }

  /// A whole number of decimal digits.
  static func digits(_ text: borrowing Span<UInt8>) -> Int64? {
    guard text.count > 0, text.count <= 19 else { return nil }
    var value: Int64 = 0
    for index in text.indices {
      let digit = text[index] &- 0x30
      guard digit <= 9 else { return nil }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = scaled.addingReportingOverflow(Int64(digit))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }

  /// An epoch in the unit that its size suggests: seconds below 10¹¹ (the year 5138), then milliseconds, microseconds
  /// and nanoseconds, each for a thousand times more.
  static func epoch(_ value: Int64) -> Timestamp? {
    switch value {
    case ..<0: nil
    case ..<100_000_000_000: Timestamp(seconds: value)
    case ..<100_000_000_000_000: Timestamp(nanoseconds: value * 1_000_000)
    case ..<100_000_000_000_000_000: Timestamp(nanoseconds: value &* 1_000)
    default: Timestamp(nanoseconds: value)
    }
  }

  /// Seconds with a fraction, exactly: `1588205199.82437`.
  static func decimalSeconds(_ text: borrowing Span<UInt8>) -> Timestamp? {
    var point = 0
    while point < text.count, text[point] != UInt8(ascii: ".") { point += 1 }
    guard point < text.count, point <= 11, let seconds = digits(text.extracting(0..<point)) else { return nil }
    var nanoseconds: Int64 = 0
    var unit: Int64 = 100_000_000
    for index in point + 1..<max(text.count, point + 1) {
      let digit = text[index] &- 0x30
      guard digit <= 9 else { return nil }
      nanoseconds += Int64(digit) * unit
      unit /= 10
    }
    return Timestamp(seconds: seconds, nanoseconds: nanoseconds)
  }

  /// `/Date(1600000000000)/`, as ConvertTo-Json of Windows PowerShell writes it: milliseconds.
  private static func dotNet(_ text: borrowing Span<UInt8>) -> Timestamp? {
    guard text.count > 8, text.extracting(0..<6).equals("/Date(") else { return nil }
    var end = 6
    while end < text.count, text[end] &- 0x30 <= 9 { end += 1 }
    guard let value = digits(text.extracting(6..<end)) else { return nil }
    let (scaled, overflow) = value.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? nil : Timestamp(nanoseconds: scaled)
  }

  private static let months = [
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
  ]

  /// Forms made of words: a month by name with day, time and year in any order, or month/day/year with a time.
  private static func words(_ text: borrowing Span<UInt8>) -> Timestamp? {
    var bytes: [UInt8] = []
    bytes.append(copying: text)
    var date: (year: Int?, month: Int?, day: Int?) = (nil, nil, nil)
    var clock: (hour: Int, minute: Int, second: Int, nanosecond: Int)?
    var isAfternoon: Bool?
    for word in String(decoding: bytes, as: UTF8.self).lowercased().split(whereSeparator: { $0 == " " || $0 == "," }) {
      if word.contains(":") {
        guard clock == nil, let found = clockTime(word) else { return nil }
        clock = found
      } else if word.contains("/") {
        let parts = word.split(separator: "/").map { Int($0) }
        guard parts.count == 3, let month = parts[0], let day = parts[1], let year = parts[2] else { return nil }
        date = (year, month, day)
      } else if word == "am" || word == "pm" {
        isAfternoon = word == "pm"
      } else if let month = months[String(word.prefix(3))], word.count >= 3, word.count <= 9 {
        date.month = month
      } else if let number = Int(word) {
        if number > 31 || word.count == 4 { date.year = number } else { date.day = number }
      } else if !["utc", "gmt", "z", "@", "mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(String(word)) {
        return nil
      }
    }
    guard let year = date.year, let month = date.month, let day = date.day else { return nil }
    var hour = clock?.hour ?? 0
    if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
    return CivilTime(
      year: year, month: month, day: day, hour: hour, minute: clock?.minute ?? 0, second: clock?.second ?? 0,
      nanosecond: clock?.nanosecond ?? 0)?.timestamp
  }

  private static func clockTime(_ word: Substring) -> (hour: Int, minute: Int, second: Int, nanosecond: Int)? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let hour = Int(parts[0]), let minute = Int(parts[1]) else { return nil }
    guard parts.count == 3 else { return (hour, minute, 0, 0) }
    let seconds = parts[2].split(separator: ".", maxSplits: 1)
    guard let first = seconds.first, let second = Int(first) else { return nil }
    guard seconds.count == 2 else { return (hour, minute, second, 0) }
    let fraction = seconds[1].prefix(9)
    guard var value = Int(fraction), value >= 0 else { return nil }
    for _ in fraction.count..<9 { value *= 10 }
    return (hour, minute, second, value)
  }
}
