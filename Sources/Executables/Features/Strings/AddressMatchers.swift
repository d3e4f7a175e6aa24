/// The patterns of strings that are no literals: addresses of networks, and of wallets.
///
/// A word is made of ASCII letters, digits and underscores; a word's edge is between such a byte and another, or the
/// string's end.
enum AddressMatchers {
  private static let word = ByteSet.alphanumerics.union(ByteSet("_"))
  private static let digits = ByteSet("0123456789")
  private static let hexadecimal = ByteSet("0123456789abcdefABCDEF")
  private static let base58 = ByteSet("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
  /// Bytes of a web address.
  static let url = ByteSet.alphanumerics.union(ByteSet("-._~:?#[]@!$&'()*+,;="))

  /// Whether a byte of a word stands at an index of the string.
  static func isWord(_ data: borrowing Span<UInt8>, _ index: Int, in string: Range<Int>) -> Bool {
    string.contains(index) && word.contains(data[index])
  }

  /// How many bytes of a set follow from an index on, at most `limit`.
  private static func run(
    _ data: borrowing Span<UInt8>, _ set: ByteSet, from index: Int, in string: Range<Int>, limit: Int
  ) -> Int {
    var count = 0
    while count < limit, index &+ count < string.upperBound, set.contains(data[index &+ count]) { count &+= 1 }
    return count
  }

  // MARK: IPv4

  /// Four numbers from 0 to 255 with dots between, as words.
  static func hasIPv4(_ data: borrowing Span<UInt8>, in string: Range<Int>) -> Bool {
    var index = string.lowerBound &+ 1
    while index &+ 1 < string.upperBound {
      if data[index] == 0x2e, digits.contains(data[index &- 1]), digits.contains(data[index &+ 1]),
        isIPv4(data, firstDot: index, in: string)
      {
        return true
      }
      index &+= 1
    }
    return false
  }

  private static func isIPv4(_ data: borrowing Span<UInt8>, firstDot: Int, in string: Range<Int>) -> Bool {
    var start = firstDot
    while start > string.lowerBound, firstDot &- start < 4, digits.contains(data[start &- 1]) { start &-= 1 }
    guard !isWord(data, start &- 1, in: string), isOctet(data, start..<firstDot) else { return false }
    var end = firstDot
    for number in 1...3 {
      let first = end &+ 1
      end = first &+ run(data, digits, from: first, in: string, limit: 4)
      guard isOctet(data, first..<end) else { return false }
      let hasDot = end < string.upperBound && data[end] == 0x2e
      if number < 3, !hasDot { return false }
    }
    return !isWord(data, end, in: string)
  }

  /// One to three digits of at most 255; leading zeros are allowed.
  private static func isOctet(_ data: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count >= 1, range.count <= 3 else { return false }
    var value = 0
    for index in range { value = value * 10 + Int(data[index] &- 0x30) }
    return value <= 255
  }

  // MARK: IPv6

  /// An IPv6 address, loosely: `1:2` and more behind a word, or a group, two colons and a word.
  static func hasIPv6(_ data: borrowing Span<UInt8>, in string: Range<Int>) -> Bool {
    var index = string.lowerBound &+ 1
    while index &+ 1 < string.upperBound {
      if data[index] == 0x3a, isWord(data, index &- 1, in: string), isIPv6(data, colon: index, in: string) {
        return true
      }
      index &+= 1
    }
    return false
  }

  private static func isIPv6(_ data: borrowing Span<UInt8>, colon: Int, in string: Range<Int>) -> Bool {
    if data[colon &+ 1] == 0x3a {
      guard isWord(data, colon &+ 2, in: string) else { return false }
      var start = colon
      while start > string.lowerBound, colon &- start < 5, hexadecimal.contains(data[start &- 1]) { start &-= 1 }
      return colon &- start >= 1 && colon &- start <= 4 && !isWord(data, start &- 1, in: string)
    }
    let first = run(data, hexadecimal, from: colon &+ 1, in: string, limit: 5)
    let second = colon &+ 1 &+ first
    guard first >= 1, first <= 4, second < string.upperBound, data[second] == 0x3a else { return false }
    let count = run(data, hexadecimal, from: second &+ 1, in: string, limit: 5)
    return count >= 1 && count <= 4 && !isWord(data, second &+ 1 &+ count, in: string)
  }

  // MARK: Others

  /// Six pairs of hexadecimal digits with colons or hyphens between, as a word.
  static func hasHardwareAddress(_ data: borrowing Span<UInt8>, in string: Range<Int>) -> Bool {
    var start = string.lowerBound
    while start &+ 17 <= string.upperBound {
      let separator = data[start &+ 2]
      if separator == 0x3a || separator == 0x2d, isHardwareAddress(data, at: start, in: string) { return true }
      start &+= 1
    }
    return false
  }

  private static func isHardwareAddress(_ data: borrowing Span<UInt8>, at start: Int, in string: Range<Int>) -> Bool {
    for index in 0..<17 {
      let byte = data[start &+ index]
      let fits = index % 3 == 2 ? byte == 0x3a || byte == 0x2d : hexadecimal.contains(byte)
      if !fits { return false }
    }
    return !isWord(data, start &- 1, in: string) && !isWord(data, start &+ 17, in: string)
  }

  /// A 1 or 3 and at least 25 more bytes of the alphabet without 0, O, I and l.
  static func hasWallet(_ data: borrowing Span<UInt8>, in string: Range<Int>) -> Bool {
    var first: Int?
    for index in string {
      let byte = data[index]
      if !base58.contains(byte) {
        first = nil
      } else if let start = first {
        if index &- start >= 25 { return true }
      } else if byte == 0x31 || byte == 0x33 {
        first = index
      }
    }
    return false
  }
}
