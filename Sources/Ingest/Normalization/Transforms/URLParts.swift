import ECS

/// Where the parts of a URL stand in its text (RFC 3986 §3, read leniently: logs hold what browsers sent).
struct URLParts {
  var scheme = 0..<0
  var host = 0..<0
  var port = 0..<0
  var path = 0..<0
  var query = 0..<0
  var fragment = 0..<0

  /// Takes a URL, or a bare `host:port/path`, apart.
  init(_ text: borrowing Span<UInt8>) {
    var start = 0
    if let place = TextCut.first(Self.schemeEnd, in: text), Self.isScheme(text, place) {
      scheme = 0..<place
      start = place + 3
    }
    var end = text.count
    if let place = Self.first(UInt8(ascii: "#"), text, start..<end) {
      fragment = place + 1..<end
      end = place
    }
    if let place = Self.first(UInt8(ascii: "?"), text, start..<end) {
      query = place + 1..<end
      end = place
    }
    let slash = Self.first(UInt8(ascii: "/"), text, start..<end) ?? end
    path = slash..<end
    for index in start..<slash where text[index] == UInt8(ascii: "@") { start = index + 1 }
    setAuthority(text, start..<slash)
  }

  private mutating func setAuthority(_ text: borrowing Span<UInt8>, _ range: Range<Int>) {
    host = range
    if !range.isEmpty, text[range.lowerBound] == UInt8(ascii: "[") {
      guard let close = Self.first(UInt8(ascii: "]"), text, range) else { return }
      host = range.lowerBound + 1..<close
      if close + 1 < range.upperBound, text[close + 1] == UInt8(ascii: ":") { port = close + 2..<range.upperBound }
      return
    }
    guard let colon = Self.first(UInt8(ascii: ":"), text, range) else { return }
    // Two colons without brackets: an IPv6 address by itself.
    if Self.first(UInt8(ascii: ":"), text, colon + 1..<range.upperBound) != nil { return }
    host = range.lowerBound..<colon
    port = colon + 1..<range.upperBound
  }

  private static let schemeEnd = Array("://".utf8)

  private static func isScheme(_ text: borrowing Span<UInt8>, _ end: Int) -> Bool {
    guard end > 0, end <= 32 else { return false }
    for index in 0..<end {
      let byte = text[index]
      let isLetter = (byte | 0x20) &- 0x61 < 26
      if !isLetter && byte &- 0x30 > 9 && byte != 0x2B && byte != 0x2D && byte != 0x2E { return false }
    }
    return true
  }

  private static func first(_ byte: UInt8, _ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Int? {
    for index in range where text[index] == byte { return index }
    return nil
  }
}
