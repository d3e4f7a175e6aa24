/// Finds runs of printable bytes, 64 bytes at a time: a bit for each says whether it is printable.
enum PrintableRuns {
  /// Calls `body` with every run of at least `shortest` bytes in a range, in order, cut to the range.
  ///
  /// - Parameters:
  ///   - shortest: from 1 to 64.
  ///   - includesDelete: whether 0x7F counts beside those from 0x20 to 0x7E.
  @inline(__always)
  static func forEach(
    _ data: borrowing Span<UInt8>, in range: Range<Int>, shortest: Int, includesDelete: Bool,
    _ body: (Range<Int>) -> Void
  ) {
    var block = range.lowerBound
    var open: Int?
    while block < range.upperBound {
      var bits = printable(data, at: block, end: range.upperBound, includesDelete)
      if let start = open {
        let length = (~bits).trailingZeroBitCount
        if length == 64 {
          block &+= 64
          continue
        }
        if block &+ length &- start >= shortest { body(start..<block &+ length) }
        open = nil
        bits &= ~0 << UInt64(length)
      }
      let trailing = (~bits).leadingZeroBitCount
      if trailing > 0 {
        open = block &+ 64 &- trailing
        bits = trailing == 64 ? 0 : bits & ~0 >> UInt64(trailing)
      }
      var starts = bits
      for shift in 1..<Swift.max(shortest, 1) { starts &= bits >> UInt64(shift) }
      while starts != 0 {
        let first = starts.trailingZeroBitCount
        let length = (~(bits >> UInt64(first))).trailingZeroBitCount
        body(block &+ first..<block &+ first &+ length)
        // The run ends inside the block, so that the shift is less than 64.
        starts &= ~0 << UInt64(first &+ length)
      }
      block &+= 64
    }
    if let start = open, range.upperBound &- start >= shortest { body(start..<range.upperBound) }
  }

  /// Which of 64 bytes are printable; those behind the end are not.
  @inline(__always)
  private static func printable(
    _ data: borrowing Span<UInt8>, at start: Int, end: Int, _ includesDelete: Bool
  ) -> UInt64 {
    var result: UInt64 = 0
    if start &+ 64 > end {
      let last: UInt8 = includesDelete ? 0x7F : 0x7E
      for index in start..<end where data[index] >= 0x20 && data[index] <= last {
        result |= 1 << UInt64(index &- start)
      }
      return result
    }
    for group in 0..<8 {
      let word = data.u64(at: start &+ 8 &* group) ?? 0
      let low = word & 0x7f7f_7f7f_7f7f_7f7f
      // The high bit of each byte: set when the low seven bits are 0x20 or more, and it was not set before.
      var high = (low &+ 0x6060_6060_6060_6060) & ~word & 0x8080_8080_8080_8080
      if !includesDelete { high &= ~(low &+ 0x0101_0101_0101_0101) }
      // Multiplication gathers the eight bits in the highest byte.
      let gathered = (high >> 7 &* 0x0102_0408_1020_4080) >> 56
      result |= gathered << UInt64(8 &* group)
    }
    return result
  }
}
