import ECS

/// Where the ticks of a time axis stand, and how they are labelled.
struct TimeAxis {
  let first: Int64
  let last: Int64
  /// The drawing's horizontal range.
  let left: Double
  let right: Double

  /// The place of a moment.
  func x(_ time: Int64) -> Double {
    let span = Double(last) - Double(first)
    guard span > 0 else { return left }
    let share = (Double(time) - Double(first)) / span
    return left + (right - left) * min(max(share, 0), 1)
  }

  /// Round moments inside the range, at most about `target`, with their labels.
  func ticks(target: Int) -> [(x: Double, label: String)] {
    let span = last.subtractingReportingOverflow(first)
    guard !span.overflow, span.partialValue > 0, target > 0 else { return [(left, TimeText.minute(first))] }
    let second: Int64 = 1_000_000_000
    let steps: [Int64] = [
      1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800,
      1_209_600, 2_592_000, 7_776_000, 15_552_000, 31_536_000, 63_072_000, 157_680_000, 630_720_000,
    ]
    let wanted = span.partialValue / Int64(target)
    let step = (steps.first { $0 * second >= wanted } ?? 1_576_800_000) * second
    var result: [(x: Double, label: String)] = []
    var previousDay = ""
    let offset = ((first % step) + step) % step
    var tick = offset == 0 ? first : first.addingReportingOverflow(step - offset).partialValue
    while tick >= first, tick <= last, result.count <= target * 3 {
      let day = TimeText.day(tick)
      let label: String
      if step >= 86_400 * second {
        label = day
      } else {
        let clock = step < 60 * second ? TimeText.clock(tick) : TimeText.clockMinute(tick)
        label = day == previousDay ? clock : "\(day) \(clock)"
      }
      previousDay = day
      result.append((x(tick), label))
      let next = tick.addingReportingOverflow(step)
      if next.overflow { break }
      tick = next.partialValue
    }
    return result
  }
}
