import ECS

/// The time in a syslog line: complete, or without a year and a zone.
enum SyslogTime: Equatable {
  case absolute(Timestamp)
  case yearless(month: Int, day: Int, hour: Int, minute: Int, second: Int, nanosecond: Int)

  /// Reads the time that begins at `position` and moves behind it and the blank after it. Forms: `Mar 27 13:06:56`,
  /// `Mar  7 13:06:56.123`, `Mar 27 2024 13:06:56`, `2024-03-27T13:06:56.123456+01:00`.
  /// Sources: RFC 3164 §4.1.2, RFC 5424 §6.2.3.
  static func read(_ text: borrowing Span<UInt8>, _ position: inout Int, _ end: Int, zone: Int) -> SyslogTime? {
    guard position < end else { return nil }
    if text[position] &- 0x30 <= 9 { return iso(text, &position, end) }
    guard let month = month(text, position, end) else { return nil }
    var index = position + 4
    while index < end, text[index] == 0x20, index < position + 6 { index += 1 }
    guard let day = number(text, &index, end, digits: 1...2), day >= 1, day <= 31, skip(0x20, text, &index, end) else {
      return nil
    }
    var year: Int?
    let mark = index
    if let value = number(text, &index, end, digits: 4...4), skip(0x20, text, &index, end) {
      year = value
    } else {
      index = mark
    }
    guard let hour = number(text, &index, end, digits: 2...2), hour < 24, skip(0x3A, text, &index, end),
      let minute = number(text, &index, end, digits: 2...2), minute < 60, skip(0x3A, text, &index, end),
      let second = number(text, &index, end, digits: 2...2), second <= 60
    else { return nil }
    let fraction = fraction(text, &index, end)
    // Cisco puts a colon behind the time.
    _ = skip(0x3A, text, &index, end)
    guard index == end || skip(0x20, text, &index, end) else { return nil }
    if let year {
      let civil = CivilTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second, nanosecond: fraction)
      guard let local = civil?.timestamp else { return nil }
      position = index
      return .absolute(shifted(local, by: zone))
    }
    position = index
    return .yearless(month: month, day: day, hour: hour, minute: minute, second: second, nanosecond: fraction)
  }

  static func shifted(_ local: Timestamp, by zone: Int) -> Timestamp {
    Timestamp(nanoseconds: local.nanoseconds &- Int64(zone) &* 1_000_000_000)
  }

  private static func iso(_ text: borrowing Span<UInt8>, _ position: inout Int, _ end: Int) -> SyslogTime? {
    let stop = text.firstIndex(of: 0x20, from: position, to: min(end, position + 48)) ?? end
    guard stop - position >= 19, stop - position <= 40,
      let time = Timestamp(iso8601: text.extracting(position..<stop))
    else { return nil }
    position = min(stop + 1, end)
    return .absolute(time)
  }

  private static func month(_ text: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard end - start >= 15, text[start + 3] == 0x20 else { return nil }
    let name = UInt32(text[start]) << 16 | UInt32(text[start + 1]) << 8 | UInt32(text[start + 2])
    let names: [UInt32] = [
      0x4A616E, 0x466562, 0x4D6172, 0x417072, 0x4D6179, 0x4A756E, 0x4A756C, 0x417567, 0x536570, 0x4F6374, 0x4E6F76,
      0x446563,
    ]
    return names.firstIndex(of: name).map { $0 + 1 }
  }

  private static func number(
    _ text: borrowing Span<UInt8>, _ index: inout Int, _ end: Int, digits: ClosedRange<Int>
  ) -> Int? {
    var value = 0
    var count = 0
    while index < end, count < digits.upperBound, text[index] &- 0x30 <= 9 {
      value = value * 10 + Int(text[index] &- 0x30)
      index += 1
      count += 1
    }
    return count >= digits.lowerBound ? value : nil
  }

  private static func fraction(_ text: borrowing Span<UInt8>, _ index: inout Int, _ end: Int) -> Int {
    guard index + 1 < end, text[index] == UInt8(ascii: "."), text[index + 1] &- 0x30 <= 9 else { return 0 }
    index += 1
    var value = 0
    var scale = 100_000_000
    while index < end, text[index] &- 0x30 <= 9 {
      value += Int(text[index] &- 0x30) * scale
      scale /= 10
      index += 1
    }
    return value
  }

  private static func skip(_ byte: UInt8, _ text: borrowing Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
    guard index < end, text[index] == byte else { return false }
    index += 1
    return true
  }
}

/// Finds the year of lines that do not say it.
///
/// The first line's year is the one that was assumed, or the last in which its date was not in the future. A date that
/// steps back by more than half a year is in the next year: logs run forward, and lines out of order are close together.
struct YearInference {
  private var year: Int?
  private var last = 0
  private let assumed: Int?
  private let zone: Int
  private let now: Timestamp

  /// - Parameter now: the present, for logs without an assumed year.
  init(assumedYear: Int?, zone: Int, now: Timestamp) {
    assumed = assumedYear
    self.zone = zone
    self.now = now
  }

  /// The complete time; `nil` for a day that the year does not have.
  mutating func resolve(_ time: SyslogTime) -> Timestamp? {
    switch time {
    case .absolute(let time): return time
    case .yearless(let month, let day, let hour, let minute, let second, let nanosecond):
      let ordinal = month * 31 + day
      var candidate = year ?? assumed ?? CivilTime(now).year
      if year != nil {
        if last - ordinal > 186 { candidate += 1 } else if ordinal - last > 186 { candidate -= 1 }
      }
      func make(_ year: Int) -> Timestamp? {
        CivilTime(
          year: year, month: month, day: day, hour: hour, minute: minute, second: second, nanosecond: nanosecond
        )?.timestamp.map { SyslogTime.shifted($0, by: zone) }
      }
      if year == nil, assumed == nil, let time = make(candidate), time.nanoseconds > now.nanoseconds &+ Self.day {
        candidate -= 1
      }
      guard let result = make(candidate) else { return nil }
      // A straggler of the old year does not take the log back.
      if year.map({ candidate >= $0 }) ?? true {
        year = candidate
        last = ordinal
      }
      return result
    }
  }

  private static let day: Int64 = 86_400_000_000_000
}
