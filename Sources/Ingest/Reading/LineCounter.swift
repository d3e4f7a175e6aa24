import ECS

/// Knows the line number of a position that only moves forward.
struct LineCounter: Sendable {
  /// The line, from 1, on which the position stands.
  private(set) var line: UInt64 = 1
  /// The position up to which line breaks have been counted.
  private(set) var position = 0

  /// Moves to a position of the same text and returns its line.
  mutating func advance(to target: Int, in text: borrowing Span<UInt8>) -> UInt64 {
    var index = position
    var breaks: UInt64 = 0
    while index &+ 8 <= target {
      // One counter a byte, added up before any can overflow: a portable binary has no instruction to count bits.
      var counters: UInt64 = 0
      let end = min(target &- 7, index &+ 8 &* 255)
      while index < end {
        // The high bit of a byte of `zeros` is set exactly where the byte of the text is a line feed.
        let word = text.word(at: index) ^ 0x0A0A_0A0A_0A0A_0A0A
        let zeros = ~(((word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F) | word | 0x7F7F_7F7F_7F7F_7F7F)
        counters &+= zeros &>> 7
        index &+= 8
      }
      let pairs = (counters & 0x00FF_00FF_00FF_00FF) &+ ((counters &>> 8) & 0x00FF_00FF_00FF_00FF)
      breaks &+= (pairs &* 0x0001_0001_0001_0001) &>> 48
    }
    while index < target {
      if text[index] == 0x0A { breaks &+= 1 }
      index &+= 1
    }
    position = max(position, target)
    line &+= breaks
    return line
  }

  /// The first `count` bytes of the text are dropped, all of them counted.
  mutating func drop(_ count: Int, of text: borrowing Span<UInt8>) {
    _ = advance(to: count, in: text)
    position = 0
  }
}
