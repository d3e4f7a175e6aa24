/// Writes times as ISO 8601 text in four words, and remembers the last second: events come in order of time, and most
/// say the same time more than once.
struct TimeText: Sendable {
  /// Text of up to 32 bytes, first byte lowest.
  struct Words {
    var words: (UInt64, UInt64, UInt64, UInt64)
    var count: Int
  }

  private var last = Timestamp(nanoseconds: .min)
  private var lastText = Words(words: (0, 0, 0, 0), count: 0)
  private var second = Int64.min
  /// `2026-01-31T23:59:59.` of that second: 20 bytes.
  private var prefix: (UInt64, UInt64, UInt64) = (0, 0, 0)

  /// The text of a time, with 3, 6, 7 or 9 fraction digits: as few as lose nothing.
  @inline(__always)
  mutating func text(of time: Timestamp) -> Words {
    if time == last, lastText.count > 0 { return lastText }
    last = time
    lastText = newText(of: time)
    return lastText
  }

  private mutating func newText(of time: Timestamp) -> Words {
    let seconds = time.seconds
    if seconds != second { remember(time, seconds) }
    let fraction = UInt64(bitPattern: time.nanoseconds &- seconds &* 1_000_000_000)
    return fractionText(fraction)
  }

  private mutating func remember(_ time: Timestamp, _ seconds: Int64) {
    let civil = CivilTime(time)
    second = seconds
    // Years of a Timestamp have four digits: 1677 to 2262.
    let year = DecimalText.quad(UInt64(truncatingIfNeeded: civil.year))
    let pair = { (value: Int) in UInt64(DecimalText.pair(UInt64(truncatingIfNeeded: value))) }
    prefix.0 = year | 0x2D &<< 32 | pair(civil.month) &<< 40 | 0x2D &<< 56
    prefix.1 = pair(civil.day) | 0x54 &<< 16 | pair(civil.hour) &<< 24 | 0x3A &<< 40 | pair(civil.minute) &<< 48
    prefix.2 = 0x3A | pair(civil.second) &<< 8 | 0x2E &<< 24
  }

  /// The text of a time with exactly six fraction digits, the rest cut off: 27 bytes.
  mutating func microseconds(of time: Timestamp) -> Words {
    let seconds = time.seconds
    if seconds != second { remember(time, seconds) }
    let micro = UInt64(bitPattern: time.nanoseconds &- seconds &* 1_000_000_000) / 1_000
    let head = DecimalText.quad(micro / 100)
    let tail = UInt64(DecimalText.pair(micro % 100))
    return Words(words: (prefix.0, prefix.1, prefix.2 | head &<< 32, tail | 0x5A &<< 16), count: 27)
  }

  @inline(__always)
  private func fractionText(_ fraction: UInt64) -> Words {
    let head = DecimalText.quad(fraction / 100_000)
    let rest = fraction % 100_000
    let middle = DecimalText.quad(rest / 10)
    let zulu: UInt64 = 0x5A
    if rest == 0, fraction % 1_000_000 == 0 {
      return Words(
        words: (prefix.0, prefix.1, prefix.2 | head &<< 32 & 0x00FF_FFFF_0000_0000 | zulu &<< 56, 0), count: 24)
    }
    let third = prefix.2 | head &<< 32
    if rest % 1_000 == 0 { return Words(words: (prefix.0, prefix.1, third, middle & 0xFFFF | zulu &<< 16), count: 27) }
    if rest % 100 == 0 { return Words(words: (prefix.0, prefix.1, third, middle & 0xFF_FFFF | zulu &<< 24), count: 28) }
    let last = 0x30 &+ rest % 10
    return Words(words: (prefix.0, prefix.1, third, middle | last &<< 32 | zulu &<< 40), count: 30)
  }
}
