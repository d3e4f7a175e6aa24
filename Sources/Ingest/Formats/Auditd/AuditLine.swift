import ECS

/// What the beginning of a line with an audit record says.
///
/// Lines come as auditd writes them (`type=CWD msg=audit(1481077231.371:479): …`), with `node=NAME` in front, as the
/// kernel prints them (`audit: type=1400 audit(…): …`), and any of these behind a syslog header or `audispd:`.
struct AuditLine {
  /// The record's type as written: a name or a number.
  var type: Range<Int>
  /// The `node=` value.
  var node: Range<Int>?
  /// Everything before the record, a syslog header perhaps.
  var prefix: Range<Int>
  /// The event's time.
  var time: Timestamp
  /// The event's serial number.
  var serial: UInt64
  /// The record's fields.
  var body: Range<Int>

  /// Finds the record in a line; `nil` if there is none.
  init?(_ text: borrowing Span<UInt8>, _ range: Range<Int>) {
    var search = range.lowerBound
    while let hit = text.firstIndex(of: UInt8(ascii: "("), from: search, to: range.upperBound) {
      search = hit &+ 1
      guard hit &- range.lowerBound >= 5, text.starts(with: "audit(", at: hit &- 5) else { continue }
      guard let stamp = Self.stamp(text, search, range.upperBound) else { continue }
      guard let type = Self.typeBefore(text, hit &- 5, range.lowerBound) else { continue }
      self.type = type
      time = stamp.time
      serial = stamp.serial
      body = stamp.end..<range.upperBound
      let typeStart = type.lowerBound &- 5
      node = Self.nodeBefore(text, typeStart, range.lowerBound)
      prefix = range.lowerBound..<(node.map { $0.lowerBound &- 5 } ?? typeStart)
      return
    }
    return nil
  }

  /// Reads `1481076992.414:385)` and an optional colon.
  private static func stamp(
    _ text: borrowing Span<UInt8>, _ start: Int, _ limit: Int
  ) -> (time: Timestamp, serial: UInt64, end: Int)? {
    guard let close = text.firstIndex(of: UInt8(ascii: ")"), from: start, to: min(limit, start &+ 64)),
      let colon = text.firstIndex(of: UInt8(ascii: ":"), from: start, to: close),
      let time = DecimalText.time(text.extracting(start..<colon)),
      let serial = DecimalText.integer(text.extracting(colon &+ 1..<close)), serial >= 0
    else { return nil }
    let end = close &+ 1
    let hasColon = end < limit && text[end] == UInt8(ascii: ":")
    return (time, UInt64(serial), hasColon ? end &+ 1 : end)
  }

  /// The value of the `type=` that ends right before `end`, with `msg=` perhaps in between.
  private static func typeBefore(_ text: borrowing Span<UInt8>, _ end: Int, _ limit: Int) -> Range<Int>? {
    var end = end
    if end &- limit >= 4, text.starts(with: "msg=", at: end &- 4) { end &-= 4 }
    return valueBefore(text, end, limit, name: "type=")
  }

  private static func nodeBefore(_ text: borrowing Span<UInt8>, _ end: Int, _ limit: Int) -> Range<Int>? {
    valueBefore(text, end, limit, name: "node=")
  }

  private static func valueBefore(
    _ text: borrowing Span<UInt8>, _ end: Int, _ limit: Int, name: StaticString
  ) -> Range<Int>? {
    var end = end
    while end > limit, text[end &- 1] == 0x20 { end &-= 1 }
    var start = end
    while start > limit, text[start &- 1] > 0x20, end &- start < 256 { start &-= 1 }
    guard end &- start > 5, text.starts(with: name, at: start) else { return nil }
    return start &+ 5..<end
  }
}
