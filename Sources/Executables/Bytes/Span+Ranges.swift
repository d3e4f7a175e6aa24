/// Ranges of files. Offsets and sizes come from the file itself: sums are taken without overflow.
extension Span where Element == UInt8 {
  /// `size` bytes from `offset`, or nil when they are not wholly inside the bytes.
  package func range(at offset: some BinaryInteger, count size: some BinaryInteger) -> Range<Int>? {
    guard let start = Int(exactly: offset), let length = Int(exactly: size), start >= 0, length >= 0,
      start <= count, length <= count &- start
    else { return nil }
    return start..<start &+ length
  }

  /// As much of `size` bytes from `offset` as is inside the bytes; empty when nothing is.
  package func clampedRange(at offset: some BinaryInteger, count size: some BinaryInteger) -> Range<Int> {
    guard offset >= 0, size > 0, let start = Int(exactly: offset), start < count else { return count..<count }
    let length = Int(clamping: size)
    return start..<start &+ Swift.min(length, count &- start)
  }

  /// The bytes from `offset` up to the first zero byte, at most `limit` of them; nil when `offset` is outside.
  ///
  /// A text that neither ends before the limit nor before the end of the bytes is cut there.
  package func terminatedRange(at offset: some BinaryInteger, limit: Int) -> Range<Int>? {
    guard let start = Int(exactly: offset), start >= 0, start < count else { return nil }
    let end = start &+ Swift.min(Swift.max(limit, 0), count &- start)
    var index = start
    while index < end, self[index] != 0 { index &+= 1 }
    return start..<index
  }

  /// Whether the bytes at `offset` are those of an ASCII literal.
  package func matches(_ literal: StaticString, at offset: some BinaryInteger) -> Bool {
    guard let range = range(at: offset, count: literal.utf8CodeUnitCount) else { return false }
    for index in range {
      // The literal has exactly as many code units as the range has bytes.
      if unsafe self[index] != literal.utf8Start[index &- range.lowerBound] { return false }
    }
    return true
  }

  /// A copy of the bytes of a range, cut to what is inside the bytes.
  package func copy(_ range: Range<Int>) -> [UInt8] {
    let inside = range.clamped(to: 0..<count)
    var copy: [UInt8] = []
    copy.reserveCapacity(inside.count)
    for index in inside { copy.append(self[index]) }
    return copy
  }

  /// The bytes of a range as text, invalid UTF-8 repaired. For names and reports rather than hot loops.
  package func text(_ range: Range<Int>) -> String { String(decoding: copy(range), as: UTF8.self) }
}
