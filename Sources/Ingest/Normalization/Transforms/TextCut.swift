import ECS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds parts of texts.
enum TextCut {
  /// The text without blanks, tabs and line ends around it.
  static func trimmed(_ text: borrowing Span<UInt8>) -> Range<Int> {
    var start = 0
    var end = text.count
    while start < end, text[start] <= 0x20 { start += 1 }
    while end > start, text[end - 1] <= 0x20 { end -= 1 }
    return start..<end
  }

  /// What follows the last separator. A path that begins with `/` or has no backslash is a POSIX path, in which a
  /// backslash is a character like any other; in a Windows path both separate.
  static func baseName(_ text: borrowing Span<UInt8>) -> Range<Int> {
    guard let place = lastSeparator(text) else { return 0..<text.count }
    return place + 1..<text.count
  }

  /// What precedes the last separator, the separator of a root included; `nil` without a separator.
  static func directory(_ text: borrowing Span<UInt8>) -> Range<Int>? {
    guard let place = lastSeparator(text) else { return nil }
    let isRoot = place == 0 || place == 2 && text[1] == UInt8(ascii: ":")
    return 0..<(isRoot ? place + 1 : place)
  }

  /// What follows the last dot of the last component; `nil` for none, and for names that begin with their only dot.
  static func fileExtension(_ text: borrowing Span<UInt8>) -> Range<Int>? {
    let name = baseName(text)
    var index = name.upperBound
    while index > name.lowerBound + 1 {
      index -= 1
      if text[index] == UInt8(ascii: ".") { return index + 1..<name.upperBound }
    }
    return nil
  }

  private static func lastSeparator(_ text: borrowing Span<UInt8>) -> Int? {
    let slash = UInt8(ascii: "/")
    let isPOSIX = text.count > 0 && text[0] == slash
    return lastPlace(of: slash, or: isPOSIX ? slash : UInt8(ascii: "\\"), in: text)
  }

  /// Where one of two bytes last stands.
  static func lastPlace(of first: UInt8, or second: UInt8, in text: borrowing Span<UInt8>) -> Int? {
    var index = text.count
    while index >= 8 {
      let word = text.word(at: index &- 8)
      let hits = zeros(word ^ UInt64(first) &* ones) | zeros(word ^ UInt64(second) &* ones)
      if hits != 0 { return index &- 1 &- hits.leadingZeroBitCount &>> 3 }
      index &-= 8
    }
    while index > 0 {
      index &-= 1
      if text[index] == first || text[index] == second { return index }
    }
    return nil
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The top bit of every byte that is zero, and no other.
  ///
  /// Source: "Determine if a word has a zero byte", S. E. Anderson, Bit Twiddling Hacks (the exact form, without borrows).
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((word & low) &+ low) | word | low)
  }

  /// Where `word` first stands in the text.
  static func first(_ word: [UInt8], in text: borrowing Span<UInt8>) -> Int? {
    guard let head = word.first, text.count >= word.count else { return nil }
    if word.count == 1 { return place(of: head, in: text, from: 0) }
    // Script blocks are searched here, and libc finds a single byte faster than a loop finds several at once.
    var start = 0
    while let found = place(of: head, in: text, from: start), found <= text.count - word.count {
      if matches(word, text, at: found) { return found }
      start = found + 1
    }
    return nil
  }

  /// Where a byte next stands. Whole script blocks are searched here; libc's search is many times faster than a loop.
  static func place(of byte: UInt8, in text: borrowing Span<UInt8>, from start: Int) -> Int? {
    unsafe text.withUnsafeBytes { text in
      guard let base = text.baseAddress, start < text.count,
        let found = unsafe memchr(base + start, Int32(byte), text.count - start)
      else { return nil }
      return unsafe base.distance(to: UnsafeRawPointer(found))
    }
  }

  /// Where `word` last stands in the text.
  static func last(_ word: [UInt8], in text: borrowing Span<UInt8>) -> Int? {
    guard !word.isEmpty, text.count >= word.count else { return nil }
    if word.count == 1 { return lastPlace(of: word[0], or: word[0], in: text) }
    var start = text.count - word.count
    while start >= 0 {
      if matches(word, text, at: start) { return start }
      start -= 1
    }
    return nil
  }

  /// Whether the text begins with `word`, ASCII case disregarded.
  static func hasPrefix(_ word: [UInt8], _ text: borrowing Span<UInt8>) -> Bool {
    text.count >= word.count && FoldedText.equal(word.span, text.extracting(0..<word.count))
  }

  /// Whether the text ends with `word`, ASCII case disregarded.
  static func hasSuffix(_ word: [UInt8], _ text: borrowing Span<UInt8>) -> Bool {
    text.count >= word.count && FoldedText.equal(word.span, text.extracting(text.count - word.count..<text.count))
  }

  private static func matches(_ word: [UInt8], _ text: borrowing Span<UInt8>, at start: Int) -> Bool {
    for index in word.indices where word[index] != text[start + index] { return false }
    return true
  }
}
