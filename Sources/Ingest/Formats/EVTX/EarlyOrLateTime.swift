import ECS

/// FILETIMEs outside the range of `Timestamp` (1677 to 2262), as text: zero is `1601-01-01T00:00:00.000000Z`.
enum EarlyOrLateTime {
  /// Ticks in 400 years of the Gregorian calendar, after which it repeats: 146,097 days.
  private static let cycle: UInt64 = 146_097 * 86_400 * 10_000_000

  static func append(fileTime ticks: UInt64, to output: inout [UInt8]) {
    let cycles = Int(ticks / cycle)
    let rest = ticks % cycle
    // The same day and time in a year that `Timestamp` can hold: 1677 to 2000, or 2001 to 2076 for the years 1601 to 1676.
    let within = Timestamp(fileTime: rest)
    guard let time = within ?? Timestamp(fileTime: rest + cycle) else { return }
    let year = CivilTime(time).year + 400 * (within == nil ? cycles - 1 : cycles)
    var civil: [UInt8] = []
    time.appendISO8601(fractionDigits: 6, to: &civil)
    if year < 10_000 { output.appendDecimal(year, width: 4) } else { output.appendInteger(Int64(year)) }
    output.append(contentsOf: civil[4...])
  }
}
