import ECS

/// What stands before the message of a syslog line.
///
/// Forms: RFC 5424 (`<34>1 2003-10-11T22:14:15.003Z host app pid id [sd] message`), and what RFC 3164 describes and
/// programs write to files (`Mar 27 13:06:56 host sshd[1291]: message`), with or without a priority, with an ISO time
/// instead of the short one, without a host, or without a program.
struct SyslogHeader: Equatable {
  var priority: Int?
  var version: Int?
  var time: SyslogTime?
  var host: Range<Int>?
  var program: Range<Int>?
  var process: Range<Int>?
  var messageID: Range<Int>?
  var structuredData: Range<Int>?
  var message: Range<Int>

  /// Reads the header of a line; `nil` when it has none (neither a time nor a priority).
  init?(_ text: borrowing Span<UInt8>, _ range: Range<Int>, zone: Int = 0) {
    var index = range.lowerBound
    let end = range.upperBound
    message = range
    if let priority = Self.priority(text, &index, end) {
      self.priority = priority
      if index + 1 < end, text[index] == UInt8(ascii: "1"), text[index + 1] == 0x20 {
        self.structured(text, index + 2, end, zone)
        return
      }
    }
    guard let time = SyslogTime.read(text, &index, end, zone: zone) else {
      guard priority != nil else { return nil }
      message = index..<end
      return
    }
    self.time = time
    tag(text, index, end)
  }

  private static func priority(_ text: borrowing Span<UInt8>, _ index: inout Int, _ end: Int) -> Int? {
    guard index < end, text[index] == UInt8(ascii: "<"),
      let close = text.firstIndex(of: UInt8(ascii: ">"), from: index, to: min(end, index + 5)),
      let value = DecimalText.integer(text.extracting(index + 1..<close)), (0...191).contains(value)
    else { return nil }
    index = close + 1
    return Int(value)
  }

  // MARK: RFC 5424

  private mutating func structured(_ text: borrowing Span<UInt8>, _ start: Int, _ end: Int, _ zone: Int) {
    version = 1
    var index = start
    if let word = Self.word(text, &index, end) {
      var place = word.lowerBound
      time = SyslogTime.read(text, &place, word.upperBound, zone: zone)
    }
    host = Self.word(text, &index, end)
    program = Self.word(text, &index, end)
    process = Self.word(text, &index, end)
    messageID = Self.word(text, &index, end)
    if index < end, text[index] == UInt8(ascii: "[") {
      let data = index
      index = Self.afterStructuredData(text, index, end)
      structuredData = data..<index
    } else if index < end, text[index] == UInt8(ascii: "-") {
      index += 1
    }
    if index < end, text[index] == 0x20 { index += 1 }
    // A message in UTF-8 may begin with a byte order mark.
    if text.starts(with: "\u{FEFF}", at: index) { index += 3 }
    message = min(index, end)..<end
  }

  /// The next word; `nil` for the nil value `-`.
  private static func word(_ text: borrowing Span<UInt8>, _ index: inout Int, _ end: Int) -> Range<Int>? {
    let start = min(index, end)
    let stop = text.firstIndex(of: 0x20, from: start, to: end) ?? end
    index = min(stop + 1, end)
    if stop == start || (stop == start + 1 && text[start] == UInt8(ascii: "-")) { return nil }
    return start..<stop
  }

  /// Elements are `[id name="value" …]` one after the other; `\` escapes a quote, a bracket and itself in values.
  private static func afterStructuredData(_ text: borrowing Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var index = start
    var quoted = false
    while index < end {
      let byte = text[index]
      index += 1
      if byte == UInt8(ascii: "\\"), quoted {
        index = min(index + 1, end)
      } else if byte == UInt8(ascii: "\"") {
        quoted.toggle()
      } else if byte == UInt8(ascii: "]"), !quoted, index >= end || text[index] != UInt8(ascii: "[") {
        return index
      }
    }
    return end
  }

  // MARK: RFC 3164

  /// Reads `host program[pid]: message`, where host and program may be missing.
  private mutating func tag(_ text: borrowing Span<UInt8>, _ start: Int, _ end: Int) {
    message = start..<end
    let first = text.firstIndex(of: 0x20, from: start, to: end) ?? end
    var index = start
    if first > start, !Self.endsTag(text, start..<first) {
      host = start..<first
      index = min(first + 1, end)
    }
    message = index..<end
    var stop = index
    while stop < end, stop - index < 64, text[stop] > 0x20, text[stop] != UInt8(ascii: ":"),
      text[stop] != UInt8(ascii: "[")
    {
      stop += 1
    }
    guard stop > index, stop < end else { return }
    var after = stop
    if text[stop] == UInt8(ascii: "[") {
      guard let close = text.firstIndex(of: UInt8(ascii: "]"), from: stop, to: min(end, stop + 64)) else { return }
      process = stop + 1..<close
      after = close + 1
    } else if text[stop] != UInt8(ascii: ":") {
      return
    }
    program = index..<stop
    if after < end, text[after] == UInt8(ascii: ":") { after += 1 }
    if after < end, text[after] == 0x20 { after += 1 }
    message = min(after, end)..<end
  }

  /// Whether a word is a program's tag: `sshd[12]:` or `kernel:`.
  private static func endsTag(_ text: borrowing Span<UInt8>, _ word: Range<Int>) -> Bool {
    text[word.upperBound - 1] == UInt8(ascii: ":")
  }
}
