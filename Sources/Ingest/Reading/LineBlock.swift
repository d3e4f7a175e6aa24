import ECS

/// Some whole lines of an input.
struct LineBlock {
  /// The lines with their terminators; the last line of an input may lack one.
  let bytes: [UInt8]
  /// The offset in the input of the first byte.
  let offset: UInt64
  /// The number, from 1, of the first line.
  let firstLine: UInt64
}

/// Cuts an input into blocks of whole lines, which become the text of one batch each.
struct LineBlocks {
  /// Lines longer than this are skipped.
  let maximumLine: Int
  /// Lines in a block at most.
  let lines: Int
  /// Bytes in a block, unless one line needs more.
  let blockSize: Int
  private var line: UInt64 = 1

  init(options: ReaderOptions, blockSize: Int = 1 << 20) {
    maximumLine = max(options.maximumRecordSize, 1)
    lines = max(options.limits.rows, 1)
    self.blockSize = max(min(blockSize, options.limits.bytes), 1)
  }

  /// The next block; `nil` at the end. Lines that are too long are skipped and reported.
  mutating func next(
    from input: inout InputBuffer, report: inout ReadReport
  ) throws(InputError) -> LineBlock? {
    var wanted = blockSize
    while true {
      let filled = try input.fill(to: wanted)
      if input.bytes.isEmpty { return nil }
      let cut = cut(input.bytes.span, isLast: !filled && input.isAtEnd)
      if cut.end > 0 { return take(cut, from: &input, report: &report) }
      if input.bytes.count > maximumLine {
        try skipLine(in: &input, report: &report)
        wanted = blockSize
      } else {
        wanted = min(max(input.bytes.count * 2, blockSize), maximumLine + 1)
      }
    }
  }

  private mutating func take(
    _ cut: (end: Int, lines: Int), from input: inout InputBuffer, report: inout ReadReport
  ) -> LineBlock {
    let offset = input.offset
    let bytes: [UInt8]
    if cut.end == input.bytes.count {
      bytes = input.take()
    } else {
      bytes = Array(input.bytes[..<cut.end])
      input.consume(cut.end)
    }
    report.bytes += UInt64(cut.end)
    defer { line += UInt64(cut.lines) }
    return LineBlock(bytes: bytes, offset: offset, firstLine: line)
  }

  /// Where the last whole line of `text` ends, looking at no more than `lines` lines and `blockSize` bytes (or one line).
  private func cut(_ text: borrowing Span<UInt8>, isLast: Bool) -> (end: Int, lines: Int) {
    var end = 0
    var count = 0
    while count < lines, end < blockSize, let newline = text.firstIndex(of: 0x0A, from: end) {
      if newline &- end > maximumLine { break }
      end = newline &+ 1
      count &+= 1
    }
    let rest = text.count &- end
    if isLast, rest > 0, rest <= maximumLine, count < lines, end < blockSize,
      text.firstIndex(of: 0x0A, from: end) == nil
    {
      return (text.count, count &+ 1)
    }
    return (end, count)
  }

  private mutating func skipLine(in input: inout InputBuffer, report: inout ReadReport) throws(InputError) {
    let position = RecordPosition(offset: input.offset, record: line)
    report.skip("oversized-record", at: position, "a line of more than \(maximumLine) bytes")
    line += 1
    while true {
      let newline = input.bytes.span.firstIndex(of: 0x0A, from: 0)
      let count = newline.map { $0 + 1 } ?? input.bytes.count
      report.bytes += UInt64(count)
      input.consume(count)
      if newline != nil { return }
      try input.fill(to: blockSize)
      if input.bytes.isEmpty { return }
    }
  }
}

/// Walks the lines of a block.
struct LineCursor {
  /// The block's first offset and line, then those of the line after the one returned last.
  private var start: Int
  private var number: UInt64
  private let base: UInt64

  init(_ block: borrowing LineBlock) {
    start = 0
    number = block.firstLine
    base = block.offset
  }

  /// The next line without its terminator (LF or CR LF), and its place in the input.
  mutating func next(in text: borrowing Span<UInt8>) -> (range: Range<Int>, position: RecordPosition)? {
    guard start < text.count else { return nil }
    let first = start
    var end = text.firstIndex(of: 0x0A, from: first) ?? text.count
    start = end &+ 1
    if end > first, text[end &- 1] == 0x0D { end &-= 1 }
    defer { number &+= 1 }
    return (first..<end, RecordPosition(offset: base &+ UInt64(first), record: number))
  }
}

extension Span where Element == UInt8 {
  /// The index of the first byte with this value at or after `start`.
  func firstIndex(of byte: UInt8, from start: Int, to limit: Int? = nil) -> Int? {
    let end = limit ?? count
    var index = start
    let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
    while index &+ 8 <= end {
      // The lowest byte flagged by (v - 1) & ~v & 0x80 is a true zero (S. E. Anderson, Bit Twiddling Hacks).
      let difference = word(at: index) ^ pattern
      let hits = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
      if hits != 0 { return index &+ hits.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    while index < end {
      if self[index] == byte { return index }
      index &+= 1
    }
    return nil
  }
}
