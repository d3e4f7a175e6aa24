import ECS

/// Hashing and comparing text without regard to ASCII case.
enum FoldedText {
  /// A hash that is the same for texts that differ in case only. Equal hashes prove nothing: compare afterwards.
  static func hash(_ text: borrowing Span<UInt8>) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index &+ 8 <= text.count {
      state = mix(state, text.word(at: index) | 0x2020_2020_2020_2020)
      index &+= 8
    }
    var tail: UInt64 = 0
    while index < text.count {
      tail = tail &<< 8 | UInt64(text[index] | 0x20)
      index &+= 1
    }
    return mix(mix(state, tail), UInt64(text.count))
  }

  /// The hash of an integer key.
  static func hash(_ value: Int64) -> UInt64 {
    mix(0x5851_F42D_4C95_7F2D, UInt64(bitPattern: value))
  }

  /// Joins two hashes.
  static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word) &* 0xD6E8_FEB8_6659_FD93
    return product ^ product &>> 32
  }

  /// Whether two texts are the same but for ASCII case.
  static func equal(_ a: borrowing Span<UInt8>, _ b: borrowing Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    if a.isSame(as: b) { return true }
    var index = 0
    while index &+ 8 <= a.count {
      if a.word(at: index) != b.word(at: index) {
        for step in index..<index &+ 8 where lower(a[step]) != lower(b[step]) { return false }
      }
      index &+= 8
    }
    while index < a.count {
      if a[index] != b[index], lower(a[index]) != lower(b[index]) { return false }
      index &+= 1
    }
    return true
  }

  /// Whether a text is a word but for ASCII case.
  static func isEqual(_ text: borrowing Span<UInt8>, _ word: [UInt8]) -> Bool {
    equal(text, word.span)
  }

  /// An ASCII capital made small.
  static func lower(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  /// The integer that a text of decimal digits says; `nil` for anything else and outside 64 bits.
  static func integer(_ text: borrowing Span<UInt8>) -> Int64? {
    guard text.count > 0, text.count <= 20 else { return nil }
    let negative = text[0] == UInt8(ascii: "-")
    var index = negative ? 1 : 0
    guard index < text.count, text.count - index <= 19 else { return nil }
    var value: UInt64 = 0
    while index < text.count {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value &* 10 &+ UInt64(digit)
      index &+= 1
    }
    if negative, value == 1 << 63 { return .min }
    return Int64(exactly: value).map { negative ? -$0 : $0 }
  }

  /// The integer that a text stands for as a key: a number, or a truth value as 0 or 1.
  static func keyInteger(_ text: borrowing Span<UInt8>) -> Int64? {
    guard text.count > 0 else { return nil }
    if text[0] < 0x3A { return integer(text) }
    if text.count == 4, lower(text[0]) == 0x74, equal(text, trueWord.span) { return 1 }
    if text.count == 5, lower(text[0]) == 0x66, equal(text, falseWord.span) { return 0 }
    return nil
  }

  private static let trueWord = Array("true".utf8)
  private static let falseWord = Array("false".utf8)
}
