import ECS

/// A command line cut into its arguments.
struct CommandLineArguments {
  /// Whose rules apply.
  enum Rules {
    /// `CommandLineToArgvW`: backslashes count only before quotes, the program name ends at a quote or a blank, and
    /// three quotes in a row inside quotes are one. Sources: "CommandLineToArgvW function" and "Parsing C++ command-line
    /// arguments", Microsoft Learn; D. Deley, "How Command Line Parameters Are Parsed".
    case windows
    /// Word splitting of the POSIX shell command language (POSIX.1-2017 §2.2): blanks, both quotes, backslash; no
    /// expansions.
    case posix
  }

  /// The arguments' bytes, one after the other.
  private(set) var bytes: [UInt8] = []
  /// Where each argument lies in `bytes`.
  private(set) var ranges: [Range<Int>] = []

  /// No arguments.
  init() {}

  /// Cuts a command line.
  init(_ text: borrowing Span<UInt8>, _ rules: Rules, limit: Int) {
    cut(text, rules, limit: limit)
  }

  /// Cuts a command line in place of the one before; what follows `limit` arguments is left out.
  mutating func cut(_ text: borrowing Span<UInt8>, _ rules: Rules, limit: Int) {
    bytes.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
    bytes.reserveCapacity(text.count)
    switch rules {
    case .windows: cutWindows(text, limit)
    case .posix: cutPOSIX(text, limit)
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private mutating func cutWindows(_ text: borrowing Span<UInt8>, _ limit: Int) {
    var index = 0
    while index < text.count, Self.isBlank(text[index]) { index += 1 }
    guard index < text.count else { return }
    let isQuoted = text[index] == UInt8(ascii: "\"")
    if isQuoted { index += 1 }
    let start = index
    while index < text.count, isQuoted ? text[index] != UInt8(ascii: "\"") : !Self.isBlank(text[index]) { index &+= 1 }
    bytes.append(copying: text.extracting(start..<index))
    if isQuoted { index += 1 }
    ranges.append(0..<bytes.count)
    while ranges.count < limit {
      while index < text.count, Self.isBlank(text[index]) { index += 1 }
      guard index < text.count else { return }
      let start = bytes.count
      readWindowsArgument(text, &index)
      ranges.append(start..<bytes.count)
    }
  }

  private mutating func copy(_ text: borrowing Span<UInt8>, _ index: inout Int) {
    bytes.append(text[index])
    index += 1
  }

  private mutating func readWindowsArgument(_ text: borrowing Span<UInt8>, _ index: inout Int) {
    // Quotes of the run that is open: 0 outside, 1 inside.
    var quotes = 0
    var slashes = 0
    while index < text.count {
      let byte = text[index]
      if Self.isBlank(byte), quotes == 0 { return }
      if byte == UInt8(ascii: "\\") {
        slashes += 1
        copy(text, &index)
      } else if byte == UInt8(ascii: "\"") {
        bytes.removeLast(slashes - slashes / 2)
        if slashes % 2 == 1 {
          copy(text, &index)
        } else {
          index += 1
          quotes += 1
          // Quotes that follow belong to the same run; every third is a character.
          while index < text.count, text[index] == UInt8(ascii: "\"") {
            quotes += 1
            if quotes == 3 {
              bytes.append(UInt8(ascii: "\""))
              quotes = 0
            }
            index += 1
          }
          if quotes == 2 { quotes = 0 }
        }
        slashes = 0
      } else {
        slashes = 0
        copyRun(text, &index, stopsAtBlanks: quotes == 0)
      }
    }
  }

  /// Copies what stands before the next quote, backslash or, if they count, blank.
  private mutating func copyRun(_ text: borrowing Span<UInt8>, _ index: inout Int, stopsAtBlanks: Bool) {
    let start = index
    let blank: UInt8 = stopsAtBlanks ? 0x20 : 0x22
    let tab: UInt8 = stopsAtBlanks ? 0x09 : 0x22
    let ones: UInt64 = 0x0101_0101_0101_0101
    while index &+ 8 <= text.count {
      // The lowest byte flagged by (v - 1) & ~v & 0x80 is a true zero (S. E. Anderson, Bit Twiddling Hacks).
      let word = text.word(at: index)
      let quotes = word ^ ones &* 0x22
      let slashes = word ^ ones &* 0x5C
      let blanks = word ^ ones &* UInt64(blank)
      let tabs = word ^ ones &* UInt64(tab)
      let hits =
        ((quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes | (blanks &- ones) & ~blanks
          | (tabs &- ones) & ~tabs) & (ones &* 0x80)
      index &+= hits == 0 ? 8 : hits.trailingZeroBitCount &>> 3
      if hits != 0 { break }
    }
    while index < text.count {
      let byte = text[index]
      if byte == 0x22 || byte == 0x5C || byte == blank || byte == tab { break }
      index &+= 1
    }
    bytes.append(copying: text.extracting(start..<index))
  }

  private mutating func cutPOSIX(_ text: borrowing Span<UInt8>, _ limit: Int) {
    var index = 0
    while ranges.count < limit {
      while index < text.count, Self.isBlank(text[index]) || text[index] == 0x0A { index += 1 }
      guard index < text.count else { return }
      let start = bytes.count
      var quote: UInt8 = 0
      while index < text.count {
        let byte = text[index]
        if quote == 0, Self.isBlank(byte) || byte == 0x0A { break }
        if quote == 0, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          quote = byte
          index += 1
        } else if byte == quote, quote != 0 {
          quote = 0
          index += 1
        } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'"), index + 1 < text.count {
          // Inside double quotes the backslash stays, except before what it can protect.
          let next = text[index + 1]
          let protects = [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "`")].contains(next)
          if quote != 0, !protects { bytes.append(byte) }
          index += 1
          copy(text, &index)
        } else {
          copy(text, &index)
        }
      }
      ranges.append(start..<bytes.count)
    }
  }
}
