import ECS

/// Functions of times.
enum ESQLDates {
  static func value(_ function: ESQLFunction, _ arguments: [Value]) -> Value {
    switch function {
    case .to_datetime:
      guard let first = ESQLEvaluator.single(arguments[0]) else { return .null }
      if case .integer(let milliseconds) = first {
        let (time, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? .null : .date(time)
      }
      return ESQLCall.time(first).map(Value.date) ?? .null
    case .date_diff:
      guard let unit = arguments[0].firstText?.lowercased(), let start = ESQLCall.time(arguments[1]),
        let end = ESQLCall.time(arguments[2])
      else { return .null }
      return difference(unit, start, end)
    case .date_extract:
      guard let part = arguments[0].firstText?.lowercased(), let time = ESQLCall.time(arguments[1]) else {
        return .null
      }
      return extract(part, CivilTime(Timestamp(nanoseconds: time)))
    default: return .null
    }
  }

  /// Whole units from one time to another, towards zero.
  private static func difference(_ unit: String, _ start: Int64, _ end: Int64) -> Value {
    let (span, overflow) = end.subtractingReportingOverflow(start)
    guard !overflow else { return .null }
    switch unit {
    case "microsecond", "microseconds", "mcs": return .integer(span / 1_000)
    case "nanosecond", "nanoseconds", "ns": return .integer(span)
    case "mi", "n": return .integer(span / 60_000_000_000)
    case "hh": return .integer(span / 3_600_000_000_000)
    case "dd": return .integer(span / 86_400_000_000_000)
    default: break
    }
    guard let (nanoseconds, months) = TimeUnit.size(unit) else { return .null }
    if nanoseconds > 0 { return .integer(span / nanoseconds) }
    let first = CivilTime(Timestamp(nanoseconds: start))
    let last = CivilTime(Timestamp(nanoseconds: end))
    var count = Int64(last.year - first.year) * 12 + Int64(last.month - first.month)
    // A month that has not been completed does not count.
    if let moved = DateMath.Unit.month.add(count, to: start) {
      if count > 0, moved > end { count -= 1 }
      if count < 0, moved < end { count += 1 }
    }
    return .integer(count / months)
  }

  private static func extract(_ part: String, _ time: CivilTime) -> Value {
    switch part {
    case "year": .integer(Int64(time.year))
    case "month_of_year", "month": .integer(Int64(time.month))
    case "day_of_month", "day": .integer(Int64(time.day))
    case "day_of_week": .integer(Int64(time.weekday + 1))
    case "hour_of_day", "hour": .integer(Int64(time.hour))
    case "minute_of_hour", "minute": .integer(Int64(time.minute))
    case "second_of_minute", "second": .integer(Int64(time.second))
    default: .null
    }
  }
}
