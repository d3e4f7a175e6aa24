/// The units of time that queries name.
enum TimeUnit {
  /// Nanoseconds or months of one unit.
  static func size(_ name: String) -> (nanoseconds: Int64, months: Int64)? {
    let second: Int64 = 1_000_000_000
    switch name.hasSuffix("s") && name.count > 2 && name != "ms" ? String(name.dropLast()) : name {
    case "millisecond", "ms": return (1_000_000, 0)
    case "second", "sec", "s": return (second, 0)
    case "minute", "min", "m": return (60 * second, 0)
    case "hour", "h": return (3_600 * second, 0)
    case "day", "d": return (86_400 * second, 0)
    case "week", "w": return (604_800 * second, 0)
    case "month", "mo": return (0, 1)
    case "quarter", "q": return (0, 3)
    case "year", "yr", "y": return (0, 12)
    default: return nil
    }
  }
}
