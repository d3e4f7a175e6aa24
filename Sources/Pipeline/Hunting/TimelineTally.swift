import ECS
import Evidence

/// Counts events over time in bounded memory, and cuts the time into bars fit for a picture.
struct TimelineTally {
  /// Widths a bar may have, in seconds.
  private static let widths: [Int64] = [
    1, 5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000, 31_536_000,
  ]
  private static let second: Int64 = 1_000_000_000
  /// More bins than this are merged into wider ones.
  private static let maximumBins = 20_000
  /// A picture has at most so many bars.
  private static let maximumBars = 160

  private var width = 0
  private var counts: [Int64: Int] = [:]

  /// Counts the events of a batch by their `@timestamp`.
  mutating func add(_ times: ScalarColumn<Int64>?, rows: Int) {
    guard let times else { return }
    for row in 0..<rows {
      guard let time = times[row] else { continue }
      counts[Self.bin(time, Self.widths[width]), default: 0] += 1
    }
    while counts.count > Self.maximumBins, width + 1 < Self.widths.count { widen() }
  }

  private mutating func widen() {
    let old = Self.widths[width]
    width += 1
    var wider: [Int64: Int] = [:]
    for (bin, count) in counts { wider[Self.bin(bin * old * Self.second, Self.widths[width]), default: 0] += count }
    counts = wider
  }

  /// The bars, without gaps, with the alerts that began in each; and the width of a bar in nanoseconds.
  func bars(_ alerts: [Alert]) -> (bars: [HuntResult.Bucket], span: Int64) {
    var coarse = self
    while coarse.barCount > Self.maximumBars, coarse.width + 1 < Self.widths.count { coarse.widen() }
    let span = Self.widths[coarse.width] * Self.second
    guard let first = coarse.counts.keys.min(), let last = coarse.counts.keys.max() else { return ([], span) }
    var severities: [Int64: [String: Int]] = [:]
    for alert in alerts {
      let bin = min(max(Self.bin(alert.firstSeen, Self.widths[coarse.width]), first), last)
      severities[bin, default: [:]][alert.severity.name, default: 0] += 1
    }
    // Times that are centuries off (a wrong clock) would make millions of empty bars.
    let bins = last - first < 2_000 ? Array(first...last) : coarse.counts.keys.sorted()
    let bars = bins.map {
      HuntResult.Bucket(start: $0 * span, events: coarse.counts[$0] ?? 0, alerts: severities[$0] ?? [:])
    }
    return (bars, span)
  }

  private var barCount: Int64 {
    guard let first = counts.keys.min(), let last = counts.keys.max() else { return 0 }
    return last - first + 1
  }

  private static func bin(_ time: Int64, _ width: Int64) -> Int64 {
    let divisor = width * second
    let quotient = time / divisor
    return time % divisor < 0 ? quotient - 1 : quotient
  }
}
