import ECS

/// Times as people read them: always UTC.
enum TimeText {
  /// `2020-05-02 02:55:56`.
  static func second(_ nanoseconds: Int64) -> String {
    let civil = CivilTime(Timestamp(nanoseconds: nanoseconds))
    return "\(date(civil)) \(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
  }

  /// `2020-05-02 02:55:56.123`.
  static func millisecond(_ nanoseconds: Int64) -> String {
    let civil = CivilTime(Timestamp(nanoseconds: nanoseconds))
    return second(nanoseconds) + "." + padded(civil.nanosecond / 1_000_000, to: 3)
  }

  /// `2020-05-02 02:55`.
  static func minute(_ nanoseconds: Int64) -> String {
    let civil = CivilTime(Timestamp(nanoseconds: nanoseconds))
    return "\(date(civil)) \(two(civil.hour)):\(two(civil.minute))"
  }

  /// `2020-05-02`.
  static func day(_ nanoseconds: Int64) -> String { date(CivilTime(Timestamp(nanoseconds: nanoseconds))) }

  /// `02:55:56`.
  static func clock(_ nanoseconds: Int64) -> String {
    let civil = CivilTime(Timestamp(nanoseconds: nanoseconds))
    return "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))"
  }

  /// `02:55`.
  static func clockMinute(_ nanoseconds: Int64) -> String {
    let civil = CivilTime(Timestamp(nanoseconds: nanoseconds))
    return "\(two(civil.hour)):\(two(civil.minute))"
  }

  /// `2020-05-02 02:55:56 – 03:10:02`: the day is not said twice.
  static func range(_ first: Int64, _ last: Int64) -> String {
    if first == last { return second(first) }
    return second(first) + " – " + (day(first) == day(last) ? clock(last) : second(last))
  }

  /// A length of time in its two largest units: `3 min 12 s`, `2 days 4 h`.
  static func duration(_ nanoseconds: Int64) -> String {
    guard nanoseconds >= 1_000_000_000 else { return "less than a second" }
    let seconds = nanoseconds / 1_000_000_000
    let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")]
    guard let first = units.firstIndex(where: { seconds >= $0.0 }) else { return "less than a second" }
    let (length, name) = units[first]
    let whole = seconds / length
    let main = name == "d" ? (whole == 1 ? "1 day" : NumberText.count(Int(whole)) + " days") : "\(whole) \(name)"
    guard first + 1 < units.count else { return main }
    let rest = seconds % length / units[first + 1].0
    return rest == 0 || whole >= 100 ? main : "\(main) \(rest) \(units[first + 1].1)"
  }

  /// A length of time in seconds; what nanoseconds cannot hold is taken for the longest that they can.
  static func duration(seconds: Double) -> String {
    duration(seconds.isNaN ? 0 : Int64(min(max(seconds, 0), 9.2e9) * 1e9))
  }

  /// The length of time between two moments.
  static func duration(from first: Int64, to last: Int64) -> String {
    let (length, overflow) = last.subtractingReportingOverflow(first)
    return duration(overflow ? Int64.max : length)
  }

  private static func date(_ civil: CivilTime) -> String {
    "\(padded(civil.year, to: 4))-\(two(civil.month))-\(two(civil.day))"
  }

  private static func two(_ value: Int) -> String { padded(value, to: 2) }

  private static func padded(_ value: Int, to width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
