/// A closed interval of time in nanoseconds since 1970; arithmetic never traps, whatever the times claim to be.
struct TimeSpan: Sendable, Hashable, Codable {
  var first: Int64
  var last: Int64

  static let second: Int64 = 1_000_000_000
  static let minute = 60 * second
  static let hour = 60 * minute
  static let day = 24 * hour

  /// The length; the longest possible where it does not fit.
  var length: Int64 { Self.distance(first, last) }

  /// The time between two intervals, 0 when they overlap.
  func gap(to other: TimeSpan) -> Int64 {
    if other.first > last { return Self.distance(last, other.first) }
    if first > other.last { return Self.distance(other.last, first) }
    return 0
  }

  /// The interval over both.
  func union(_ other: TimeSpan) -> TimeSpan { TimeSpan(first: min(first, other.first), last: max(last, other.last)) }

  private static func distance(_ from: Int64, _ to: Int64) -> Int64 {
    let (value, overflow) = to.subtractingReportingOverflow(from)
    return overflow ? .max : value
  }

  /// `4 minutes`, `1 hour`: a length in its largest whole unit.
  static func words(_ length: Int64) -> String {
    for (unit, name) in [(day, "day"), (hour, "hour"), (minute, "minute"), (second, "second")] where length >= unit {
      let count = length / unit
      return count == 1 ? "1 \(name)" : "\(count) \(name)s"
    }
    return "less than a second"
  }
}
