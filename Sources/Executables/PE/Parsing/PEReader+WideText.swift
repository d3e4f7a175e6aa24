/// UTF-16 texts in version information and names of resources.
extension PEReader {
  /// The units of a text up to a zero unit or the limit, and how many bytes it has as UTF-8.
  struct WideText {
    /// Where the first units stand in the file: all of them, if they are at most 128.
    var range: Range<Int>
    /// Bytes as UTF-8, with halves of surrogate pairs escaped in six characters.
    var encodedLength: Int
  }

  /// Up to this many bytes are looked at before more are asked for.
  private static let probe = 256

  /// Reads a text of at most `limit` units.
  ///
  /// A zero unit that is not found in the first 128 units is looked for in what follows, which must be mapped then, too.
  mutating func wideText(
    _ data: borrowing Span<UInt8>, at address: Int, limit: Int = 0x1_0000
  ) throws(PEFault) -> WideText {
    if limit == 0 { return WideText(range: 0..<0, encodedLength: 0) }
    _ = try bytes(at: address, 2)
    let wanted = min(limit * 2, Self.probe)
    let head = try bytes(at: address, wanted)
    if let end = Self.end(data, head) ?? (head.count < wanted || head.count == limit * 2 ? head.count / 2 : nil) {
      return text(data, head.lowerBound..<head.lowerBound + end * 2)
    }
    // What follows may lie elsewhere in the file, when the text crosses from one section into another.
    let tail = try bytes(at: address + head.count, limit * 2 - head.count)
    _ = spend(tail.count)
    let end = Self.end(data, tail) ?? tail.count / 2
    var result = text(data, head)
    result.encodedLength += text(data, tail.lowerBound..<tail.lowerBound + end * 2).encodedLength
    return result
  }

  /// Whether a text can be read, without reading it.
  mutating func wideTextIsReadable(_ data: borrowing Span<UInt8>, at address: Int, limit: Int) -> Bool {
    if limit == 0 { return true }
    do throws(PEFault) {
      _ = try bytes(at: address, 2)
      let wanted = min(limit * 2, Self.probe)
      let head = try bytes(at: address, wanted)
      if Self.end(data, head) != nil || head.count < wanted || head.count == limit * 2 { return true }
      _ = try bytes(at: address + head.count, limit * 2 - head.count)
      return true
    } catch {
      return false
    }
  }

  /// Index of the first zero unit of a range.
  private static func end(_ data: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index &+ 1 < range.upperBound {
      if data[index] == 0, data[index &+ 1] == 0 { return (index &- range.lowerBound) >> 1 }
      index &+= 2
    }
    return nil
  }

  private func text(_ data: borrowing Span<UInt8>, _ range: Range<Int>) -> WideText {
    var length = 0
    var index = range.lowerBound
    while index &+ 1 < range.upperBound {
      let unit = UInt16(data[index]) | UInt16(data[index &+ 1]) << 8
      switch unit {
      case ..<0x80: length &+= 1
      case ..<0x800: length &+= 2
      case 0xd800..<0xe000: length &+= 6
      default: length &+= 3
      }
      index &+= 2
    }
    return WideText(range: range, encodedLength: length)
  }

  /// Whether the units of a text are those of an ASCII literal.
  func units(_ data: borrowing Span<UInt8>, _ text: WideText, startWith literal: StaticString) -> Bool {
    guard text.range.count >= 2 * literal.utf8CodeUnitCount else { return false }
    for index in 0..<literal.utf8CodeUnitCount {
      let place = text.range.lowerBound + 2 * index
      // The literal has exactly as many code units.
      if unsafe data[place] != literal.utf8Start[index] || data[place + 1] != 0 { return false }
    }
    return true
  }
}
