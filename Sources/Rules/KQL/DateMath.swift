import ECS

/// Reads dates as Elasticsearch's queries write them: `now-30d/d`, `2024-05-06||+1M/d`, `2024-05`, full ISO 8601.
///
/// Source: "Date math", Elasticsearch reference. Units: y M w d h H m s; `/unit` rounds down, or up to the end of the unit
/// where a range's upper bound asks for it, which is why the answer is an interval.
enum DateMath {
  /// From the first to the last nanosecond that the text can mean; one instant if it is exact.
  static func interval(_ text: [UInt8], now: Timestamp) -> ClosedRange<Int64>? {
    var rest = text[...]
    var lower: Int64
    var upper: Int64
    if rest.starts(with: "now".utf8) {
      rest = rest.dropFirst(3)
      lower = now.nanoseconds
      upper = lower
    } else {
      let end = Self.index(of: "||", in: rest) ?? rest.endIndex
      guard let interval = calendar(Array(rest[..<end])) else { return nil }
      rest = rest[end...].dropFirst(2)
      lower = interval.lowerBound
      upper = interval.upperBound
      if !rest.isEmpty { upper = lower }
    }
    while let sign = rest.first {
      rest = rest.dropFirst()
      var number: Int64 = 0
      var digits = 0
      while let digit = rest.first, digit &- 0x30 <= 9, digits < 9 {
        number = number * 10 + Int64(digit - 0x30)
        digits += 1
        rest = rest.dropFirst()
      }
      guard let unit = rest.first.flatMap({ Unit(rawValue: $0) }) else { return nil }
      rest = rest.dropFirst()
      let amount = digits == 0 ? 1 : number
      switch sign {
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        let signed = sign == UInt8(ascii: "-") ? -amount : amount
        guard let moved = unit.add(signed, to: lower) else { return nil }
        lower = moved
        upper = moved
      case UInt8(ascii: "/") where digits == 0:
        guard let start = unit.floor(lower), let next = unit.add(1, to: start) else { return nil }
        lower = start
        upper = next - 1
        guard rest.isEmpty else {
          upper = lower
          continue
        }
      default: return nil
      }
    }
    return lower <= upper ? lower...upper : nil
  }

  /// Seconds of a duration such as `30d` or `now-9m`'s `9m`; `nil` for what is none. Months count 30 days, years 365.
  static func seconds(_ text: Substring) -> Int64? {
    guard let last = text.utf8.last, let unit = Unit(rawValue: last), let number = Int64(text.dropLast()), number >= 0
    else { return nil }
    let (seconds, overflow) = number.multipliedReportingOverflow(by: unit.approximateSeconds)
    return overflow ? nil : seconds
  }

  private static func index(of part: String, in text: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(part.utf8)
    return text.indices.first { text[$0...].starts(with: bytes) }
  }

  /// A date with as many parts as are given: those that are missing may be anything.
  private static func calendar(_ text: [UInt8]) -> ClosedRange<Int64>? {
    let count = text.count
    let word = String(decoding: text, as: UTF8.self)
    if count >= 13, text.allSatisfy({ $0 &- 0x30 <= 9 }), let milliseconds = Int64(word) {
      let (time, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
      return overflow ? nil : time...time
    }
    switch count {
    case 4: return span("\(word)-01-01", .year)
    case 7: return span("\(word)-01", .month)
    case 10: return span(word, .day)
    case 13: return span("\(word):00", .hour)
    case 16: return span(word, .minute)
    case 19: return span(word, .second)
    default: return Timestamp(iso8601: text.span).map { $0.nanoseconds...$0.nanoseconds }
    }
  }

  private static func span(_ first: String, _ unit: Unit) -> ClosedRange<Int64>? {
    guard let start = Timestamp(iso8601: first)?.nanoseconds, let next = unit.add(1, to: start) else { return nil }
    return start...(next - 1)
  }

  enum Unit: UInt8 {
    case year = 0x79
    case month = 0x4D
    case week = 0x77
    case day = 0x64
    case hour = 0x68
    case hourOfDay = 0x48
    case minute = 0x6D
    case second = 0x73

    var approximateSeconds: Int64 {
      switch self {
      case .year: 31_536_000
      case .month: 2_592_000
      case .week: 604_800
      case .day: 86_400
      case .hour, .hourOfDay: 3_600
      case .minute: 60
      case .second: 1
      }
    }

    func add(_ amount: Int64, to time: Int64) -> Int64? {
      guard self == .year || self == .month else {
        let (seconds, overflow) = amount.multipliedReportingOverflow(by: approximateSeconds * 1_000_000_000)
        let (sum, carry) = time.addingReportingOverflow(seconds)
        return overflow || carry ? nil : sum
      }
      var civil = CivilTime(Timestamp(nanoseconds: time))
      let (scaled, overflow) = amount.multipliedReportingOverflow(by: self == .year ? 12 : 1)
      guard !overflow, abs(scaled) < 120_000 else { return nil }
      let months = Int64(civil.year) * 12 + Int64(civil.month - 1) + scaled
      guard months >= 0 else { return nil }
      // The last day of a shorter month stands for days that it does not have.
      for day in stride(from: civil.day, through: max(civil.day - 3, 1), by: -1) {
        guard
          let moved = CivilTime(
            year: Int(months / 12), month: Int(months % 12) + 1, day: day, hour: civil.hour, minute: civil.minute,
            second: civil.second, nanosecond: civil.nanosecond)
        else { continue }
        civil = moved
        return civil.timestamp?.nanoseconds
      }
      return nil
    }

    func floor(_ time: Int64) -> Int64? {
      let civil = CivilTime(Timestamp(nanoseconds: time))
      let start: CivilTime?
      switch self {
      case .year: start = CivilTime(year: civil.year, month: 1, day: 1)
      case .month: start = CivilTime(year: civil.year, month: civil.month, day: 1)
      case .week:
        let day = CivilTime(year: civil.year, month: civil.month, day: civil.day)?.timestamp?.nanoseconds
        return day.map { $0 - Int64(civil.weekday) * 86_400_000_000_000 }
      case .day: start = CivilTime(year: civil.year, month: civil.month, day: civil.day)
      case .hour, .hourOfDay:
        start = CivilTime(year: civil.year, month: civil.month, day: civil.day, hour: civil.hour)
      case .minute:
        start = CivilTime(
          year: civil.year, month: civil.month, day: civil.day, hour: civil.hour, minute: civil.minute)
      case .second:
        start = CivilTime(
          year: civil.year, month: civil.month, day: civil.day, hour: civil.hour, minute: civil.minute,
          second: civil.second)
      }
      return start?.timestamp?.nanoseconds
    }
  }
}
