/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds ignored, as POSIX time does.
///
/// The range is 1677-09-21 to 2262-04-11. Sources that hold times outside it (a zero Windows FILETIME is the year 1601)
/// keep them as strings.
@frozen
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Nanoseconds since the epoch.
  public var nanoseconds: Int64

  /// A point in time by its nanoseconds since the epoch.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// A point in time by whole seconds and nanoseconds since the epoch; `nil` outside the range.
  @inlinable
  public init?(seconds: Int64, nanoseconds: Int64 = 0) {
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = scaled.addingReportingOverflow(nanoseconds)
    guard !overflow, !carry else { return nil }
    self.nanoseconds = sum
  }

  /// A point in time from a Windows FILETIME: 100 ns ticks since 1601-01-01; `nil` outside the range.
  ///
  /// Source: [MS-DTYP] 2.3.3.
  @inlinable
  public init?(fileTime ticks: UInt64) {
    let epoch: Int64 = 116_444_736_000_000_000
    guard ticks <= UInt64(Int64.max) else { return nil }
    let (scaled, overflow) = (Int64(ticks) - epoch).multipliedReportingOverflow(by: 100)
    guard !overflow else { return nil }
    self.nanoseconds = scaled
  }

  /// Orders by value.
  @inlinable
  public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  /// Whole seconds since the epoch, rounded down.
  @inlinable
  public var seconds: Int64 { nanoseconds.flooringQuotient(1_000_000_000) }

  /// The time as seconds since the epoch, to about a microsecond.
  public var timeInterval: Double { Double(nanoseconds) / 1e9 }
}

extension Int64 {
  /// The quotient rounded towards minus infinity, for a positive divisor.
  @inlinable
  func flooringQuotient(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

/// A date and time of day in UTC.
public struct CivilTime: Sendable, Hashable {
  /// Proleptic Gregorian year.
  public var year: Int
  /// 1 … 12.
  public var month: Int
  /// 1 … 31.
  public var day: Int
  /// 0 … 23.
  public var hour: Int
  /// 0 … 59.
  public var minute: Int
  /// 0 … 59.
  public var second: Int
  /// 0 … 999,999,999.
  public var nanosecond: Int

  /// A date and time by its parts; `nil` when there is no such day or time.
  public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, nanosecond: Int = 0) {
    guard (0...9999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute),
      (0...60).contains(second), (0..<1_000_000_000).contains(nanosecond), day >= 1,
      day <= Self.days(in: month, of: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.nanosecond = nanosecond
  }

  /// The parts of a point in time.
  public init(_ time: Timestamp) {
    let total = time.seconds
    let days = total.flooringQuotient(86_400)
    let inDay = Int(total - days * 86_400)
    // Days to civil date: H. Hinnant, "chrono-compatible low-level date algorithms" (eras of 400 years from March).
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    self.day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    self.month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    self.year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
    self.hour = inDay / 3_600
    self.minute = inDay / 60 % 60
    self.second = inDay % 60
    // Wrapping: the first second of the range begins before it, and the difference is right all the same.
    self.nanosecond = Int(time.nanoseconds &- total &* 1_000_000_000)
  }

  /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
  public static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// Monday is 0, Sunday is 6.
  public var weekday: Int {
    let days = Self.daysSinceEpoch(year: year, month: month, day: day)
    return ((days + 3) % 7 + 7) % 7
  }

  /// The point in time, taken as UTC; `nil` outside the range of `Timestamp`.
  public var timestamp: Timestamp? {
    let days = Int64(Self.daysSinceEpoch(year: year, month: month, day: day))
    let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    return Timestamp(seconds: seconds, nanoseconds: Int64(nanosecond))
  }
}
