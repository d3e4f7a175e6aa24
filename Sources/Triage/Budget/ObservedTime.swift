import Learning

/// The time for which somebody has looked at a fleet: what a promise of so many false alerts a day is counted over.
///
/// Moments at which something was seen count with the time between them, and a pause counts as `longestPause` at most. So quiet days
/// and days between two hunts count; an event of a clock that is years off adds a week, and nothing hinges on it. The sum does not depend
/// on the order of the moments nor on how they were divided into hunts, and a moment seen again adds nothing.
public struct ObservedTime: Sendable, Hashable {
  /// Nanoseconds of a day.
  static let day: Int64 = 86_400_000_000_000
  /// A pause counts as so much time at most, in nanoseconds.
  public static let longestPause = 7 * day
  /// More stretches than this are not told apart: the earliest are counted and forgotten.
  static let mostStretches = 1_000

  /// Ordered; between two of them lies more than the longest pause.
  private(set) var stretches: [ClosedRange<Int64>] = []
  /// Days of stretches that were forgotten, with the pauses behind them.
  private var forgotten = 0.0

  /// No time at all.
  public init() {}

  /// The time that some moments make up.
  init(_ times: some Sequence<Int64>) { for time in times { add(time) } }

  /// Whether nothing was seen.
  public var isEmpty: Bool { stretches.isEmpty }

  /// Something was seen at a time, in nanoseconds since 1970.
  public mutating func add(_ time: Int64) {
    // Nearly all come in order.
    if let last = stretches.last, time >= last.lowerBound, Self.pause(from: last.upperBound, to: time) == nil {
      if time > last.upperBound { stretches[stretches.count - 1] = last.lowerBound...time }
      return
    }
    if !stretches.contains(where: { $0.contains(time) }) { add(time...time) }
  }

  /// Adds the time of others.
  public mutating func formUnion(_ other: ObservedTime) {
    for stretch in other.stretches { add(stretch) }
    forgotten += other.forgotten
  }

  private mutating func add(_ stretch: ClosedRange<Int64>) {
    func isApart(_ first: ClosedRange<Int64>, _ second: ClosedRange<Int64>) -> Bool {
      Self.pause(from: first.upperBound, to: second.lowerBound) != nil
    }
    let from = stretches.firstIndex { !isApart($0, stretch) } ?? stretches.count
    let to = stretches.firstIndex { isApart(stretch, $0) } ?? stretches.count
    var joined = stretch
    for other in stretches[from..<to] {
      joined = min(joined.lowerBound, other.lowerBound)...max(joined.upperBound, other.upperBound)
    }
    stretches.replaceSubrange(from..<to, with: [joined])
    guard stretches.count > Self.mostStretches else { return }
    forgotten += Self.days(stretches.removeFirst()) + Self.days(0...Self.longestPause)
  }

  /// The part of it until a time.
  func until(_ time: Int64) -> ObservedTime {
    var result = self
    result.stretches = stretches.compactMap { $0.lowerBound > time ? nil : $0.lowerBound...min($0.upperBound, time) }
    return result
  }

  /// How long it is, in days.
  public var days: Double {
    let pauses = Double(max(0, stretches.count - 1)) * Self.days(0...Self.longestPause)
    return stretches.reduce(forgotten + pauses) { $0 + Self.days($1) }
  }

  private static func days(_ stretch: ClosedRange<Int64>) -> Double {
    let (length, isTooLong) = stretch.upperBound.subtractingReportingOverflow(stretch.lowerBound)
    return (isTooLong ? Double(stretch.upperBound) - Double(stretch.lowerBound) : Double(length)) / Double(day)
  }

  /// How long a pause between two moments is that parts two stretches; nil when it is none, or not long enough.
  private static func pause(from first: Int64, to second: Int64) -> Int64? {
    guard second > first else { return nil }
    let (length, isTooLong) = second.subtractingReportingOverflow(first)
    return isTooLong ? .max : length > longestPause ? length : nil
  }
}

extension ObservedTime {
  func write(to writer: inout StateWriter) {
    writer.append(forgotten)
    writer.append(count: stretches.count)
    for stretch in stretches {
      writer.append(signed: stretch.lowerBound)
      writer.append(signed: stretch.upperBound)
    }
  }

  init(from reader: inout StateReader) throws(StateError) {
    forgotten = try reader.double()
    guard forgotten.isFinite, forgotten >= 0 else { throw StateError("time that was forgotten is no length") }
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let (first, last) = (try reader.signed(), try reader.signed())
      guard first <= last, stretches.last.map({ Self.pause(from: $0.upperBound, to: first) != nil }) ?? true else {
        throw StateError("stretches of time are not in order")
      }
      stretches.append(first...last)
    }
  }
}
